/// What covers the slice: help, a text, or a list to choose from.
enum Page: Equatable, Sendable {
  /// The key table, scrolled down by lines.
  case help(top: Int)
  /// A text with a heading.
  case text(title: String, lines: [String], top: Int)
  /// The slices in the order in which they are worth looking at.
  case worklist(chosen: Int)
  /// What was drawn and decided, newest first.
  case strokes(chosen: Int)
  /// The volumes of the project.
  case cases(chosen: Int)
  /// What training is to do and what it does.
  case training(TrainingPage)
  /// The labels of the project.
  case labels(chosen: Int)

  var mode: Mode {
    switch self {
    case .help, .text: .help
    case .worklist, .strokes, .cases, .labels: .list
    case .training: .training
    }
  }
}
