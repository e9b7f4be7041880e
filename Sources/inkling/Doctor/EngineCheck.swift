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
        "Set the variable to what fits, or to nothing; options of a command come before it.")
    }
    let places = [choice.levelPlace, choice.precisionPlace].compactMap(\.self)
    let found =
      choice.arithmetic.words
      + (places.isEmpty ? "" : ", set by " + places.joined(separator: " and "))
    if let refusal = choice.refusal {
      return .note(
        "engine", "\(found); AMX tiles are offered, but \(refusal)",
        "Training and prediction are slower than they could be.")
    }
    let offered = machine.offered
    let reached =
      choice.arithmetic.level < offered ? "; this machine offers \(offered.rawValue)" : ""
    guard let next = offered.next, let obstacle = machine.obstacle else {
      return .ok("engine", found + reached)
    }
    return .ok("engine", "\(found)\(reached); \(next.rawValue): \(obstacle)")
  }
}
