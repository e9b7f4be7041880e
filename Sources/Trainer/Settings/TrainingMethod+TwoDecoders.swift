import Neural

/// Rivals whose network has two decoders that learn from the mixture of their predictions.
extension TrainingMethod {
  static let twoDecoders = [mixedPseudoLabels, softMixedPseudoLabels]

  /// DMPLS as WSL4MIS trains it: weight 0.5 from the first step on.
  static let mixedPseudoLabels = TrainingMethod(
    name: "dmpls", summary: "two decoders and the hard labels of their mixture (Luo et al. 2022)"
  ) { $0.compareDecoders(.init(.mixedPseudo, weight: 0.5, isRamped: false)) }

  /// The first stage of DMSPS as its authors configure it: weight 8, reached within 100 steps.
  static let softMixedPseudoLabels = TrainingMethod(
    name: "dmsps", summary: "two decoders and the soft labels of their mixture (Han et al. 2024)"
  ) {
    $0.compareDecoders(.init(.softMixed, weight: 8, isRamped: true))
    $0.rampSteps = 100
  }
}

extension TrainingSettings {
  /// Partial cross-entropy of two decoders and a term that compares them.
  fileprivate mutating func compareDecoders(_ term: ExtraLossSettings) {
    supervisedOnly()
    decoders = 2
    loss.extra = term
  }
}
