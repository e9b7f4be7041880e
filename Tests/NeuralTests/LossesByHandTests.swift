import Foundation
import Testing

@testable import Neural

/// Losses on 2 x 2 pixels with numbers that can be checked on paper.
@Suite struct LossesByHandTests {
  /// One image of 2 x 2, two classes; the odds of class 1 are e^0 = 1, 3, 1/3 and 9.
  private func twoByTwo(_ labels: [Int8], weights: [Float]? = nil) throws -> LossCase<Double> {
    let l = log(3.0)
    return LossCase(
      try LossShape(count: 1, classes: 2, height: 2, width: 2, heads: 1),
      student: { _, _ in [0, 0, 0, 0, 0, l, -l, 2 * l] },
      teacher: { _, _ in [0, 0, 0, 0, l, l, l, l] }, labels: labels, weights: weights)
  }

  private func close(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-12) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < tolerance }
  }

  /// From the teacher's (1/4, 3/4) to a student's (1 - p, p).
  private func divergence(_ p: Double) -> Double {
    let background: Double = 0.25 * log(0.25 / (1 - p))
    return background + 0.75 * log(0.75 / p)
  }

  @Test func softmaxOfFourPixels() throws {
    let batch = try twoByTwo([-1, -1, -1, -1])
    let p = Numbers<Double>(zeros: 8)
    softmax(
      batch.maps(batch.student)[0],
      into: ClassMaps(count: 1, classes: 2, height: 2, width: 2, base: p.base))
    #expect(close(p.values, [0.5, 0.25, 0.75, 0.1, 0.5, 0.75, 0.25, 0.9]))
    // At temperature 2 the odds are square roots: pixel 3 has odds 3.
    softmax(
      batch.maps(batch.student)[0], temperature: 2,
      into: ClassMaps(count: 1, classes: 2, height: 2, width: 2, base: p.base))
    #expect(abs(p.base[7] - 0.75) < 1e-12)
  }

  @Test func softmaxBackOfOnePixel() {
    // p = (1/4, 3/4), g = (1, 0): p (g - g·p) = (1/4 · 3/4, 3/4 · -1/4).
    let (p, g, dz) = (
      Numbers<Double>([0.25, 0.75]), Numbers<Double>([1, 0]), Numbers<Double>([1, 1])
    )
    func maps(_ numbers: Numbers<Double>) -> ClassMaps<Double> {
      ClassMaps(count: 1, classes: 2, height: 1, width: 1, base: numbers.base)
    }
    softmaxBack(maps(p), maps(g), into: maps(dz))
    #expect(close(dz.values, [1.1875, 0.8125]))
    softmaxBack(maps(p), maps(g), temperature: 3, into: maps(dz))
    #expect(close(dz.values, [1.25, 0.75]))
  }

  @Test func crossEntropyOverLabelledPixelsOnly() throws {
    // Pixel 1 is class 1 (p = 3/4), pixel 3 class 0 (p = 1/10).
    let batch = try twoByTwo([-1, 1, -1, 0])
    let loss = try ScribbleLoss<Double>(.partialCrossEntropyOnly, batch.shape)
    let terms = try batch.evaluate(loss)
    let expected: Double = (log(4.0 / 3) + log(10)) / 2
    #expect(abs(terms.partialCrossEntropy - expected) < 1e-12)
    #expect(terms.total == terms.partialCrossEntropy)
    #expect(
      close(batch.gradients[0].values, [0, 0.125, 0, -0.45, 0, -0.125, 0, 0.45]))
  }

  @Test func crossEntropyWithWeightsAndBalance() throws {
    // Weights 1, 1 and 2 on pixels 0, 1 (class 1: p = 1/2, 3/4) and 3 (class 0: p = 1/10).
    let batch = try twoByTwo([1, 1, -1, 0], weights: [1, 1, 9, 2])
    var settings = LossSettings.partialCrossEntropyOnly
    var terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    let classOne: Double = log(2.0) + log(4.0 / 3)
    var expected: Double = (classOne + 2 * log(10.0)) / 4
    #expect(abs(terms.partialCrossEntropy - expected) < 1e-12)
    settings.balance = .classes
    terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    expected = (0.5 * classOne + log(10.0)) / 2
    #expect(abs(terms.partialCrossEntropy - expected) < 1e-12)
  }

  @Test func crossEntropyByRoots() throws {
    // Masses 2 and 8: a pixel of class 1 counts 1 / (√2 · 3√2), one of class 0 1 / (2√2 · 3√2) times its weight.
    let batch = try twoByTwo([1, 1, -1, 0], weights: [1, 1, 9, 8])
    let settings = LossSettings.partialCrossEntropyOnly.with { $0.balance = .roots }
    let terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    let expected: Double = (log(2.0) + log(4.0 / 3)) / 6 + 8 * log(10.0) / 12
    #expect(abs(terms.partialCrossEntropy - expected) < 1e-12)
  }

  @Test func gradientsAddToWhatIsThere() throws {
    let batch = try twoByTwo([-1, 1, -1, 0])
    let loss = try ScribbleLoss<Double>(.partialCrossEntropyOnly, batch.shape)
    _ = try batch.evaluate(loss)
    let once = batch.gradients[0].values
    _ = try batch.withTargets {
      try loss.evaluate(
        batch.heads, teacher: nil, targets: $0, rates: .ramps(1, contrast: 1))
    }
    #expect(close(batch.gradients[0].values, once.map { 2 * $0 }))
  }

  @Test func diceOverLabelledPixelsOnly() throws {
    // p1 = 1/2, 3/4, -, 9/10 with truths 1, 1, -, 0; plain, foreground only:
    // 1 - 2 (5/4) / (43/20 + 2)
    let batch = try twoByTwo([1, 1, -1, 0])
    let settings = LossSettings.nothing.with {
      $0.partialDice = 1
      $0.squaredDice = false
      $0.backgroundDice = false
    }
    let terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    let expected: Double = 1 - (2.5 + 1e-5) / (4.15 + 1e-5)
    #expect(abs(terms.partialDice - expected) < 1e-12)
    // Unlabelled pixels get no gradient.
    #expect(batch.gradients[0].values[2] == 0 && batch.gradients[0].values[6] == 0)
  }

  @Test func divergenceFromTheTeacher() throws {
    // Teacher (1/4, 3/4) everywhere; student's class 1: 1/2, 3/4, 1/4, 9/10.
    let batch = try twoByTwo([-1, -1, -1, -1])
    var settings = LossSettings.nothing
    settings.distillation.weight = 1
    settings.distillation.scaleWeights = [1]
    let terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    let expected: Double = (divergence(0.5) + divergence(0.25) + divergence(0.9)) / 4
    #expect(abs(terms.distillation - expected) < 1e-12)
    // (p - q)/n
    #expect(
      close(Array(batch.gradients[0].values[4...]), [-0.0625, 0, -0.125, 0.0375]))
  }

  @Test func squaredDifferenceFromTheTeacher() throws {
    let batch = try twoByTwo([-1, -1, -1, -1])
    var settings = LossSettings.nothing
    settings.distillation.weight = 1
    settings.distillation.scaleWeights = [1]
    settings.distillation.loss = .mse
    let terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    #expect(abs(terms.distillation - 0.335 / 4) < 1e-12)
  }

  @Test func skippedAndDoubtedPixels() throws {
    let batch = try twoByTwo([0, -1, -1, -1])
    var settings = LossSettings.nothing
    settings.distillation.weight = 1
    settings.distillation.scaleWeights = [1]
    settings.distillation.skipsScribbles = true
    var terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    let expected: Double = (divergence(0.25) + divergence(0.9)) / 4
    #expect(abs(terms.distillation - expected) < 1e-12)
    settings.distillation.weighsConfidence = true
    terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    let negativeEntropy: Double = 0.25 * log(0.25) + 0.75 * log(0.75)
    let confidence: Double = 1 + negativeEntropy / log(2.0)
    #expect(abs(terms.distillation - confidence * expected) < 1e-12)
  }

  @Test func averagesOverCells() {
    let fine = Numbers<Double>((0..<16).map { Double($0) })
    let coarse = Numbers<Double>(zeros: 4)
    averagePool(
      ClassMaps(count: 1, classes: 1, height: 4, width: 4, base: fine.base),
      into: ClassMaps(count: 1, classes: 1, height: 2, width: 2, base: coarse.base), serially)
    #expect(coarse.values == [2.5, 4.5, 10.5, 12.5])
    // Eight outputs at a time.
    let wide = Numbers<Double>((0..<80).map { Double($0 * $0) })
    let half = Numbers<Double>(zeros: 20)
    averagePool(
      ClassMaps(count: 1, classes: 1, height: 4, width: 20, base: wide.base),
      into: ClassMaps(count: 1, classes: 1, height: 2, width: 10, base: half.base), serially)
    for row in 0..<2 {
      for column in 0..<10 {
        let corner = 40 * row + 2 * column
        let sum = [0, 1, 20, 21].reduce(0.0) { $0 + wide.base[corner + $1] }
        #expect(half.base[10 * row + column] == sum / 4)
      }
    }
  }

  @Test func halfResolutionLabels() {
    let labels: [Int8] = [-1, 1, 2, -1, -1, 1, 0, -1, -1, -1, 2, -1, -1, -1, -1, -1]
    var halved = [Int8](repeating: 9, count: 4)
    labels.withUnsafeBufferPointer { labels in
      guard let base = labels.baseAddress else { return }
      halved.withUnsafeMutableBufferPointer { out in
        guard let out = out.baseAddress else { return }
        halveLabels(
          TargetMaps(count: 1, height: 4, width: 4, classes: base), into: out, serially)
      }
    }
    #expect(halved == [1, -1, -1, 2])
  }

  @Test func weightsAndRampsMultiplyTheTerms() throws {
    let batch = try twoByTwo([1, 1, -1, 0])
    batch.ramp = 0.5
    let settings = LossSettings().with {
      $0.crossEntropy = 2
      $0.partialDice = 3
      $0.distillation.weight = 4
      $0.contrast.form = .none
    }
    let terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    let supervision: Double = 2 * terms.partialCrossEntropy + 3 * terms.partialDice
    let expected: Double = supervision + 2 * terms.distillation
    #expect(abs(terms.total - expected) < 1e-12)
    #expect(terms.distillation > 0 && terms.partialDice > 0)
  }
}
