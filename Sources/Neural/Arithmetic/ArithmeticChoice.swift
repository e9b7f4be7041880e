/// What to compute with on a machine, and what has decided that. Nothing here runs an instruction of a level.
///
/// (No code of dictionaries or lists of texts: the linker keeps one copy of such code for all modules, and this
/// module's needs AVX2.)
package struct ArithmeticChoice: Sendable, Equatable {
  /// The choice.
  package let arithmetic: Arithmetic
  /// The option or variable that names the level; nil = it is the best of the machine.
  package let levelPlace: String?
  /// The option or variable that names the precision; nil = it is the level's usual one.
  package let precisionPlace: String?
  /// Why the kernel keeps a processor that has tiles from using them, where the level would otherwise be `amx`.
  package let refusal: String?

  /// - Throws: `ArithmeticError` for words that name nothing, and for what the machine does not reach.
  package init(
    _ wishes: ArithmeticWishes, on machine: MachineLevels = .current
  ) throws(ArithmeticError) {
    let level: InstructionLevel
    if let wish = wishes.level {
      level = try ArithmeticChoice.level(wish, on: machine)
      refusal = nil
    } else {
      (level, refusal) = machine.best()
    }
    let precision: Precision
    if let wish = wishes.precision {
      precision = try ArithmeticChoice.precision(wish, at: level, by: wishes.level?.place)
    } else {
      precision = level.usualPrecision
    }
    arithmetic = Arithmetic(level: level, precision: precision)
    (levelPlace, precisionPlace) = (wishes.level?.place, wishes.precision?.place)
  }

  private static func level(
    _ wish: ArithmeticWishes.Wish, on machine: MachineLevels
  ) throws(ArithmeticError) -> InstructionLevel {
    guard let level = InstructionLevel(rawValue: wish.text) else {
      throw .unknown(wish, known: ArithmeticError.list(machine.levels(upTo: .amx)))
    }
    if level == .portable && machine.offered != .portable {
      throw .notForThisProcessor(wish, on: machine)
    }
    guard level <= machine.offered else {
      throw .tooHigh(wish, on: machine, best: machine.offered, reason: machine.obstacle)
    }
    if level == .amx, let refusal = machine.refusalOfTiles() {
      throw .tooHigh(wish, on: machine, best: .avx512bf16, reason: refusal)
    }
    return level
  }

  private static func precision(
    _ wish: ArithmeticWishes.Wish, at level: InstructionLevel, by place: String?
  ) throws(ArithmeticError) -> Precision {
    guard let precision = Precision(rawValue: wish.text) else {
      throw .unknown(
        wish, known: "\(Precision.float32.rawValue) or \(Precision.bfloat16.rawValue)")
    }
    guard level.has(precision) else { throw .precision(wish, at: level, by: place) }
    return precision
  }
}
