/// What a typed command does.
package enum TypedMeaning: Equatable, Sendable {
  /// What a key does.
  case key(Command)
  // Files and leaving
  case write, writeAndQuit
  /// What is written, by its word; nil = a picture of the slice.
  case export(String?)
  /// `labels` or `clear`.
  case importing(String)
  case quit(force: Bool)
  // Places
  case slice, plane, voxel, volume
  // Labels
  case label, removeLabel
  /// `load` or `save`; nil = the page of labels.
  case labels(String?)
  // Settings
  case window, brush, tolerance, reach, zoom, contrast, panel, view, automatic, margin, step
  // The slice on screen
  case interpolate, copy, note, summary
  // Texts
  case help, log
}
