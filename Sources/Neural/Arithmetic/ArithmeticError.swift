/// A wish for a level or a precision that cannot be fulfilled: one sentence, which says what can be chosen.
package struct ArithmeticError: Error, CustomStringConvertible, Equatable {
  /// The sentence.
  package let description: String

  static func unknown(_ wish: ArithmeticWishes.Wish, known: String) -> ArithmeticError {
    ArithmeticError(description: "\(wish.place) wants \(known), found \"\(wish.text)\".")
  }

  /// - Parameters:
  ///   - best: the highest level of the machine.
  ///   - reason: what keeps it from the next.
  static func tooHigh(
    _ wish: ArithmeticWishes.Wish, on machine: MachineLevels, best: InstructionLevel,
    reason: String?
  ) -> ArithmeticError {
    ArithmeticError(
      description: "This machine reaches \(best.rawValue)" + (reason.map { ", as \($0)" } ?? "")
        + "; \(wish.words) needs more: choose \(list(machine.levels(upTo: best))).")
  }

  static func notForThisProcessor(
    _ wish: ArithmeticWishes.Wish, on machine: MachineLevels
  ) -> ArithmeticError {
    ArithmeticError(
      description: "\(wish.words) is for processors other than x86-64: choose "
        + "\(list(machine.levels(upTo: machine.offered))).")
  }

  static func precision(
    _ wish: ArithmeticWishes.Wish, at level: InstructionLevel, by place: String?
  ) -> ArithmeticError {
    let origin = place.map { "by \($0)" } ?? "the highest of this machine"
    return ArithmeticError(
      description: "\(wish.words) needs level \(InstructionLevel.avx512bf16.rawValue) or higher, "
        + "found \(level.rawValue) (\(origin)): choose \(Precision.float32.rawValue)"
        + (place == nil ? "." : ", or a higher level."))
  }

  /// "avx2, avx512 or amx".
  static func list(_ levels: [InstructionLevel]) -> String {
    var text = ""
    for (index, level) in levels.enumerated() {
      if index > 0 { text += index == levels.count - 1 ? " or " : ", " }
      text += level.rawValue
    }
    return text
  }
}
