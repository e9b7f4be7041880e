/// Options of the multi-scale distillation.
package struct DistillationSettings: Sendable, Equatable {
  /// Where the coarse heads' targets come from.
  package enum Target: String, Sendable, CaseIterable {
    /// The teacher's full-resolution probabilities averaged over 2^s x 2^s pixels.
    case pooled
    /// The teacher's head of the same scale.
    case sameScale
  }

  /// How student and teacher are compared.
  package enum Comparison: String, Sendable, CaseIterable {
    /// Kullback-Leibler divergence from the teacher's probabilities to the student's.
    case kl
    /// Mean squared difference of the probabilities.
    case mse
    /// Cross-entropy through a second softmax, as DMSPS computes it: ignores confident disagreement.
    case robust
  }

  /// Weight of the term; 0 = off.
  package var weight: Float = 1
  /// Weight of the distillation of features (`FeatureDistillation`); 0 = off.
  package var featureWeight: Float = 0
  /// Temperature τ of both softmaxes; the term is multiplied by τ².
  package var temperature: Float = 1
  /// Weight of each head, full resolution first: a network has at most four, and as many as levels but one; heads beyond the
  /// list do not take part.
  package var scaleWeights: [Float] = [0.4, 0.2, 0.2, 0.2]
  /// Where the coarse heads' targets come from.
  package var target = Target.pooled
  /// How student and teacher are compared.
  package var loss = Comparison.kl
  /// Whether pixels with a scribble are left out; a coarse pixel counts by its unscribbled share.
  package var skipsScribbles = false
  /// Whether each pixel counts by the teacher's confidence 1 - H(q)/ln C.
  package var weighsConfidence = false

  /// The defaults of ScribSD+ as reconstructed.
  package init() {}

  /// Throws when a value lies outside its range.
  package func validate() throws {
    try expect("distillation.weight", weight, in: 0...1000)
    try expect("distillation.featureWeight", featureWeight, in: 0...1000)
    try expect("distillation.temperature", temperature, in: 0.1...100)
    guard (1...4).contains(scaleWeights.count) else {
      throw LossError.setting(
        name: "distillation.scaleWeights", found: "\(scaleWeights.count) weights",
        expected: "1 to 4, full resolution first")
    }
    for (scale, weight) in scaleWeights.enumerated() {
      try expect("distillation.scaleWeights[\(scale)]", weight, in: 0...1000)
    }
  }
}
