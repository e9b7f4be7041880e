import Foundation

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
}
