import Foundation
import Volume

/// The terminal that a replay is shown on: what is typed or answered there meanwhile is neither shown nor left to the
/// shell.
final class ShownTerminal {
  private var saved = termios()
  private let isTerminal: Bool
  /// Why nothing more is shown.
  private(set) var failure: Failure?

  /// - Throws: `Failure` where the replay has no room.
  init(columns: Int, rows: Int) throws {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
      Int(size.ws_col) < columns || Int(size.ws_row) < rows
    {
      throw Failure(
        "This terminal has \(size.ws_col)x\(size.ws_row) cells, the recording \(columns)x\(rows). Make it larger, or "
          + "leave --show out.")
    }
    isTerminal = tcgetattr(STDIN_FILENO, &saved) == 0
    guard isTerminal else { return }
    var quiet = saved
    quiet.c_lflag &= ~tcflag_t(ECHO | ICANON)
    tcsetattr(STDIN_FILENO, TCSANOW, &quiet)
  }

  /// Hands on what the viewer writes.
  func show(_ bytes: [UInt8]) {
    guard failure == nil else { return }
    do { try handOn(bytes) } catch {
      failure = Failure(
        "The replay could not be written to standard output: \(SystemFault.reason(error)).")
    }
  }

  deinit {
    if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved) }
  }
}
