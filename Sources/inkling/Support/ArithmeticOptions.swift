import ArgumentParser
import Foundation
import Neural

/// Commands that run the engine.
protocol Computes: UsesNeural {
  /// What it is to compute with.
  var arithmetic: ArithmeticOptions { get }
}

/// What the engine computes with; settled before any of it runs.
struct ArithmeticOptions: ParsableArguments {
  // Texts, because the levels' own code may need what an old processor lacks.
  @Option(
    help: ArgumentHelp(
      "Instructions to compute with: avx2, avx512, avx512-bf16 or amx. The most that this machine reaches, "
        + "unless given here or by INKLING_ISA.", valueName: "level"))
  var isa: String?
  @Option(
    help: ArgumentHelp(
      "Numbers of feature maps and convolution weights: float32, or bfloat16 from level avx512-bf16 on. The "
        + "level's usual ones, unless given here or by INKLING_PRECISION.", valueName: "numbers"))
  var precision: String?

  /// Decides for all commands what this process computes with.
  /// - Throws: `Failure` for a wish that cannot be fulfilled.
  static func settle(for command: any ParsableCommand) throws {
    guard let command = command as? any Computes else { return }
    let options = command.arithmetic
    let choice: ArithmeticChoice
    do throws(ArithmeticError) {
      choice = try ArithmeticChoice(
        ArithmeticWishes(level: options.isa, precision: options.precision))
    } catch {
      throw Failure(error.description)
    }
    Arithmetic.settle(choice.arithmetic)
    if let refusal = choice.refusal {
      inform(
        "This processor has AMX tiles, but \(refusal): level "
          + "\(choice.arithmetic.level.rawValue) takes their place.")
    }
    // Trainers that this process starts compute with the same.
    setenv(ArithmeticWishes.levelVariable, choice.arithmetic.level.rawValue, 1)
    setenv(ArithmeticWishes.precisionVariable, choice.arithmetic.precision.rawValue, 1)
  }
}
