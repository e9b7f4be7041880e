/// The maps that an inference network works in, lists over levels from full resolution down.
struct InferenceMaps<Scalar: NeuralScalar> {
  let images: FeatureMap<Scalar>
  /// Between the two convolutions of a block.
  let middles: [FeatureMap<Scalar>]
  /// Outputs of the encoder blocks, then of the decoder blocks.
  let outputs: [FeatureMap<Scalar>]
  /// Encoder outputs pooled for the level below.
  let pooled: [FeatureMap<Scalar>]
  /// The level below, brought to this level's channels, before and after its enlargement.
  let low: [FeatureMap<Scalar>]
  let enlarged: [FeatureMap<Scalar>]
  /// One map a head; channels K+1 padded to eight.
  let logits: [FeatureMap<Scalar>]
}

extension InferenceMaps {
  /// Maps of their own for a batch shape.
  init(
    _ arena: Arena, _ settings: NetworkSettings, heads: Int, count: Int, height: Int, width: Int
  ) {
    let (c, upper) = (settings.channels, 0..<(settings.levels - 1))
    func map(_ level: Int, _ channels: Int) -> FeatureMap<Scalar> {
      let plane = PaddedPlane(height: height >> level, width: width >> level)
      return FeatureMap(arena, count: count, channels: channels, plane: plane)
    }
    middles = c.indices.map { map($0, c[$0]) }
    outputs = c.indices.map { map($0, c[$0]) }
    pooled = upper.map { map($0 + 1, c[$0]) }
    low = upper.map { map($0 + 1, c[$0]) }
    enlarged = upper.map { map($0, c[$0]) }
    // The images are read before the last enlargement is written.
    images = FeatureMap(arena, first: settings.inputChannels, of: enlarged[0])
    logits = (0..<heads).map { map($0, settings.paddedClasses) }
  }
}

/// The U-Net in inference form: running statistics folded into the convolutions, bias and leaky rectifier in their
/// epilogue, no dropout, and memory used again as soon as it is free (three maps a level).
///
/// The teacher of a training step and every prediction run in this form.
struct InferenceNetwork<Scalar: NeuralScalar> {
  let images: FeatureMap<Scalar>
  /// Logits a computed head, full resolution first; channels K+1 padded to eight.
  let logits: [FeatureMap<Scalar>]
  /// The decoder's outputs (N, channels[level], H >> level, W >> level).
  let features: [FeatureMap<Scalar>]

  private let blocks: [Block]
  private let pools: [MaxPool<Scalar>]
  private let enlargements: [Upsample<Scalar>]
  private let fans: [Fan]
  private let levels: Int

  /// Two folded convolutions.
  private struct Block {
    let first: FoldedConvolution<Scalar>
    let second: FoldedConvolution<Scalar>
  }

  /// The 1x1 convolutions that leave a decoder map; nil at the end if no head is wanted there.
  private struct Fan {
    let convolution: Convolution<Scalar>
    let weights: UnsafeMutablePointer<Lanes<Scalar>>
    let bias: UnsafeMutablePointer<Lanes<Scalar>>
  }

  /// - Parameters:
  ///   - maps: memory to work in; its contents are lost.
  ///   - heads: how many heads to compute: 1 (full resolution) or all of `settings.heads`.
  ///   - keepsWeights: folded weights have memory of their own and are made by `fold`; otherwise every run makes each
  ///     convolution's weights in shared memory just before they are used: for parameters that change with every run.
  init(
    _ arena: Arena, _ settings: NetworkSettings, in maps: InferenceMaps<Scalar>, heads: Int,
    parameters: ParameterBuffer<Scalar>, keepsWeights: Bool, threads: Int
  ) {
    let scratch = Scratch<Scalar>(arena, threads: threads)
    let top = settings.levels - 1
    let (middles, outputs, pooled) = (maps.middles, maps.outputs, maps.pooled)
    let (low, enlarged) = (maps.low, maps.enlarged)
    images = maps.images
    logits = Array(maps.logits[..<heads])

    func block(_ name: String, _ level: Int, _ input: FeatureMap<Scalar>) -> Block {
      Block(
        first: FoldedConvolution(
          arena, "\(name).conv1", "\(name).norm1", input, middles[level], parameters, scratch,
          keepsWeights: keepsWeights),
        second: FoldedConvolution(
          arena, "\(name).conv2", "\(name).norm2", middles[level], outputs[level], parameters,
          scratch, keepsWeights: keepsWeights))
    }
    var blocks = [block("encoder.0", 0, images)]
    for level in 1...top { blocks.append(block("encoder.\(level)", level, pooled[level - 1])) }
    pools = (0..<top).map { MaxPool(from: outputs[$0], to: pooled[$0]) }
    enlargements = (0..<top).reversed().map { Upsample(from: low[$0], to: enlarged[$0]) }

    // A decoder block writes where its skip lay: the skip has been read by then.
    for level in (0..<top).reversed() {
      let both = FeatureMap(arena, concatenating: [outputs[level], enlarged[level]])
      blocks.append(block("decoder.\(level)", level, both))
    }
    var fans: [Fan] = []
    for level in (0...top).reversed() {
      let names = (level > 0 ? ["up.\(level - 1)"] : []) + (level < heads ? ["head.\(level)"] : [])
      let targets = (level > 0 ? [low[level - 1]] : []) + (level < heads ? [logits[level]] : [])
      fans.append(
        Fan(
          convolution: Convolution(
            arena, from: outputs[level], to: FeatureMap(arena, concatenating: targets), taps: 1,
            scratch),
          weights: parameters.lanes("\(names[0]).weight"),
          bias: parameters.lanes("\(names[0]).bias")))
    }
    scratch.allocateAll()
    (self.blocks, self.fans, levels) = (blocks, fans, settings.levels)
    features = Array(outputs[..<top])
  }

