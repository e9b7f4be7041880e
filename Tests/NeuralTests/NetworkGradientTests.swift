import Testing

@testable import Neural

/// The whole network's backward pass against central differences in float64.
@Suite struct NetworkGradientTests {
  /// L = sum of all heads' logits times fixed random numbers: every path of the network takes part.
  private final class Scene {
    let arena = Arena()
    let settings: NetworkSettings
    let parameters, gradients: ParameterBuffer<Double>
    let network: TrainingNetwork<Double>
    let workers = Workers(threads: 2)
    /// Heads of all decoders.
    let logits: [FeatureMap<Double>]
    private let factors: [[Double]]

    init(_ settings: NetworkSettings, count: Int, height: Int, width: Int, seed: UInt64) {
      let table = ParameterTable(settings)
      parameters = ParameterBuffer(arena, table)
      gradients = ParameterBuffer(arena, table)
      parameters.initialize(seed: seed)
      network = TrainingNetwork(
        settings, BatchShape(count: count, height: height, width: width),
        parameters: parameters, gradients: gradients, Scratch(arena, for: workers))
      self.settings = settings
      var noise = Noise(seed: seed)
      network.images.set(noise.values(count * settings.inputChannels * height * width))
      logits = network.logits + (network.second?.logits ?? [])
      factors = logits.map { noise.values($0.dense.count) }
    }

    /// Logits beyond the classes are padding: their factor is 0.
    private func factor(_ head: Int, _ index: Int) -> Double {
      let map = logits[head]
      let channel = index / map.plane.area % map.channels
      return channel < settings.classes ? factors[head][index] : 0
    }

    func loss() -> Double {
      network.forward(seed: 9, step: 3, on: workers)
      var total = 0.0
      for (head, map) in logits.enumerated() {
        for (index, value) in map.dense.enumerated() { total += value * factor(head, index) }
      }
      return total
    }

    func backward() {
      for (head, map) in logits.enumerated() {
        map.set((0..<map.dense.count).map { factor(head, $0) })
      }
      network.backward(seed: 9, step: 3, on: workers)
    }
  }

  @Test(arguments: [
    (NetworkSettings(inputChannels: 1, classes: 4, channels: [8, 16]), 6, 10),
    (
      NetworkSettings(
        inputChannels: 3, classes: 9, channels: [8, 16, 24], dropout: [0, 0.25, 0.5]), 8, 12
    ),
    (NetworkSettings(inputChannels: 1, classes: 2, channels: [8, 8, 8, 8, 16]), 16, 16),
  ])
  func everyTensorAgreesWithCentralDifferences(
    _ settings: NetworkSettings, height: Int, width: Int
  ) {
    compareWithCentralDifferences(settings, height: height, width: width, seed: 11)
  }

  @Test(arguments: [
    (NetworkSettings(inputChannels: 1, classes: 4, channels: [8, 16], decoders: 2), 6, 10),
    (
      NetworkSettings(
        inputChannels: 2, classes: 9, channels: [8, 16, 24], dropout: [0.1, 0.25, 0.5], decoders: 2),
      12, 8
    ),
  ])
  func everyTensorOfTwoDecodersAgreesWithCentralDifferences(
    _ settings: NetworkSettings, height: Int, width: Int
  ) {
    for seed: UInt64 in 21...23 {
      compareWithCentralDifferences(
        settings, height: height, width: width, seed: seed, samples: 1)
    }
  }

  /// - samples: how many numbers of each tensor are looked at
  private func compareWithCentralDifferences(
    _ settings: NetworkSettings, height: Int, width: Int, seed: UInt64, samples: Int = 3
  ) {
    let scene = Scene(settings, count: 2, height: height, width: width, seed: seed)
    _ = scene.loss()
    scene.backward()
    var noise = Noise(seed: seed + 1)
    let eps = 1e-6
    for entry in scene.parameters.table.entries
    where entry.offset < scene.parameters.table.trainable {
      let analytic = scene.gradients.values(of: entry)
      let values = scene.parameters.values(of: entry)
      for _ in 0..<samples {
        let index = noise.index(below: values.count)
        func loss(at shift: Double) -> Double {
          var moved = values
          moved[index] += shift
          scene.parameters.store(moved, in: entry)
          return scene.loss()
        }
        let numeric = (loss(at: eps) - loss(at: -eps)) / (2 * eps)
        scene.parameters.store(values, in: entry)
        let error = abs(numeric - analytic[index]) / max(1, abs(numeric))
        #expect(
          error < 2e-5,
          "seed \(seed), \(entry.name)[\(index)]: \(analytic[index]) against \(numeric)")
      }
    }
  }

  @Test(arguments: [1, 2]) func allPaddingStaysZero(decoders: Int) {
    let settings = NetworkSettings(
      inputChannels: 2, classes: 3, channels: [8, 16], decoders: decoders)
    let scene = Scene(settings, count: 1, height: 6, width: 4, seed: 13)
    _ = scene.loss()
    scene.backward()
    #expect(scene.network.features.allSatisfy { $0.paddingIsZero })
    #expect(scene.network.featureGradients.allSatisfy { $0.paddingIsZero })
    #expect(scene.logits.allSatisfy { $0.paddingIsZero })
    let maps = [scene.network.decoder, scene.network.second].compactMap { $0?.encoderGradients }
    #expect(maps.count == decoders && maps.joined().allSatisfy { $0.paddingIsZero })
  }

  /// With the running statistics set to the batch's own, the inference form gives the training form's logits.
  @Test func inferenceFormEqualsTrainingFormOnEqualStatistics() {
    let settings = NetworkSettings(inputChannels: 1, classes: 4, channels: [8, 16, 24])
    let scene = Scene(settings, count: 1, height: 8, width: 12, seed: 14)
    // Momentum 0.1: after many passes over one batch the running mean is the batch's.
    for _ in 0..<400 { _ = scene.loss() }
    // The running variance is the unbiased one, n / (n - 1) times what normalises the batch.
    for entry in scene.parameters.table.entries where entry.name.hasSuffix("running_var") {
      let level = entry.name.split(separator: ".")[1]
      let n = Double((8 * 12) >> (2 * (Int(level) ?? 0)))
      scene.parameters.store(scene.parameters.values(of: entry).map { $0 * (n - 1) / n }, in: entry)
    }
    for keepsWeights in [true, false] {
      let inference = InferenceNetwork<Double>(
        settings,
        in: InferenceMaps(
          scene.arena, settings, heads: 2, BatchShape(count: 1, height: 8, width: 12)),
        parameters: scene.parameters, keepsWeights: keepsWeights,
        Scratch(scene.arena, for: scene.workers))
      inference.images.set(scene.network.images.dense)
      inference.fold(on: scene.workers)
      inference.run(on: scene.workers)
      for head in 0..<2 {
        let pairs = zip(inference.logits[head].dense, scene.network.logits[head].dense)
        #expect((pairs.map { abs($0 - $1) }.max() ?? 1) < 1e-9)
      }
    }
  }
}
