/// A wish for a level or a precision that cannot be fulfilled: one sentence, which says what can be chosen.
package struct ArithmeticError: Error, CustomStringConvertible, Equatable {
  /// The sentence.
  package let description: String

  static func unknown(_ wish: ArithmeticWishes.Wish, known: String) -> ArithmeticError {
    ArithmeticError(
      description: "\(wish.place) is \(known), found \"\(wish.text)\": choose one of them.")
  }

  static func tooHigh(
    _ wish: ArithmeticWishes.Wish, _ level: InstructionLevel, on machine: MachineLevels,
    best: InstructionLevel, refusal: String?
  ) -> ArithmeticError {
    let reason = refusal.map { " (\($0))" } ?? ""
    return ArithmeticError(
      description: "This machine reaches \(best.rawValue)\(reason); \(wish.words) needs "
        + "\(level.instructions): choose \(list(machine.levels(upTo: best))).")
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
        + "found \(level.rawValue), \(origin): choose \(Precision.float32.rawValue)"
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
