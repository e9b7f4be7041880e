import Foundation
import Testing

@testable import Neural

/// Values and gradients of an independent PyTorch implementation: Tests/Golden/losses.py wrote losses.json.
@Suite struct LossesGoldenTests {
  struct Gradient: Decodable {
    let probe: Double
    let squares: Double
    let first: [Double]
  }

  struct Case: Decodable {
    let value: Double
    let gradients: [Gradient]
  }

  struct Fixture: Decodable { let cases: [String: Case] }

  static let fixture: Fixture? = {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/losses.json")
    return try? JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
  }()

  /// The settings that a case of the fixture stands for.
  static let settings: [String: LossSettings] = [
    "partialCrossEntropy": .partialCrossEntropyOnly,
    "partialCrossEntropy.weights": .partialCrossEntropyOnly,
    "partialCrossEntropy.classes": .partialCrossEntropyOnly.with { $0.balance = .classes },
    "partialCrossEntropy.coarse": .partialCrossEntropyOnly.with { $0.coarseLabels = true },
    "partialDice.squared": .nothing.with { $0.partialDice = 1 },
    "partialDice.plain": .nothing.with {
      $0.partialDice = 1
      $0.squaredDice = false
      $0.backgroundDice = false
    },
    "distillation.kl": distillation { _ in },
    "distillation.kl.temperature": distillation { $0.temperature = 2.5 },
    "distillation.kl.sameScale": distillation { $0.target = .sameScale },
    "distillation.kl.skip": distillation { $0.skipsScribbles = true },
    "distillation.kl.confidence": distillation {
      $0.temperature = 1.5
      $0.weighsConfidence = true
    },
    "distillation.mse": distillation {
      $0.loss = .mse
      $0.temperature = 2
    },
    "distillation.robust": distillation {
      $0.loss = .robust
      $0.skipsScribbles = true
      $0.weighsConfidence = true
    },
  ]

  static func distillation(_ change: (inout DistillationSettings) -> Void) -> LossSettings {
    var settings = LossSettings.nothing
    settings.distillation.weight = 1
    change(&settings.distillation)
    settings.coarseLabels = settings.distillation.target == .sameScale
    return settings
  }

  @Test(arguments: settings.keys.sorted())
  func matchesPyTorch(name: String) throws {
    let expected = try #require(Self.fixture?.cases[name])
    let settings = try #require(Self.settings[name])
    try compare(name, expected, settings, Double.self, tolerance: 1e-11)
    try compare(name, expected, settings, Float.self, tolerance: 3e-6)
  }

  private func compare<S: NeuralScalar>(
    _ name: String, _ expected: Case, _ settings: LossSettings, _: S.Type, tolerance: Double
  ) throws {
    let batch = try LossCase<S>.golden(weighted: name != "partialCrossEntropy")
    let terms = try batch.evaluate(ScribbleLoss(settings, batch.shape))
    #expect(abs(terms.total - expected.value) < tolerance * max(1, abs(expected.value)))
    for (found, expected) in zip(batch.gradients, expected.gradients) {
      Self.check(found.values, expected, tolerance: tolerance)
    }
  }

  static func check(_ found: [Double], _ expected: Gradient, tolerance: Double) {
    let size = max(expected.squares.squareRoot(), 1e-6)
    let probe = zip(found, wave(found.count, 0.3, 1)).reduce(0) { $0 + $1.0 * $1.1 }
    let squares = found.reduce(0) { $0 + $1 * $1 }
    #expect(abs(probe - expected.probe) < tolerance * size * 10)
    #expect(abs(squares - expected.squares) < tolerance * size * size * 10)
    for (found, expected) in zip(found, expected.first) {
      #expect(abs(found - expected) < tolerance * size)
    }
  }

  @Test func prototypesMatchPyTorch() throws {
    let expected = try #require(Self.fixture?.cases["prototype"])
    checkPrototypes(expected, Double.self, tolerance: 1e-11)
    checkPrototypes(expected, Float.self, tolerance: 1e-5)
  }

  private func checkPrototypes<S: NeuralScalar>(
    _ expected: Case, _: S.Type, tolerance: Double
  ) {
    let batch = PrototypeCase<S>()
    let value = batch.evaluate()
    #expect(abs(value - expected.value) < tolerance * expected.value)
    let found = [batch.dRows.values] + batch.headGradients
    for (found, expected) in zip(found, expected.gradients) {
      Self.check(found, expected, tolerance: tolerance)
    }
  }
}

/// The prototype case of Tests/Golden/losses.py: groups of 3, 2, 3, 2 samples, features 5 -> 6 -> 4.
final class PrototypeCase<S: NeuralScalar> {
  static var settings: ContrastSettings {
    var settings = ContrastSettings()
    settings.hiddenFeatures = 6
    settings.projectedFeatures = 4
    settings.samplesPerClass = 3
    return settings
  }

  let contrast = PrototypeContrast<S>(images: 2, classes: 3, inputs: 5, settings)
  let samples: PixelSamples
  let rows = Numbers<S>(wave(50, 2, 1))
  let teacherRows = Numbers<S>(wave(50, 7, 1))
  let dRows = Numbers<S>(zeros: 50)
  let parameters = Numbers<S>(
    wave(30, 3, 0.7) + wave(6, 4, 0.7) + wave(24, 5, 0.7) + wave(4, 6, 0.7))
  let teacherParameters = Numbers<S>(
    wave(30, 8, 0.7) + wave(6, 9, 0.7) + wave(24, 10, 0.7) + wave(4, 11, 0.7))
  let dParameters = Numbers<S>(zeros: 64)

  init() {
    var samples = PixelSamples()
    for (image, label, count) in [(0, 0, 3), (0, 2, 2), (1, 0, 3), (1, 1, 2)] {
      samples.groups.append(
        .init(image: image, label: label, first: samples.samples.count, count: count))
      for _ in 0..<count {
        samples.samples.append(.init(image: Int32(image), pixel: 0, label: Int32(label)))
      }
    }
    self.samples = samples
  }

  func side(_ rows: Numbers<S>, _ head: Numbers<S>) -> ProjectedRows<S> {
    ProjectedRows(
      rows: rows.base, head: ProjectionHead(inputs: 5, hidden: 6, outputs: 4, base: head.base))
  }

  var headGradients: [[Double]] {
    let g = dParameters.values
    return [Array(g[0..<30]), Array(g[30..<36]), Array(g[36..<60]), Array(g[60..<64])]
  }

  func evaluate(scale: S = 1) -> Double {
    dRows.base.update(repeating: 0, count: 50)
    dParameters.base.update(repeating: 0, count: 64)
    return contrast.evaluate(
      samples, student: side(rows, parameters), teacher: side(teacherRows, teacherParameters),
      scale: scale, gradient: side(dRows, dParameters))
  }
}
