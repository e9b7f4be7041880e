import Testing

@testable import Neural

/// Terms that begin later in a run find what they need as it was at the start.
@Suite struct LateTermsTests {
  private func training(_ kind: OptimizerSettings.Kind) throws -> TrainingStep {
    var loss = LossSettings.partialCrossEntropyOnly
    loss.distillation.weight = 1
    loss.contrast.weight = 0.1
    loss.contrast.form = .prototype
    return try TrainingStep(
      network: NetworkSettings(inputChannels: 1, classes: 3, channels: [8, 16]), loss: loss,
      optimizer: OptimizerSettings(kind: kind),
      batch: BatchShape(count: 2, height: 16, width: 16), workers: Workers(threads: 1), seed: 3)
  }

  /// Bright, middling and dark stripes, every other pixel of them named.
  private func step(_ training: TrainingStep, ramp: Float) throws -> LossTerms {
    var noise = Noise(seed: UInt64(training.step))
    var images = ImageBatch(count: 2, channels: 1, height: 16, width: 16)
    var targets = TargetBatch(count: 2, height: 16, width: 16)
    let values: [Float] = noise.values(images.values.count)
    for index in images.values.indices {
      let stripe = index % 16 * 3 / 16
      images.values[index] = Float(stripe) - 1 + 0.1 * values[index]
      if index % 2 == 0 { targets.values[index] = Int8(stripe) }
    }
    return try training.run(
      student: images, teacher: images, targets: targets,
      rates: StepRates(learningRate: 3e-3, ramp: ramp, contrastRamp: ramp, emaDecay: 0.9))
  }

  @Test(arguments: [OptimizerSettings.Kind.adam, .sgd])
  func whatHasNoGradientYetIsLeftAlone(kind: OptimizerSettings.Kind) throws {
    let training = try training(kind)
    let before = training.state.student
    for _ in 0..<120 { _ = try step(training, ramp: 0) }
    for (old, new) in zip(before, training.state.student) {
      let waits = old.name.contains("projection") || old.name.hasPrefix("student.head.1")
      #expect((old.values == new.values) == waits, "\(old.name)")
    }
  }

  @Test func contrastThatBeginsLateTellsClassesApart() throws {
    let training = try training(.adam)
    for _ in 0..<120 { _ = try step(training, ramp: 0) }
    let terms = try (0..<40).map { _ in try step(training, ramp: 1) }
    // Of six prototypes two are of a pixel's class: ln 2 where classes are told apart, ln 6 where all features are alike.
    #expect(terms.allSatisfy { $0.contrast < 1 })
    #expect(try #require(terms.last).contrast < 0.72)
    #expect(
      training.state.student.filter { $0.name.contains("projection") }.allSatisfy { tensor in
        tensor.values.contains { abs($0) > 1e-3 }
      })
  }
}
