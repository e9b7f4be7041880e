import Foundation
import Testing

@testable import Neural

/// Float against Double, threads, empty scribbles, extreme logits, wrong input.
@Suite struct LossesRobustnessTests {
  static let kinds: [LossSettings] = [
    LossSettings().with {
      $0.contrast.form = .none
      $0.partialDice = 1
      $0.coarseLabels = true
    },
    LossSettings().with {
      $0.distillation.loss = .robust
      $0.distillation.temperature = 4
      $0.distillation.skipsScribbles = true
      $0.distillation.weighsConfidence = true
    },
    LossSettings().with {
      $0.distillation.loss = .mse
      $0.squaredDice = false
      $0.partialDice = 1
      $0.balance = .classes
    },
  ]

  private func batch<S: NeuralScalar>(
    _ height: Int, _ width: Int, amplitude: Double, labels: ((Int) -> Int8)? = nil
  ) throws -> LossCase<S> {
    let shape = try LossShape(count: 2, classes: 3, height: height, width: width, heads: 3)
    return LossCase(
      shape, student: { randomNumbers($1, seed: 3 + UInt64($0), amplitude: amplitude) },
      teacher: { randomNumbers($1, seed: 30 + UInt64($0), amplitude: amplitude) },
      labels: (0..<(2 * height * width)).map { labels?($0) ?? Int8($0 % 9 < 3 ? $0 % 3 : -1) })
  }

  @Test(arguments: kinds.indices)
  func floatAgreesWithDouble(kind: Int) throws {
    let small: LossCase<Float> = try batch(8, 20, amplitude: 3)
    let exact: LossCase<Double> = try batch(8, 20, amplitude: 3)
    let settings = Self.kinds[kind]
    let found = try small.evaluate(ScribbleLoss(settings, small.shape, featureChannels: 4))
    let expected = try exact.evaluate(ScribbleLoss(settings, exact.shape, featureChannels: 4))
    #expect(abs(found.total - expected.total) < 1e-5 * expected.total)
    for (found, expected) in zip(small.gradients, exact.gradients) {
      let largest = expected.values.map { abs($0) }.max() ?? 0
      for (found, expected) in zip(found.values, expected.values) {
        #expect(abs(found - expected) < 1e-5 * largest)
      }
    }
  }

  @Test(arguments: kinds.indices)
  func sameBitsAtAnyNumberOfThreads(kind: Int) throws {
    // 72 x 32 pixels: two blocks an image, the second one short.
    let batch: LossCase<Float> = try batch(72, 32, amplitude: 3)
    let settings = Self.kinds[kind].with { $0.contrast.samplesPerClass = 8 }
    let loss = try ScribbleLoss<Float>(settings, batch.shape, featureChannels: 4)
    let terms = try batch.evaluate(loss)
    let samples = batch.chooseSamples(loss)
    let gradients = batch.gradients.map { $0.values }
    for threads in 1...3 {
      #expect(try batch.evaluate(loss, executor(threads: threads)) == terms)
      #expect(batch.chooseSamples(loss, executor(threads: threads)) == samples)
      #expect(batch.gradients.map { $0.values } == gradients)
    }
  }

  @Test(arguments: kinds.indices)
  func nothingLabelledGivesZeroNotNaN(kind: Int) throws {
    let batch: LossCase<Float> = try batch(8, 8, amplitude: 2, labels: { _ in -1 })
    let settings = Self.kinds[kind].with {
      $0.distillation.weight = 0
      $0.contrast.form = .none
    }
    let terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    #expect(terms == LossTerms())
    #expect(batch.gradients.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
    // Zero weights are as good as no labels.
    batch.labels[3] = 1
    batch.weights = Array(repeating: 0, count: batch.labels.count)
    #expect(try batch.evaluate(ScribbleLoss(settings, batch.shape)) == LossTerms())
  }

  @Test(arguments: kinds.indices)
  func extremeLogitsStayFinite(kind: Int) throws {
    let batch: LossCase<Float> = try batch(8, 16, amplitude: 1)
    for (head, numbers) in (batch.student + batch.teacher).enumerated() {
      for index in 0..<numbers.count {
        numbers.base[index] = [1e4, -1e4, 0, 1e4][(index * 7 + head) % 4]
      }
    }
    let loss = try ScribbleLoss<Float>(Self.kinds[kind], batch.shape, featureChannels: 4)
    let terms = try batch.evaluate(loss)
    #expect(terms.total.isFinite)
    #expect(batch.gradients.allSatisfy { $0.values.allSatisfy { $0.isFinite } })
    _ = batch.chooseSamples(loss)
  }

  @Test func notANumberIsNotHidden() throws {
    let batch: LossCase<Float> = try batch(8, 8, amplitude: 1)
    batch.student[0].base[5] = .nan
    let loss = try ScribbleLoss<Float>(Self.kinds[0], batch.shape)
    #expect(try batch.evaluate(loss).total.isNaN)
  }

  @Test func unusableInputIsNamed() throws {
    let batch: LossCase<Float> = try batch(8, 8, amplitude: 1)
    let loss = try ScribbleLoss<Float>(.partialCrossEntropyOnly, batch.shape)
    batch.labels[10] = 3
    batch.labels[11] = -2
    #expect(throws: LossError.labelOutOfRange(pixels: 2, classes: 3)) {
      try batch.evaluate(loss)
    }
    batch.labels[10] = 1
    batch.labels[11] = -1
    batch.weights = (0..<128).map { $0 == 10 ? -1 : 1 }
    #expect(throws: LossError.unusableWeight(pixels: 1)) { try batch.evaluate(loss) }
    #expect(throws: LossError.self) {
      try LossShape(count: 1, classes: 2, height: 12, width: 8, heads: 4)
    }
    let other = try LossShape(count: 2, classes: 3, height: 8, width: 16, heads: 3)
    #expect(throws: LossError.self) {
      try batch.evaluate(ScribbleLoss<Float>(.partialCrossEntropyOnly, other))
    }
  }
}
