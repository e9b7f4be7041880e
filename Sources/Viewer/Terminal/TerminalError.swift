import Foundation

/// Why the viewer cannot use this terminal. Every sentence says what to do instead.
package enum TerminalError: Error, Equatable, CustomStringConvertible, LocalizedError {
  /// Input or output is a file or pipe.
  case notATerminal
  /// TERM is not set.
  case noName
  /// The terminal database has no such entry.
  case unknown(String)
  /// The terminal cannot place its cursor.
  case tooSimple(String)

  /// A sentence for people.
  package var description: String {
    switch self {
    case .notATerminal:
      "The viewer needs a terminal, but standard input or output is a file or a pipe. "
        + "Over ssh, use `ssh -t HOST inkling …`; without a terminal, `inkling info`, `inkling train` "
        + "and `inkling export png` do their work."
    case .noName:
      "The viewer needs to know what kind of terminal this is, but TERM is not set. "
        + "Try `TERM=xterm-256color inkling …`."
    case .unknown(let name):
      "This machine knows no terminal called \(name) (TERM). Try `TERM=xterm-256color inkling …`."
    case .tooSimple(let name):
      "The viewer needs a terminal that can place its cursor; \(name) (TERM) cannot. "
        + "Try `TERM=vt100 inkling …` or another terminal; `inkling info` and `inkling export png` "
        + "work on any."
    }
  }

  /// The same as `description`.
  package var errorDescription: String? { description }
}
