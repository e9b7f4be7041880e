import Volume

/// What can be exported of a case as a label map.
package enum ExportContent: Hashable, Sendable {
  /// The segmentation as it stands, dense: accepted slices, and what is shown elsewhere.
  case labels
  /// Accepted slices alone, everything else "no label".
  case accepted(ScribbleEncoding)
  /// The scribbles.
  case scribbles(ScribbleEncoding)

  /// What the numbers mean; nil = dense labels.
  package var encoding: ScribbleEncoding? {
    switch self {
    case .labels: nil
    case .accepted(let encoding), .scribbles(let encoding): encoding
    }
  }
}
