import Testing

@testable import Neural

/// What two decoders share, and what they do not; that one decoder knows nothing of the other.
@Suite struct TwoDecoderNetworkTests {
  /// A network of two decoders of the same weights, and one of one decoder with those weights.
  private struct Pair {
    let arena = Arena()
    let workers = Workers(threads: 2)
    let one, two: TrainingNetwork<Double>
    let oneGradients, twoGradients: ParameterBuffer<Double>

    init(dropout: [Float]) {
      func settings(_ decoders: Int) -> NetworkSettings {
        NetworkSettings(
          inputChannels: 1, classes: 3, channels: [8, 16, 8], dropout: dropout, decoders: decoders)
      }
      let arena = arena
      func network(
        _ settings: NetworkSettings
      ) -> (TrainingNetwork<Double>, ParameterBuffer<Double>, ParameterBuffer<Double>) {
        let table = ParameterTable(settings)
        let parameters = ParameterBuffer<Double>(arena, table)
        let gradients = ParameterBuffer<Double>(arena, table)
        parameters.initialize(seed: 5)
        let network = TrainingNetwork<Double>(
          settings, BatchShape(count: 2, height: 12, width: 20), parameters: parameters,
          gradients: gradients, Scratch(arena, for: Workers(threads: 2)))
        return (network, parameters, gradients)
      }
      (one, _, oneGradients) = network(settings(1))
      let parameters: ParameterBuffer<Double>
      (two, parameters, twoGradients) = network(settings(2))
      for entry in parameters.table.entries {
        if let first = Pair.firstName(entry.name) {
          parameters.store(parameters.values(of: parameters.table[first]), in: entry)
        }
      }
      var noise = Noise(seed: 6)
      let images: [Double] = noise.values(2 * 12 * 20)
      one.images.set(images)
      two.images.set(images)
    }

    /// The first decoder's tensor of the same place.
    static func firstName(_ name: String) -> String? {
      for part in ["decoder", "up", "head"] where name.hasPrefix(part + "2.") {
        return part + name.dropFirst(part.count + 1)
      }
      return nil
    }

    func forward() {
      one.forward(seed: 1, step: 2, on: workers)
      two.forward(seed: 1, step: 2, on: workers)
    }
  }

  @Test func equalWeightsGiveEqualLogitsAndTwiceTheEncodersGradient() throws {
    let pair = Pair(dropout: [0, 0, 0])
    let second = try #require(pair.two.second)
    #expect(second.logits.count == 1 && pair.two.logits.count == 2)
    pair.forward()
    let logits = pair.one.logits[0].dense
    #expect(pair.two.logits[0].dense == logits)
    #expect(second.logits[0].dense == logits)
    #expect(logits.contains { $0 != 0 })

    var noise = Noise(seed: 7)
    let slopes: [Double] = noise.values(logits.count)
    for map in [pair.one.logits[0], pair.two.logits[0], second.logits[0]] {
      map.set(slopes)
    }
    // Nothing looks at the coarse heads.
    for map in pair.one.logits.dropFirst() + pair.two.logits.dropFirst() {
      map.set(Array(repeating: 0, count: map.dense.count))
    }
    pair.one.backward(seed: 1, step: 2, on: pair.workers)
    pair.two.backward(seed: 1, step: 2, on: pair.workers)
    let (one, two) = (pair.oneGradients, pair.twoGradients)
    for entry in two.table.entries where entry.offset < two.table.trainable {
      let found = two.values(of: entry)
      let reference = one.values(of: one.table[Pair.firstName(entry.name) ?? entry.name])
      // Doubling is exact: the encoder's gradient is twice one decoder's, to the last bit.
      let factor = entry.name.hasPrefix("encoder") ? 2.0 : 1
      #expect(found == reference.map { $0 * factor }, "\(entry.name)")
      // A head that nothing looks at has no gradient; all others have one.
      #expect(found.contains { $0 != 0 } || entry.name.hasPrefix("head.1"), "\(entry.name)")
    }
  }

  @Test func dropoutMasksDiffer() throws {
    let pair = Pair(dropout: [0.3, 0, 0])
    let second = try #require(pair.two.second)
    pair.forward()
    #expect(pair.two.logits[0].dense == pair.one.logits[0].dense)
    #expect(second.logits[0].dense != pair.one.logits[0].dense)
  }

  @Test func theFirstDecoderIsWhatItIsAlone() {
    let alone = NetworkSettings(inputChannels: 2, classes: 3, channels: [8, 16])
    var both = alone
    both.decoders = 2
    let arena = Arena()
    let one = ParameterBuffer<Float>(arena, ParameterTable(alone))
    let two = ParameterBuffer<Float>(arena, ParameterTable(both))
    one.initialize(seed: 3)
    two.initialize(seed: 3)
    #expect(one.table.entries.map(\.name) == Self.names)
    let second = two.table.entries.map(\.name).filter { Pair.firstName($0) != nil }
    #expect(second == Self.secondNames)
    #expect(Set(two.table.entries.map(\.name)) == Set(Self.names + Self.secondNames))
    for name in Self.names {
      #expect(one.values(of: one.table[name]) == two.values(of: two.table[name]), "\(name)")
    }
    for name in second where name.hasSuffix("conv1.weight") || name.hasPrefix("up2") {
      let first = Pair.firstName(name) ?? ""
      #expect(two.values(of: two.table[name]) != two.values(of: two.table[first]), "\(name)")
    }
  }

  static let names = [
    "encoder.0.conv1.weight", "encoder.0.norm1.weight", "encoder.0.norm1.bias",
    "encoder.0.conv2.weight", "encoder.0.norm2.weight", "encoder.0.norm2.bias",
    "encoder.1.conv1.weight", "encoder.1.norm1.weight", "encoder.1.norm1.bias",
    "encoder.1.conv2.weight", "encoder.1.norm2.weight", "encoder.1.norm2.bias",
    "decoder.0.conv1.weight", "decoder.0.norm1.weight", "decoder.0.norm1.bias",
    "decoder.0.conv2.weight", "decoder.0.norm2.weight", "decoder.0.norm2.bias", "up.0.weight",
    "up.0.bias", "head.0.weight", "head.0.bias", "encoder.0.norm1.running_mean",
    "encoder.0.norm1.running_var", "encoder.0.norm2.running_mean", "encoder.0.norm2.running_var",
    "encoder.1.norm1.running_mean", "encoder.1.norm1.running_var", "encoder.1.norm2.running_mean",
    "encoder.1.norm2.running_var", "decoder.0.norm1.running_mean", "decoder.0.norm1.running_var",
    "decoder.0.norm2.running_mean", "decoder.0.norm2.running_var",
  ]

  static let secondNames = [
    "decoder2.0.conv1.weight", "decoder2.0.norm1.weight", "decoder2.0.norm1.bias",
    "decoder2.0.conv2.weight", "decoder2.0.norm2.weight", "decoder2.0.norm2.bias", "up2.0.weight",
    "up2.0.bias", "head2.0.weight", "head2.0.bias", "decoder2.0.norm1.running_mean",
    "decoder2.0.norm1.running_var", "decoder2.0.norm2.running_mean", "decoder2.0.norm2.running_var",
  ]

  @Test func onlyOneOrTwoDecodersAreAllowed() throws {
    var settings = NetworkSettings(inputChannels: 1, classes: 2, channels: [8, 8])
    for (decoders, isFine) in [(0, false), (1, true), (2, true), (3, false)] {
      settings.decoders = decoders
      let isAllowed = (try? settings.validate()) != nil
      #expect(isAllowed == isFine, "\(decoders)")
    }
  }
}
