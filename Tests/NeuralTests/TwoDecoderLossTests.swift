import Foundation
import Testing

@testable import Neural

/// The terms that compare two decoders against definitions written out pixel by pixel, and the mean of both decoders'
/// supervision. All arithmetic here is plain float64.
@Suite struct TwoDecoderLossTests {
  static let shapes: [LossShape] = {
    let sizes = [(1, 2, 1, 3), (2, 3, 5, 7), (3, 5, 9, 11)]
    return sizes.compactMap { n, c, h, w in
      try? LossShape(count: n, classes: c, height: h, width: w, heads: 1)
    }
  }()

  static func settings(_ term: ExtraTerm) -> LossSettings {
    .nothing.with { $0.extra = ExtraLossSettings(term, weight: 0.75, isRamped: false) }
  }

  @Test(arguments: [ExtraTerm.mixedPseudo, .softMixed, .softMixedPlain], shapes.indices)
  func valueAndGradientAgreeWithTheDefinition(term: ExtraTerm, index: Int) throws {
    for seed: UInt64 in 1...3 {
      let scene = TwoDecoderScene<Double>(Self.shapes[index], seed: seed)
      scene.step = 40 + Int(seed)
      let loss = try ScribbleLoss<Double>(Self.settings(term), scene.batch.shape)
      let terms = try scene.evaluate(loss)
      let definition = scene.definition(term)
      #expect(abs(terms.extra - definition()) < 1e-12, "seed \(seed)")
      #expect(abs(terms.total - 0.75 * terms.extra) < 1e-12)
      for (numbers, gradient) in [
        (scene.batch.student[0], scene.batch.gradients[0]), (scene.second, scene.secondGradient),
      ] {
        let check = checkGradient(of: numbers, gradient.values, every: [1, 3, 37][index]) {
          0.75 * definition()
        }
        #expect(check.scale > 1e-5, "seed \(seed)")
        // Values near 1 differ by rounding errors of 1e-16, differences over 2e-5 by 1e-11.
        #expect(
          check.largestError < 1e-6 * max(check.scale, 1e-4),
          "seed \(seed): \(check.largestError) of \(check.scale)")
      }
    }
  }

  /// Whole losses of both methods from PyTorch: Tests/Golden/decoders.py wrote decoders.json.
  @Test(arguments: [
    (ExtraTerm.mixedPseudo, Float(0.5)), (.softMixed, 8), (.softMixedPlain, 1),
  ])
  func matchesPyTorch(term: ExtraTerm, weight: Float) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/decoders.json")
    let fixture = try JSONDecoder().decode(
      LossesGoldenTests.Fixture.self, from: Data(contentsOf: url))
    let expected = try #require(fixture.cases[term.rawValue])
    let shape = try LossShape(count: 2, classes: 4, height: 5, width: 7, heads: 1)
    let scene = TwoDecoderScene<Double>(shape, seed: 3)
    scene.step = 5
    for (numbers, phase) in [(scene.batch.student[0], 1.0), (scene.second, 4.0)] {
      for (index, value) in wave(numbers.count, phase).enumerated() {
        numbers.base[index] = value
      }
    }
    scene.batch.labels = (0..<70).map { $0 % 5 < 4 ? Int8($0 % 5) : -1 }
    let settings = LossSettings.partialCrossEntropyOnly.with {
      $0.extra = ExtraLossSettings(term, weight: weight, isRamped: false)
    }
    let terms = try scene.evaluate(ScribbleLoss(settings, shape))
    #expect(abs(terms.total - expected.value) < 1e-11 * expected.value)
    try #require(expected.gradients.count == 2)
    LossesGoldenTests.check(
      scene.batch.gradients[0].values, expected.gradients[0], tolerance: 1e-11)
    LossesGoldenTests.check(
      scene.secondGradient.values, expected.gradients[1], tolerance: 1e-11)
  }

  /// At equal probabilities the second softmax makes the gradient C times smaller.
  @Test func theSecondSoftmaxAtEqualProbabilities() throws {
    let shape = try LossShape(count: 1, classes: 4, height: 3, width: 5, heads: 1)
    var gradients: [[Double]] = []
    for term in [ExtraTerm.softMixed, .softMixedPlain] {
      let scene = TwoDecoderScene<Double>(shape, seed: 4)
      scene.batch.student[0].base.update(repeating: 0.3, count: scene.batch.student[0].count)
      _ = try scene.evaluate(ScribbleLoss(Self.settings(term), shape))
      gradients.append(scene.batch.gradients[0].values)
    }
    for (published, plain) in zip(gradients[0], gradients[1]) {
      #expect(abs(published - plain / 4) < 1e-15)
      #expect(abs(plain) > 1e-6)
    }
  }

  @Test func theMixtureChangesWithStepAndSeed() {
    let shares = (0..<1000).map { DecoderMixture<Double>(seed: 3, step: $0).first }
    #expect(shares.allSatisfy { (0..<1).contains($0) })
    #expect(Set(shares).count == 1000)
    // Mean 1/2 with deviation 0.009, mean square 1/3 with deviation 0.0094.
    #expect(abs(shares.reduce(0, +) / 1000 - 0.5) < 0.04)
    #expect(abs(shares.reduce(0) { $0 + $1 * $1 } / 1000 - 1 / 3.0) < 0.04)
    let mixture = DecoderMixture<Double>(seed: 4, step: 0)
    #expect(mixture.first != shares[0] && mixture.first + mixture.second == 1)
  }

  /// Both decoders' losses and gradients, each counting half; coarse heads are the first decoder's alone.
  @Test func supervisionIsTheMeanOfBoth() throws {
    let settings = LossSettings.partialCrossEntropyOnly.with {
      $0.partialDice = 0.7
      $0.balance = .classes
    }
    let scene = TwoDecoderScene<Double>(Self.shapes[1], seed: 8)
    let loss = try ScribbleLoss<Double>(settings, scene.batch.shape)
    let both = try scene.evaluate(loss)
    let gradients = [scene.batch.gradients[0].values, scene.secondGradient.values]
    let one = try scene.evaluate(loss, both: false)
    let first = scene.batch.gradients[0].values
    #expect(scene.secondGradient.values.allSatisfy { $0 == 0 })
    for index in 0..<scene.second.count {
      scene.batch.student[0].base[index] = scene.second.base[index]
    }
    let other = try scene.evaluate(loss, both: false)
    #expect(one.total != other.total && one.partialDice > 0)
    #expect(abs(both.total - (one.total + other.total) / 2) < 1e-14)
    let (a, b) = (one.partialCrossEntropy, other.partialCrossEntropy)
    #expect(abs(both.partialCrossEntropy - (a + b) / 2) < 1e-14)
    #expect(abs(both.partialDice - (one.partialDice + other.partialDice) / 2) < 1e-14)
    #expect(gradients[0] == first.map { $0 / 2 })
    #expect(gradients[1] == scene.batch.gradients[0].values.map { $0 / 2 })
  }

  @Test(arguments: [ExtraTerm.mixedPseudo, .softMixed, .softMixedPlain])
  func sameBitsAtAnyNumberOfThreads(term: ExtraTerm) throws {
    // 73 x 31 pixels: two blocks an image, the second one short.
    let shape = try LossShape(count: 2, classes: 3, height: 73, width: 31, heads: 1)
    let scene = TwoDecoderScene<Float>(shape, seed: 5)
    let settings = Self.settings(term).with { $0.crossEntropy = 1 }
    let loss = try ScribbleLoss<Float>(settings, shape)
    let terms = try scene.evaluate(loss)
    let gradients = [scene.batch.gradients[0].values, scene.secondGradient.values]
    #expect(gradients.allSatisfy { $0.contains { $0 != 0 } })
    for threads in 1...3 {
      #expect(try scene.evaluate(loss, executor(threads: threads)) == terms)
      #expect([scene.batch.gradients[0].values, scene.secondGradient.values] == gradients)
    }
  }

  @Test(arguments: [ExtraTerm.mixedPseudo, .softMixed, .softMixedPlain])
  func extremeLogitsStayFinite(term: ExtraTerm) throws {
    let scene = TwoDecoderScene<Float>(Self.shapes[2], seed: 6)
    for index in 0..<scene.second.count {
      scene.batch.student[0].base[index] = [1e4, -1e4, 0, 1e4][index * 7 % 4]
      scene.second.base[index] = [-1e4, 1e4, 1e4, 0][index * 5 % 4]
    }
    let terms = try scene.evaluate(ScribbleLoss(Self.settings(term), scene.batch.shape))
    #expect(terms.total.isFinite)
    #expect(
      (scene.batch.gradients[0].values + scene.secondGradient.values).allSatisfy { $0.isFinite })
  }

  @Test func unusableInputIsNamed() throws {
    let extra = ExtraLossSettings(.mixedPseudo, weight: 1, isRamped: false)
    #expect(throws: LossError.self) { try extra.validate(decoders: 1) }
    try extra.validate(decoders: 2)
    try ExtraLossSettings(.mixedPseudo, weight: 0, isRamped: false).validate(decoders: 1)
    try ExtraLossSettings(.entropy, weight: 1, isRamped: false).validate(decoders: 1)

    let scene = TwoDecoderScene<Double>(Self.shapes[1], seed: 1)
    let loss = try ScribbleLoss<Double>(.partialCrossEntropyOnly, Self.shapes[2])
    #expect(throws: LossError.self) { try scene.evaluate(loss) }
  }
}
