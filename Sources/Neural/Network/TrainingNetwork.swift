/// The U-Net as trained, all memory planned for one batch shape: forward keeps what backward needs, except what backward
/// makes again for less than its memory is worth (activations inside blocks, enlargements).
///
/// One encoder, whose outputs (skips) go to one decoder or to two. Level 0 is full resolution.
struct TrainingNetwork<Element: KernelElement> {
  typealias Scalar = Element.Scalar

  let settings: NetworkSettings
  /// The images (N, inputChannels, H, W).
  let images: FeatureMap<Element>
  /// The decoder that predicts.
  let decoder: TrainingDecoder<Element>
  /// The other one, where there are two.
  let second: TrainingDecoder<Element>?
  /// Gradients of the decoder's outputs; contrast may add to them while `backward` runs.
  let featureGradients: [FeatureMap<Element>]
  /// Memory that is free for the teacher between `backward` and the next `forward`.
  let spareMaps: InferenceMaps<Element>

  private let encoders: [ConvolutionBlock<Element>]
  private let pools: [MaxPool<Element>]
  private let pooledGradients: [FeatureMap<Element>]

  /// Logits a head of the decoder that predicts.
  var logits: [FeatureMap<Element>] { decoder.logits }
  /// Their gradients, to be filled before `backward`.
  var logitGradients: [FeatureMap<Element>] { decoder.logitGradients }
  /// The outputs of the decoder that predicts, where contrast takes its features.
  var features: [FeatureMap<Element>] { decoder.features }

  init(
    _ arena: Arena, _ settings: NetworkSettings, _ batch: BatchShape,
    parameters: ParameterBuffer<Scalar>, gradients: ParameterBuffer<Scalar>, workers: Workers
  ) {
    let maps = TrainingMaps<Element>(arena, settings, batch)
    let parts = TrainingParts(
      arena: arena, settings: settings, maps: maps, parameters: parameters, gradients: gradients,
      scratch: Scratch<Scalar>(arena, for: workers))

    var encoders: [ConvolutionBlock<Element>] = []
    var pools: [MaxPool<Element>] = []
    for level in 0..<settings.levels {
      if level > 0 {
        pools.append(MaxPool(from: encoders[level - 1].output, to: maps.pooled[level - 1]))
      }
      encoders.append(
        ConvolutionBlock(
          parts, BlockPlace(name: "encoder.\(level)", layer: level, level: level),
          from: level == 0 ? maps.images : maps.pooled[level - 1],
          gradient: maps.decoders[0].encoderGradient[level],
          inputGradient: level == 0 ? nil : maps.pooledGradient[level - 1]))
    }
    let skips = encoders.map(\.output)
    let decoders = zip(settings.decoderForms, maps.decoders).map {
      TrainingDecoder(parts, $0, in: $1, skips: skips)
    }
    parts.scratch.allocateAll()

    self.settings = settings
    images = maps.images
    (decoder, second) = (decoders[0], decoders.dropFirst().first)
    (self.encoders, self.pools, pooledGradients) = (encoders, pools, maps.pooledGradient)
    featureGradients = maps.decoderShared
    spareMaps = InferenceMaps(
      images: FeatureMap(arena, first: settings.inputChannels, of: maps.decoderShared[0]),
      middles: maps.middle, outputs: decoder.encoderGradients, pooled: maps.pooledGradient,
      low: maps.lowGradient, enlarged: maps.decoderShared, logits: decoder.logitGradients)
  }

  /// - Parameters:
  ///   - seed, step: choose the dropout masks; backward must be given the same.
  func forward(seed: UInt64, step: Int, on workers: Workers) {
    for level in 0..<settings.levels {
      if level > 0 { pools[level - 1].forward(on: workers) }
      encoders[level].forward(seed: seed, step: step, on: workers)
    }
    decoder.forward(seed: seed, step: step, on: workers)
    second?.forward(seed: seed, step: step, on: workers)
  }

  /// From the decoders' `logitGradients` to all parameter gradients (overwritten).
  ///
  /// - Parameter addGradient: called with a level when `featureGradients[level]` holds what the heads and the levels above
  ///   of the decoder that predicts give, before it is passed on.
  func backward(
    seed: UInt64, step: Int, on workers: Workers, addGradient: (Int) -> Void = { _ in }
  ) {
    decoder.backward(seed: seed, step: step, on: workers, addGradient: addGradient)
    if let second {
      second.backward(seed: seed, step: step, on: workers)
      for (sum, gradient) in zip(decoder.encoderGradients, second.encoderGradients) {
        sum.add(gradient, on: workers)
      }
    }
    for level in (0..<settings.levels).reversed() {
      encoders[level].backward(seed: seed, step: step, on: workers)
      if level > 0 {
        pools[level - 1].backward(
          pooledGradients[level - 1], addingTo: decoder.encoderGradients[level - 1], on: workers)
      }
    }
  }
}
