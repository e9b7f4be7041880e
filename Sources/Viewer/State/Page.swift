/// What covers the slice: help, a text, or a list to choose from.
enum Page: Equatable, Sendable {
  /// The key table, scrolled down by lines.
  case help(top: Int)
  /// A text with a heading.
  case text(title: String, lines: [String], top: Int)
  /// The slices in the order in which they are worth looking at.
  case worklist(chosen: Int)
  /// The volumes of the project.
  case cases(chosen: Int)

  var mode: Mode {
    switch self {
    case .help, .text: .help
    case .worklist, .cases: .list
    }
  }
}

/// The line that is typed after `:`.
struct CommandLine: Equatable, Sendable {
  /// What stands there.
  var text = ""
  /// Which line of the history is shown; nil for a new one.
  var recalled: Int?

  /// Longest line that can be typed.
  private static let longest = 500

  /// Puts characters at its end, as far as there is room; it is a new line then.
  mutating func append(_ characters: String) {
    let room = max(0, Self.longest - text.count)
    guard room > 0 else { return }
    text += characters.prefix(room)
    recalled = nil
  }
}
