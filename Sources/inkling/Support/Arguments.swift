import ArgumentParser
import Volume

/// `--scribble-encoding inkling|ignore-last|ignore-255`.
extension ScribbleEncoding: ExpressibleByArgument {}

/// `--slice-axis i|j|k`.
extension Axis: ExpressibleByArgument {
  /// The axis of a letter.
  package init?(argument: String) {
    guard let axis = Axis.allCases.first(where: { $0.letter == argument.lowercased() }) else {
      return nil
    }
    self = axis
  }

  /// The letters.
  package static var allValueStrings: [String] { allCases.map(\.letter) }

  /// Letters need no explanation.
  package static var allValueDescriptions: [String: String] { [:] }
}