  /// Takes over the parameters' present values, where weights are kept.
  func fold(on workers: Workers) {
    for block in blocks {
      block.first.foldKept(on: workers)
      block.second.foldKept(on: workers)
    }
  }

  func run(on workers: Workers) {
    for level in 0..<levels {
      if level > 0 { pools[level - 1].forward(on: workers) }
      run(blocks[level], on: workers)
    }
    for index in 0..<(levels - 1) {
      fans[index].convolution.run(
        prepared: fans[index].weights, .bias(fans[index].bias), on: workers)
      enlargements[index].forward(on: workers)
      run(blocks[levels + index], on: workers)
    }
    let last = fans[levels - 1]
    last.convolution.run(prepared: last.weights, .bias(last.bias), on: workers)
  }

  private func run(_ block: Block, on workers: Workers) {
    block.first.run(on: workers)
    block.second.run(on: workers)
  }
}

/// A 3x3 convolution with its normalisation folded in: weights times gamma / sqrt(var + eps), and a bias.
struct FoldedConvolution<Scalar: NeuralScalar> {
  private typealias Vectors = UnsafeMutablePointer<Lanes<Scalar>>
  private let convolution: Convolution<Scalar>
  private let layer: NormalizationParameters<Scalar>
  private let source: Vectors
  private let bias: Vectors
  /// Memory of its own for the weights as the kernel takes them; nil: shared memory.
  private let kept: Vectors?

  init(
    _ arena: Arena, _ name: String, _ norm: String, _ input: FeatureMap<Scalar>,
    _ output: FeatureMap<Scalar>, _ parameters: ParameterBuffer<Scalar>, _ scratch: Scratch<Scalar>,
    keepsWeights: Bool
  ) {
    convolution = Convolution(arena, from: input, to: output, taps: 9, scratch)
    layer = parameters.normalization(norm, gradient: parameters)
    source = parameters.lanes("\(name).weight")
    bias = arena.zeroed(Lanes<Scalar>.self, count: output.blocks)
    let count =
      convolution.isPrepared ? convolution.preparedCount : output.blocks * input.channels * 9
    kept = keepsWeights ? arena.zeroed(Lanes<Scalar>.self, count: count) : nil
  }

  /// Takes over the parameters' present values, where weights are kept.
  func foldKept(on workers: Workers) {
    if let kept { fold(into: kept, on: workers) }
  }

  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private func fold(into weights: UnsafeMutablePointer<Lanes<Scalar>>, on workers: Workers) {
    let scaled = convolution.isPrepared ? convolution.scratch.turnedWeights : weights
    let vectors = convolution.input.channels * 9
    workers.run(convolution.output.blocks) { block in
      let (scale, shift) = foldedNormalization(layer, block: block)
      bias[block] = shift
      for index in (block * vectors)..<((block + 1) * vectors) {
        scaled[index] = source[index] * scale
      }
    }
    _ = convolution.prepare(scaled, in: weights, on: workers)
  }

  func run(on workers: Workers) {
    let scratch = convolution.scratch
    let shared = convolution.isPrepared ? scratch.preparedWeights : scratch.turnedWeights
    if kept == nil { fold(into: shared, on: workers) }
    convolution.run(
      prepared: kept ?? shared, .biasActivation(bias, slope: Normalization<Scalar>.slope),
      on: workers)
  }
}
