import Neural

/// What weights have been trained with, beside what a run trains with.
extension Arithmetic {
  /// What to say of a run on weights of another level or precision; nil where nothing differs.
  ///
  /// - Parameter earlier: what the weights' last run has trained with; nil = the file is older than levels: 32 bits on
  ///   unknown instructions.
  func note(on earlier: Arithmetic?) -> String? {
    let known = earlier ?? Arithmetic(level: level, precision: .float32)
    guard known != self else { return nil }
    let before =
      earlier == nil
      ? known.precision.rawValue : "\(known.precision.rawValue) at level \(known.level.rawValue)"
    return "The weights were trained in \(before); this run trains them further in "
      + "\(precision.rawValue) at level \(level.rawValue), which rounds differently."
  }

  /// As a checkpoint's metadata names it; nil where they do not, or name what this version does not know.
  init?(metadata: [String: String]) {
    guard let level = metadata["level"].flatMap(InstructionLevel.init(rawValue:)),
      let precision = metadata["precision"].flatMap(Precision.init(rawValue:))
    else { return nil }
    self.init(level: level, precision: precision)
  }
}
