import Foundation

/// What can go wrong in training and prediction: what was expected, what was found, what to do.
package enum TrainerError: Error, Equatable, Sendable {
  /// An option has a value that makes no sense.
  case option(key: String, value: String, expected: String)
  /// There is no such option.
  case unknownOption(String, known: [String])
  /// There is no such preset, method or network.
  case unknownName(kind: String, name: String, known: [String])
  /// A file is not the checkpoint that is needed.
  case checkpoint(path: String, expected: String, found: String)
  /// The loss is not a number any more.
  case diverged(step: Int, checkpoint: String?)
  /// Anything else; a whole sentence.
  case sentence(String)
}

extension TrainerError: CustomStringConvertible, LocalizedError {
  /// One or two sentences for people.
  package var description: String {
    switch self {
    case .option(let key, let value, let expected):
      "Option \(key) is \"\(value)\", expected \(expected)."
    case .unknownOption(let key, let known):
      "There is no option \(key). The options are: \(known.joined(separator: ", "))."
    case .unknownName(let kind, let name, let known):
      "There is no \(kind) \"\(name)\". Choose one of: \(known.joined(separator: ", "))."
    case .checkpoint(let path, let expected, let found):
      "\(path) can't be used: expected \(expected), found \(found). Copy it again, name another, or "
        + "train anew with --fresh."
    case .diverged(let step, let checkpoint):
      "The loss of step \(step) is not a number, so training has stopped. Try a smaller learning "
        + "rate (--set optimizer.rate=…). "
        + (checkpoint.map { "The weights before it are in \($0)." } ?? "No weights were saved yet.")
    case .sentence(let text): text
    }
  }

  /// The same as `description`.
  package var errorDescription: String? { description }
}
