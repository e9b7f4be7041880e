import Testing

@testable import Neural

/// Whole networks over bfloat16 maps against those over `Float` maps.
@Suite struct BFloat16NetworkTests {
  private static let settings = NetworkSettings(
    inputChannels: 2, classes: 4, channels: [8, 16, 24], dropout: [0, 0.25, 0.5])
  /// Holds all maps as long as the test runs.
  private let arena = Arena()
  private static let batch = BatchShape(count: 2, height: 24, width: 16)

  /// A network from fixed weights after a forward and a backward pass of fixed numbers.
  private final class Scene<Element: KernelElement> where Element.Scalar == Float {
    let arena: Arena
    let workers = Workers(threads: 2)
    let parameters, gradients: ParameterBuffer<Float>
    let network: TrainingNetwork<Element>
    let images: [Float]

    init(_: Element.Type, _ arena: Arena) {
      self.arena = arena
      let table = ParameterTable(settings)
      (parameters, gradients) = (ParameterBuffer(arena, table), ParameterBuffer(arena, table))
      parameters.initialize(seed: 31)
      network = TrainingNetwork(
        settings, batch, parameters: parameters, gradients: gradients,
        Scratch(arena, for: workers))
      var noise = Noise(seed: 32)
      images = noise.values(batch.pixels * 2)
      network.images.set(images)
      network.forward(seed: 1, step: 2, on: workers)
      for map in network.logits { map.set(noise.values(map.dense.count)) }
      network.backward(seed: 1, step: 2, on: workers)
    }

    func logits(keepsWeights: Bool) -> [Float] {
      let inference = InferenceNetwork(
        settings, in: InferenceMaps<Element>(arena, settings, heads: 2, batch),
        parameters: parameters, keepsWeights: keepsWeights, Scratch(arena, for: workers))
      inference.images.set(images)
      inference.fold(on: workers)
      inference.run(on: workers)
      return inference.logits.flatMap(\.dense)
    }
  }

  private func error(_ found: [Float], _ expected: [Float]) -> Double {
    let squares = zip(found, expected).reduce(0.0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    return (squares / expected.reduce(0.0) { $0 + Double($1) * Double($1) }).squareRoot()
  }

  /// Rounding turns the sign of a few in a thousand of a rectifier's inputs and the winner of some poolings, and each of
  /// those moves a whole gradient: 0.003 of them are √0.003 = 5 % of its size, in every one of a dozen layers.
  @Test func gradientsOfAllTensorsAreNearThoseOfFloat() {
    let (found, expected) = (Scene(BFloat16.self, arena), Scene(Float.self, arena))
    for entry in found.gradients.table.entries
    where entry.offset < found.gradients.table.trainable {
      let error = error(found.gradients.values(of: entry), expected.gradients.values(of: entry))
      #expect(error < 0.3, "\(entry.name) is off by \(error)")
    }
    #expect(error(found.network.logits[0].dense, expected.network.logits[0].dense) < 0.02)
  }

  @Test func allPaddingStaysZero() {
    let network = Scene(BFloat16.self, arena).network
    let maps = network.features + network.featureGradients + network.logits
    #expect((maps + network.decoder.encoderGradients).allSatisfy { $0.paddingIsZero })
  }

  @Test func keptWeightsGiveTheSameAnswersAsThoseMadeEveryTime() {
    let scene = Scene(BFloat16.self, arena)
    let kept = scene.logits(keepsWeights: true)
    #expect(kept == scene.logits(keepsWeights: false))
    #expect(error(kept, Scene(Float.self, arena).logits(keepsWeights: true)) < 0.02)
  }
}
