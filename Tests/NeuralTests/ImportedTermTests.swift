import Testing

@testable import Neural

/// Cross-entropy against labels of another program.
@Suite struct ImportedTermTests {
  private func evaluate(
    _ batch: LossCase<Double>, _ imported: Bool, weight: Double
  ) throws -> (terms: LossTerms, gradient: [Double]) {
    let settings = LossSettings.nothing.with { $0.crossEntropy = 1 }
    let loss = try ScribbleLoss<Double>(settings, batch.shape)
    for gradient in batch.gradients { gradient.base.update(repeating: 0, count: gradient.count) }
    let terms = try batch.withTargets { targets in
      var context = LossContext<Double>()
      if imported { context.imported = targets }
      return try loss.evaluate(
        batch.heads, teacher: nil, targets: targets,
        rates: StepRates(
          learningRate: 0, ramp: 1, contrastRamp: 0, emaDecay: 0, imported: weight),
        context: context)
    }
    return (terms, batch.gradients[0].values)
  }

  /// With the same labels as the scribbles it is the partial cross-entropy once more.
  @Test func itIsTheMeanOverItsOwnPixels() throws {
    let batch = try LossCase<Double>.golden()
    let plain = try evaluate(batch, false, weight: 0.5)
    let both = try evaluate(batch, true, weight: 0.5)
    #expect(both.terms.partialCrossEntropy == plain.terms.partialCrossEntropy)
    #expect(abs(both.terms.total - 1.5 * plain.terms.total) < 1e-12)
    for (one, other) in zip(both.gradient, plain.gradient) {
      #expect(abs(one - 1.5 * other) < 1e-14)
    }
    let off = try evaluate(batch, true, weight: 0)
    #expect(off.terms == plain.terms && off.gradient == plain.gradient)
  }
}
