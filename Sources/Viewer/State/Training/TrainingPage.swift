/// Where a person is on the training page.
struct TrainingPage: Equatable, Sendable {
  /// The chosen line of the form.
  var chosen = 0
  /// The chosen one of the buttons.
  var button = TrainingButton.start
  /// What is being typed into the chosen line; nil = nothing is.
  var input: String?
  /// Lines by which the log is scrolled up from its end; nil = the log is not on screen.
  var logUp: Int?

  /// Longest value that can be typed: paths may be long.
  private static let longest = 500

  /// Puts characters at the end of what is typed, as far as there is room.
  mutating func append(_ characters: String) {
    guard let text = input else { return }
    input = String((text + characters).prefix(Self.longest))
  }
}

/// What the training page's buttons do.
enum TrainingButton: Int, CaseIterable, Sendable {
  case start, pause, stop, log, close
}
