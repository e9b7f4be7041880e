/// The U-Net as trained, all memory planned for one batch shape: forward keeps what backward needs, except what backward
/// makes again for less than its memory is worth (activations, enlargements).
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
  /// The same over the encoder's outputs made again.
  private let poolsBack: [MaxPool<Element>]
  private let maps: TrainingMaps<Element>

  /// Logits a head of the decoder that predicts, to be overwritten by their gradients before `backward`.
  var logits: [FeatureMap<Element>] { decoder.logits }
  /// The outputs of the decoder that predicts, where contrast takes its features.
  var features: [FeatureMap<Element>] { decoder.features }

  /// - Parameter scratch: its wishes grow, nothing is allocated yet.
  init(
    _ settings: NetworkSettings, _ batch: BatchShape, parameters: ParameterBuffer<Scalar>,
    gradients: ParameterBuffer<Scalar>, _ scratch: Scratch<Scalar>
  ) {
    let arena = scratch.arena
    let maps = TrainingMaps<Element>(arena, settings, batch)
    let parts = TrainingParts(
      arena: arena, settings: settings, maps: maps, parameters: parameters, gradients: gradients,
      scratch: scratch)

    var encoders: [ConvolutionBlock<Element>] = []
    var pools: [MaxPool<Element>] = []
    for level in 0..<settings.levels {
      if level > 0 {
        pools.append(MaxPool(from: encoders[level - 1].output, to: maps.pooled[level - 1]))
      }
      encoders.append(
        ConvolutionBlock(
          parts, BlockPlace(name: "encoder.\(level)", layer: level, level: level),
          BlockMaps(
            input: level == 0 ? maps.images : maps.pooled[level - 1], output: maps.skips[level],
            gradient: maps.decoders[0].encoderGradient[level],
            inputGradient: level == 0 ? nil : maps.belowGradient[level - 1])))
    }
    let decoders = zip(settings.decoderForms, maps.decoders).enumerated().map { index, each in
      TrainingDecoder(parts, each.0, in: each.1, skips: maps.skips, isInterrupted: index > 0)
    }

    self.settings = settings
    images = maps.images
    (decoder, second) = (decoders[0], decoders.dropFirst().first)
    (self.encoders, self.pools, self.maps) = (encoders, pools, maps)
    poolsBack = pools.indices.map { MaxPool(from: maps.middle[$0], to: maps.pooled[$0]) }
    featureGradients = maps.decoderShared
    spareMaps = InferenceMaps(
      images: FeatureMap(arena, first: settings.inputChannels, of: maps.decoderShared[0]),
      middles: maps.middle, outputs: decoder.encoderGradients, below: maps.belowGradient,
      enlarged: maps.decoderShared, logits: decoder.logits)
  }

  /// - Parameters:
  ///   - seed, step: choose the dropout masks; backward must be given the same.
  func forward(seed: UInt64, step: Int, on workers: Workers) {
    for level in 0..<settings.levels {
      if level > 0 { pools[level - 1].forward(on: workers) }
      encoders[level].forward(seed: seed, step: step, on: workers)
    }
    second?.forward(seed: seed, step: step, on: workers)
    // Last, as it writes where the encoder's outputs lie.
    decoder.forward(seed: seed, step: step, on: workers)
  }

  /// From the gradients in the decoders' `logits` to all parameter gradients (overwritten).
  ///
  /// - Parameter addGradient: called with a level when `featureGradients[level]` holds what the heads and the levels above
  ///   of the decoder that predicts give, before it is passed on.
  func backward(
    seed: UInt64, step: Int, on workers: Workers, addGradient: (Int) -> Void = { _ in }
  ) {
    func remakeSkip(of decoder: TrainingDecoder<Element>) -> (Int) -> Void {
      { encoders[$0].remakeOutput(into: decoder.encoderGradients[$0], on: workers) }
    }
    decoder.backward(
      seed: seed, step: step, on: workers, remakeSkip: remakeSkip(of: decoder),
      addGradient: addGradient)
    if let second {
      second.backward(seed: seed, step: step, on: workers, remakeSkip: remakeSkip(of: second))
      for (sum, gradient) in zip(decoder.encoderGradients, second.encoderGradients) {
        sum.add(gradient, on: workers)
      }
    }
    for level in (0..<settings.levels).reversed() {
      encoders[level].backward(seed: seed, step: step, on: workers)
      if level > 0 { goBack(throughPool: level - 1, on: workers) }
    }
  }

  private func goBack(throughPool level: Int, on workers: Workers) {
    encoders[level].remakeOutput(into: maps.middle[level], on: workers)
    poolsBack[level].backward(
      maps.belowGradient[level], addingTo: decoder.encoderGradients[level], on: workers)
  }
}
