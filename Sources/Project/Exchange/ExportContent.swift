import Volume

/// What can be exported of a case as a label map.
package enum ExportContent: Hashable, Sendable {
  /// The segmentation as it stands, dense: accepted slices, and what is shown elsewhere.
  case labels
  /// Accepted slices alone, everything else "no label".
  case accepted(ScribbleForm)
  /// The scribbles.
  case scribbles(ScribbleForm)

  /// What the numbers mean; nil = dense labels.
  package var form: ScribbleForm? {
    switch self {
    case .labels: nil
    case .accepted(let form), .scribbles(let form): form
    }
  }
}
