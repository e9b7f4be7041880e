import Foundation

/// The terminal that a replay is shown on: what is typed or answered there meanwhile is neither shown nor left to the
/// shell.
final class ShownTerminal {
  private var saved = termios()
  private let isTerminal: Bool

  init() {
    isTerminal = tcgetattr(STDIN_FILENO, &saved) == 0
    guard isTerminal else { return }
    var quiet = saved
    quiet.c_lflag &= ~tcflag_t(ECHO | ICANON)
    tcsetattr(STDIN_FILENO, TCSANOW, &quiet)
  }

  deinit {
    if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved) }
  }
}
