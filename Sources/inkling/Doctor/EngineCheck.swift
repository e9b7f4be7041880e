import Neural

/// What the engine would compute with, and why not with more.
enum EngineCheck {
  /// As the commands that compute would decide without options.
  static func finding(
    _ wishes: ArithmeticWishes = ArithmeticWishes(), on machine: MachineLevels = .current
  ) -> Finding {
    let choice: ArithmeticChoice
    do throws(ArithmeticError) {
      choice = try ArithmeticChoice(wishes, on: machine)
    } catch {
      return .problem(
        "engine", error.description,
        "Set \(ArithmeticWishes.levelVariable) and \(ArithmeticWishes.precisionVariable) to what fits, or to nothing."
      )
    }
    let places = [choice.levelPlace, choice.precisionPlace].compactMap(\.self)
    let found =
      choice.arithmetic.words
      + (places.isEmpty ? "" : ", set by " + places.joined(separator: " and "))
    if let refusal = choice.refusal {
      return .note(
        "engine", "\(found). AMX tiles are offered, but \(refusal)",
        "Training and prediction are slower than they could be.")
    }
    let reached = choice.arithmetic.level < machine.offered
      ? ". This machine reaches \(machine.offered.rawValue)" : ""
    return .ok("engine", found + reached + obstacle(machine))
  }

  /// " (amx: this processor has no AMX tiles of bfloat16)".
  private static func obstacle(_ machine: MachineLevels) -> String {
    guard let next = machine.offered.next, let obstacle = machine.obstacle else { return "" }
    return " (\(next.rawValue): \(obstacle))"
  }
}
