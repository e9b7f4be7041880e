import Glibc

/// What a person wishes the engine to compute with, as it was written.
package struct ArithmeticWishes: Sendable {
  /// The environment's variables.
  package static let (levelVariable, precisionVariable) = ("INKLING_ISA", "INKLING_PRECISION")
  /// The options.
  package static let (levelOption, precisionOption) = ("--isa", "--precision")

  /// A word, and where it stands.
  package struct Wish: Sendable, Equatable {
    let text: String
    /// An option or a variable.
    package let place: String

    /// "--isa amx", "INKLING_ISA=amx".
    var words: String { place + (place.hasPrefix("-") ? " " : "=") + text }
  }

  /// A level's name; nil = the best.
  package let level: Wish?
  /// A precision's name; nil = the level's usual one.
  package let precision: Wish?

  /// Options come before the environment's variables; an empty variable is none.
  package init(
    level: String? = nil, precision: String? = nil,
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) {
    func wish(_ option: String?, _ optionName: String, _ variable: String) -> Wish? {
      if let option { return Wish(text: option, place: optionName) }
      guard let value = environment(variable), !value.isEmpty else { return nil }
      return Wish(text: value, place: variable)
    }
    self.level = wish(level, Self.levelOption, Self.levelVariable)
    self.precision = wish(precision, Self.precisionOption, Self.precisionVariable)
  }
}
