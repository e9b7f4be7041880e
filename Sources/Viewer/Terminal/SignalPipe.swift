import CNcurses
import Glibc

/// Signals as something that can be waited for together with input.
///
/// Belongs to the main thread.
final class SignalPipe {
  /// Readable when a signal has come; -1 if the system would not make a pipe.
  let descriptor: Int32
  private var waiting: [Int32] = []

  /// Catches what ends or stops the program, before ncurses would.
  init() {
    descriptor = ink_signal_pipe()
    for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT] { _ = ink_notify_on(signal) }
    ink_unblock_signals()
    // A lost connection shows as an error of write; the signal would kill the program before it saves.
    signal(SIGPIPE, SIG_IGN)
    // A file that may not grow is a failed write like any other.
    signal(SIGXFSZ, SIG_IGN)
  }

  /// The signals that have come since the last call.
  func take() -> [Int32] {
    look()
    defer { waiting.removeAll() }
    return waiting
  }

  /// Whether one has come that ends the program.
  var isEnding: Bool {
    look()
    return waiting.contains { $0 != SIGTSTP && $0 != SIGCONT }
  }

  private func look() {
    var bytes = [UInt8](repeating: 0, count: 64)
    var file = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&file, 1, 0) > 0 else { return }
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    if count > 0 { waiting += bytes[..<count].map { Int32($0) } }
  }
}
