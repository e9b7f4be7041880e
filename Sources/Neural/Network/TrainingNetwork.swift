/// The U-Net as trained, all memory planned for one batch shape: forward keeps what backward needs, except what backward
/// makes again for less than its memory is worth (activations inside blocks, enlargements).
///
/// Level 0 is full resolution. `e` are the encoder's outputs (skips), `d` the decoder's, `d[top] = e[top]`.
struct TrainingNetwork<Scalar: NeuralScalar> {
  let settings: NetworkSettings
  /// The images (N, inputChannels, H, W).
  let images: FeatureMap<Scalar>
  /// Logits a head, full resolution first; channels K+1 padded to eight.
  let logits: [FeatureMap<Scalar>]
  /// Gradients of the logits, to be filled before `backward`.
  let logitGradients: [FeatureMap<Scalar>]
  /// The decoder's outputs (N, channels[level], H >> level, W >> level), where contrast takes its features.
  let features: [FeatureMap<Scalar>]
  /// Their gradients; contrast may add to them while `backward` runs.
  let featureGradients: [FeatureMap<Scalar>]
  /// Memory that is free for the teacher between `backward` and the next `forward`.
  let spareMaps: InferenceMaps<Scalar>

  private let encoders: [ConvolutionBlock<Scalar>]
  private let decoders: [ConvolutionBlock<Scalar>]
  private let pools: [MaxPool<Scalar>]
  private let pooledGradients: [FeatureMap<Scalar>]
  private let encoderGradients: [FeatureMap<Scalar>]
  private let enlargements: [Enlargement]
  private let fans: [FanOut<Scalar>]

  private struct Enlargement {
    let upsample: Upsample<Scalar>
    let outputGradient: FeatureMap<Scalar>
    let inputGradient: FeatureMap<Scalar>
  }

  init(
    _ arena: Arena, _ settings: NetworkSettings, count: Int, height: Int, width: Int,
    parameters: ParameterBuffer<Scalar>, gradients: ParameterBuffer<Scalar>, threads: Int
  ) {
    let plan = TrainingPlan<Scalar>(arena, settings, count: count, height: height, width: width)
    let (c, top) = (settings.channels, settings.levels - 1)
    let scratch = Scratch<Scalar>(arena, threads: threads)

    func block(
      _ name: String, _ layer: Int, _ level: Int, _ input: FeatureMap<Scalar>,
      _ gradient: FeatureMap<Scalar>, _ inputGradient: FeatureMap<Scalar>?
    ) -> ConvolutionBlock<Scalar> {
      ConvolutionBlock(
        arena, name: name, layer: layer, from: input, channels: c[level],
        dropout: settings.dropout[level], middle: plan.middle[level], gradient: gradient,
        inputGradient: inputGradient,
        parameters: parameters, gradients: gradients, scratch)
    }

    var encoders: [ConvolutionBlock<Scalar>] = []
    var pools: [MaxPool<Scalar>] = []
    for level in 0...top {
      if level > 0 {
        pools.append(MaxPool(from: encoders[level - 1].output, to: plan.pooled[level - 1]))
      }
      encoders.append(
        block(
          "encoder.\(level)", level, level, level == 0 ? plan.images : plan.pooled[level - 1],
          plan.encoderGradient[level], level == 0 ? nil : plan.pooledGradient[level - 1]))
    }

    var decoders: [ConvolutionBlock<Scalar>] = []
    var fans: [FanOut<Scalar>] = []
    var enlargements: [Enlargement] = []
    for level in (0...top).reversed() {
      let source = level == top ? encoders[top].output : decoders[top - 1 - level].output
      let sourceGradient = level == top ? plan.encoderGradient[top] : plan.decoderShared[level]
      let (hasUp, hasHead) = (level > 0, level < settings.heads)
      fans.append(
        FanOut(
          arena,
          names: (hasUp ? ["up.\(level - 1)"] : []) + (hasHead ? ["head.\(level)"] : []),
          from: source,
          to: (hasUp ? [plan.low[level - 1]] : []) + (hasHead ? [plan.logits[level]] : []),
          gradients: (hasUp ? [plan.lowGradient[level - 1]] : [])
            + (hasHead ? [plan.logitGradients[level]] : []),
          inputGradient: sourceGradient, parameters: parameters, parameterGradients: gradients,
          scratch))
      guard hasUp else { break }
      let below = level - 1
      enlargements.append(
        Enlargement(
          upsample: Upsample(from: plan.low[below], to: plan.decoderShared[below]),
          outputGradient: plan.decoderShared[below], inputGradient: plan.lowGradient[below]))
      decoders.append(
        block(
          "decoder.\(below)", 16 + below, below,
          FeatureMap(arena, concatenating: [encoders[below].output, plan.decoderShared[below]]),
          plan.decoderShared[below],
          FeatureMap(
            arena, concatenating: [plan.encoderGradient[below], plan.decoderShared[below]])))
    }

    scratch.allocateAll()
    self.settings = settings
    (images, logits, logitGradients) = (plan.images, plan.logits, plan.logitGradients)
    (self.encoders, self.decoders, self.pools) = (encoders, decoders, pools)
    (self.fans, self.enlargements) = (fans, enlargements)
    (pooledGradients, encoderGradients) = (plan.pooledGradient, plan.encoderGradient)
    features = decoders.reversed().map(\.output)
    featureGradients = plan.decoderShared
    spareMaps = InferenceMaps(
      images: FeatureMap(arena, first: settings.inputChannels, of: plan.decoderShared[0]),
      middles: plan.middle, outputs: plan.encoderGradient, pooled: plan.pooledGradient,
      low: plan.lowGradient, enlarged: plan.decoderShared,
      logits: plan.logitGradients)
  }

  /// - Parameters:
  ///   - seed, step: choose the dropout masks; backward must be given the same.
  func forward(seed: UInt64, step: Int, on workers: Workers) {
    for level in 0..<settings.levels {
      if level > 0 { pools[level - 1].forward(on: workers) }
      encoders[level].forward(seed: seed, step: step, on: workers)
    }
    for index in 0..<(settings.levels - 1) {
      fans[index].run(on: workers)
      enlargements[index].upsample.forward(on: workers)
      decoders[index].forward(seed: seed, step: step, on: workers)
    }
    fans[settings.levels - 1].run(on: workers)
  }

  /// From `logitGradients` to all parameter gradients (overwritten).
  ///
  /// - Parameter addGradient: called with a level when `featureGradients[level]` holds what the heads and the levels above
  ///   give, before it is passed on.
  func backward(
    seed: UInt64, step: Int, on workers: Workers, addGradient: (Int) -> Void = { _ in }
  ) {
    fans[settings.levels - 1].runBackward(on: workers)
    for level in 0..<(settings.levels - 1) {
      addGradient(level)
      let index = settings.levels - 2 - level
      let enlargement = enlargements[index]
      decoders[index].backward(seed: seed, step: step, on: workers) {
        enlargement.upsample.forward(on: workers)
      }
      enlargement.upsample.backward(
        enlargement.outputGradient, into: enlargement.inputGradient, on: workers)
      fans[index].runBackward(on: workers)
    }
    for level in (0..<settings.levels).reversed() {
      encoders[level].backward(seed: seed, step: step, on: workers)
      if level > 0 {
        pools[level - 1].backward(
          pooledGradients[level - 1], addingTo: encoderGradients[level - 1], on: workers)
      }
    }
  }
}
