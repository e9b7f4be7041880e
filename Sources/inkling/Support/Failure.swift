import Foundation
import Volume

/// A command cannot do its work: one sentence for standard error, exit status 1.
///
/// The sentence says what was expected, what was found and what to do. Errors of the libraries
/// (`VolumeError` and others) read the same way and need no wrapping. For wrong usage (exit status 64) throw
/// ArgumentParser's `ValidationError` instead.
struct Failure: Error, Equatable, CustomStringConvertible, LocalizedError {
  let message: String

  init(_ message: String) { self.message = message }

  var description: String { message }
  var errorDescription: String? { message }

  /// An error as people read it: Foundation's own are put into a sentence, all others stay what they are.
  static func readable(_ error: any Error) -> any Error {
    SystemFault.isFoundations(error) ? Failure(SystemFault.sentence(error)) : error
  }
}
