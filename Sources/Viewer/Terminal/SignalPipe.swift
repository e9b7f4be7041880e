import CNcurses
import Glibc

/// Signals as something that can be waited for together with input.
struct SignalPipe {
  /// Readable when a signal has come; -1 if the system would not make a pipe.
  let descriptor: Int32

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
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count > 0 ? bytes[..<count].map { Int32($0) } : []
  }
}
