/// What a typed command does.
package enum TypedMeaning: Equatable, Sendable {
  /// What a key does.
  case key(Command)
  // Files and leaving
  case write, writeAndQuit, picture
  case quit(force: Bool)
  // Places
  case slice, plane, voxel, volume
  // Labels
  case label, removeLabel
  // Settings
  case window, brush, tolerance, reach, zoom, contrast, panel, view, automatic, margin, step
  // The slice on screen
  case interpolate, copy, note, summary
  // Texts
  case help, log
}
