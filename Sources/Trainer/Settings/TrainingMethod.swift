import Neural

/// A named way to learn from scribbles: which terms the loss has.
///
/// A method only sets options, after the preset and before the person's own `--set`, so everything that a method
/// does can also be said, and changed, option by option. A further method is one more entry in `all`.
package struct TrainingMethod: Sendable {
  /// What `--method` calls it.
  package let name: String
  /// One line for lists.
  package let summary: String
  /// Sets the options that make the method.
  let configure: @Sendable (inout TrainingSettings) -> Void

  /// All methods, the default first.
  package static let all: [TrainingMethod] =
    [standard, extended, features, distillation, partialCrossEntropy, partialDice] + regularised
    + [transformation, scribbleToLabel] + twoDecoders
    + [secondStage, competitive, full]

  /// Partial cross-entropy, multi-scale distillation and class-wise contrast.
  package static let standard = TrainingMethod(
    name: "scribsd+",
    summary: "partial cross-entropy, multi-scale distillation from the teacher, contrast"
  ) { $0.loss.contrast.form = .prototype }

  /// ScribSD+ and what pays besides (docs/explanation/results.md).
  static let extended = TrainingMethod(
    name: "scribsd+x", summary: "scribsd+ and partial Dice"
  ) {
    standard.configure(&$0)
    $0.loss.partialDice = 1
  }

  /// The baseline.
  static let partialCrossEntropy = TrainingMethod(
    name: "pce", summary: "partial cross-entropy alone"
  ) { $0.supervisedOnly() }

  /// The baseline with a Dice term.
  static let partialDice = TrainingMethod(
    name: "partial", summary: "partial cross-entropy and partial Dice"
  ) {
    $0.supervisedOnly()
    $0.loss.partialDice = 3
  }

  /// Without contrast.
  static let distillation = TrainingMethod(
    name: "kd", summary: "partial cross-entropy and multi-scale distillation, no contrast"
  ) { $0.loss.contrast.form = .none }

  /// ScribSD, the predecessor: distillation at full scale, and of features.
  static let features = TrainingMethod(
    name: "scribsd",
    summary: "partial cross-entropy, distillation at full scale and of features (the predecessor)"
  ) {
    $0.loss.contrast.form = .none
    $0.loss.distillation.weight = 1
    $0.loss.distillation.scaleWeights = [1]
    $0.loss.distillation.featureWeight = 0.1
  }

  /// USTM, weight 1 with a ramp as WSL4MIS.
  static let transformation = TrainingMethod(
    name: "ustm",
    summary: "partial cross-entropy, consistency with the teacher under turns where it is certain"
  ) {
    $0.supervisedOnly()
    $0.loss.extra = ExtraLossSettings(.transformation, weight: 1, isRamped: true)
  }

  /// The upper bound.
  package static let full = TrainingMethod(
    name: "full", summary: "dense truth instead of scribbles: cross-entropy and Dice (upper bound)"
  ) {
    $0.supervisedOnly()
    $0.loss.partialDice = 1
    $0.loss.balance = .pixels
    // Dense truth names as much of the background as there is, and where organs end.
    $0.prediction.background = 0
    $0.prediction.fieldWeight = 0
  }

  /// The method of a name.
  /// - Throws: `TrainerError.unknownName`.
  package static func named(_ name: String) throws -> TrainingMethod {
    guard let method = all.first(where: { $0.name == name }) else {
      throw TrainerError.unknownName(kind: "method", name: name, known: all.map(\.name))
    }
    return method
  }
}

extension TrainingSettings {
  /// Sets the losses of a method.
  package mutating func apply(_ method: TrainingMethod) {
    self.method = method.name
    method.configure(&self)
  }

  /// No term that looks at the teacher.
  mutating func supervisedOnly() {
    loss.distillation.weight = 0
    loss.contrast.form = .none
  }
}
