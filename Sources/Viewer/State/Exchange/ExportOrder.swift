import Project

/// A label map that is to be written for other programs.
package struct ExportOrder: Equatable, Sendable {
  /// What it holds.
  let content: ExportContent
  /// The file, as it was typed.
  let path: String
  /// Whether a file that is there may be replaced.
  let replaces: Bool
}
