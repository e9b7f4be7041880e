import Foundation
import Glibc

/// Asks the terminal about itself outside the viewer, as `doctor` does.
package enum TerminalProbe {
  /// What the terminal answers within a time.
  ///
  /// - Parameter seconds: to wait at most; the last answer ends the wait.
  /// - Returns: nil without a terminal on standard input and output, or where asking would print.
  package static func ask(seconds: Double = 3) -> TerminalReport? {
    let environment = ProcessInfo.processInfo.environment
    let name = environment["TERM"] ?? ""
    var report = TerminalReport(surroundings: environment, name: name)
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
    report.isPassedThrough = report.multiplexer == "tmux" && Tmux.passesThrough()
    guard report.multiplexer == nil || report.isPassedThrough, mayBeAsked(name) else {
      return report
    }
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
    var quiet = settings
    quiet.c_lflag &= ~tcflag_t(ICANON | ECHO)
    // Signals stay: Ctrl-C ends the program, and then the shell sets its own terminal right.
    guard tcsetattr(STDIN_FILENO, TCSANOW, &quiet) == 0 else { return nil }
    defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) }
    let questions = report.questions
    _ = Glibc.write(STDOUT_FILENO, questions, questions.count)
    listen(until: MonotonicClock.now + seconds, &report)
    return report
  }

  /// Whether a terminal of that name may be asked: those that know no such sequences may print them.
  package static func mayBeAsked(_ name: String) -> Bool {
    !name.isEmpty && !["dumb", "linux", "vt52"].contains { name.hasPrefix($0) }
  }

  private static func listen(until end: Double, _ report: inout TerminalReport) {
    var decoder = InputDecoder()
    var bytes = [UInt8](repeating: 0, count: 512)
    while !report.isComplete, MonotonicClock.now < end {
      var file = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard poll(&file, 1, Int32((end - MonotonicClock.now) * 1000) + 1) > 0 else { continue }
      let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
      guard count > 0 else { return }
      for case .answer(let answer) in decoder.feed(bytes[..<count], at: MonotonicClock.now) {
        report.take(answer)
      }
    }
  }
}
