import Neural

/// Scribbles, and one further term that says what segmentations look like elsewhere: weights and ramp as PyMIC.
extension TrainingMethod {
  /// All of them.
  static let regularised = [
    entropyMinimisation, totalVariation, mumfordShah, gatedCRF, pyramidConsistency,
  ]

  /// Predictions away from the middle.
  static let entropyMinimisation = TrainingMethod(
    name: "em", summary: "partial cross-entropy and entropy minimisation"
  ) { $0.supervise(with: .entropy, weight: 0.1) }

  /// Short contours.
  static let totalVariation = TrainingMethod(
    name: "tv", summary: "partial cross-entropy and contour length"
  ) { $0.supervise(with: .totalVariation, weight: 0.1) }

  /// Regions of one intensity with short borders.
  static let mumfordShah = TrainingMethod(
    name: "mumford-shah", summary: "partial cross-entropy and the Mumford-Shah functional"
  ) { $0.supervise(with: .mumfordShah, weight: 0.05) }

  /// Like pixels alike.
  static let gatedCRF = TrainingMethod(
    name: "gated-crf", summary: "partial cross-entropy and a gated conditional random field"
  ) { $0.supervise(with: .gatedCRF, weight: 0.1) }

  /// All heads alike.
  static let pyramidConsistency = TrainingMethod(
    name: "urpc", summary: "partial cross-entropy and consistency of the heads"
  ) { $0.supervise(with: .pyramid, weight: 0.1) }
}

extension TrainingSettings {
  /// Partial cross-entropy and a ramped term.
  fileprivate mutating func supervise(with term: ExtraTerm, weight: Float) {
    supervisedOnly()
    loss.extra = ExtraLossSettings(term, weight: weight, isRamped: true)
  }
}
