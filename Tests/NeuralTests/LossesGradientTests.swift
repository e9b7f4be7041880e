import Foundation
import Testing

@testable import Neural

/// Central differences in float64 with eps = 1e-5; tolerance: relative error below 1e-6 of the largest slope.
///
/// Every smooth loss and every option. Seeds stand in the failure message.
@Suite struct LossesGradientTests {
  static let variants: [String: LossSettings] = {
    var all = LossesGoldenTests.settings
    all["everything"] = LossSettings().with {
      $0.balance = .classes
      $0.coarseLabels = true
      $0.partialDice = 0.7
      $0.distillation.temperature = 2
      $0.distillation.target = .sameScale
      $0.distillation.loss = .robust
      $0.contrast.form = .none
    }
    all["defaults"] = LossSettings()
    all["roots"] = .partialCrossEntropyOnly.with { $0.balance = .roots }
    return all
  }()

  @Test(arguments: variants.keys.sorted())
  func gradientOfTheLogits(name: String) throws {
    let settings = try #require(Self.variants[name])
    for seed: UInt64 in 1...2 {
      let shape = try LossShape(count: 2, classes: 3, height: 4, width: 12, heads: 2)
      var generator = CounterGenerator(seed)
      let labels = (0..<96).map { _ in Int8(generator.below(6)) - 3 }.map { max($0, -1) }
      let batch = LossCase<Double>(
        shape, student: { randomNumbers($1, seed: 10 * seed + UInt64($0), amplitude: 2) },
        teacher: { randomNumbers($1, seed: 100 * seed + UInt64($0), amplitude: 2) },
        labels: labels, weights: (0..<96).map { Float($0 % 4) / 2 })
      batch.ramp = 0.8
      batch.contrastRamp = 0.6
      let loss = try ScribbleLoss<Double>(settings, shape, featureChannels: 4)
      _ = try batch.evaluate(loss)
      let analytic = batch.gradients.map { $0.values }
      for head in 0..<2 {
        let check = try checkGradient(of: batch.student[head], analytic[head], every: 7) {
          try batch.evaluate(loss).total
        }
        #expect(
          check.largestError < 1e-6 * max(check.scale, 1e-3),
          "\(name), seed \(seed), head \(head): \(check.largestError) of \(check.scale)")
      }
    }
  }

  @Test(arguments: [1, 3] as [Double])
  func gradientOfTheSoftmax(temperature: Double) {
    let z = Numbers<Double>(randomNumbers(30, seed: 5))
    let g = Numbers<Double>(randomNumbers(30, seed: 6))
    let (p, dz) = (Numbers<Double>(zeros: 30), Numbers<Double>(zeros: 30))
    func maps(_ numbers: Numbers<Double>) -> ClassMaps<Double> {
      ClassMaps(count: 2, classes: 5, height: 1, width: 3, base: numbers.base)
    }
    softmax(maps(z), temperature: temperature, into: maps(p))
    softmaxBack(maps(p), maps(g), temperature: temperature, into: maps(dz))
    let check = checkGradient(of: z, dz.values) {
      softmax(maps(z), temperature: temperature, into: maps(p))
      return zip(p.values, g.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(check.relative < 1e-6, "seeds 5, 6: \(check.relative)")
  }

  @Test func gradientOfThePrototypes() {
    // ReLU kinks: no hidden value of this case lies within 1e-5 of 0.
    let batch = PrototypeCase<Double>()
    _ = batch.evaluate(scale: 0.7)
    let (rows, parameters) = (batch.dRows.values, batch.dParameters.values)
    let onRows = checkGradient(of: batch.rows, rows) { 0.7 * batch.evaluate() }
    let onHead = checkGradient(of: batch.parameters, parameters) { 0.7 * batch.evaluate() }
    #expect(onRows.relative < 1e-6, "rows: \(onRows.relative)")
    #expect(onHead.relative < 1e-6, "head: \(onHead.relative)")
  }

  /// A step down the gradient must lower the loss: catches a wrong sign that both sides of a check share.
  @Test func aStepDownhillLowersTheLoss() throws {
    let batch = try LossCase<Double>.golden()
    let settings = try #require(Self.variants["everything"])
    let loss = try ScribbleLoss<Double>(settings, batch.shape)
    let before = try batch.evaluate(loss).total
    for (z, g) in zip(batch.student, batch.gradients) {
      for index in 0..<z.count { z.base[index] -= 0.5 * g.base[index] }
    }
    let after = try batch.evaluate(loss).total
    #expect(after < before)
  }
}
