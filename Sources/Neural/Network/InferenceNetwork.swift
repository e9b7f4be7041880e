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

  /// The 1x1 convolutions that leave the map of a level, run as one: to the level above, to the head if one is wanted.
  private struct Fan {
    let convolution: Convolution<Scalar>
    let weights: UnsafeMutablePointer<Lanes<Scalar>>
    let bias: UnsafeMutablePointer<Lanes<Scalar>>

    init(_ parts: InferenceParts<Scalar>, _ maps: InferenceMaps<Scalar>, level: Int) {
      let (hasUp, hasHead) = (level > 0, level < maps.logits.count)
      let name = hasUp ? "up.\(level - 1)" : "head.\(level)"
      let targets = (hasUp ? [maps.low[level - 1]] : []) + (hasHead ? [maps.logits[level]] : [])
      convolution = Convolution(
        parts.arena, from: maps.outputs[level],
        to: FeatureMap(parts.arena, concatenating: targets), taps: 1, parts.scratch)
      weights = parts.parameters.lanes("\(name).weight")
      bias = parts.parameters.lanes("\(name).bias")
    }
  }

  /// - Parameters:
  ///   - maps: memory to work in, whose contents are lost; as many heads are computed as it has logits.
  ///   - keepsWeights: folded weights have memory of their own and are made by `fold`; otherwise every run makes each
  ///     convolution's weights in shared memory just before they are used: for parameters that change with every run.
  init(
    _ arena: Arena, _ settings: NetworkSettings, in maps: InferenceMaps<Scalar>,
    parameters: ParameterBuffer<Scalar>, keepsWeights: Bool, threads: Int
  ) {
    let parts = InferenceParts(
      arena: arena, parameters: parameters, scratch: Scratch<Scalar>(arena, threads: threads),
      keepsWeights: keepsWeights)
    let (outputs, top) = (maps.outputs, settings.levels - 1)
    func block(_ name: String, _ level: Int, _ input: FeatureMap<Scalar>) -> Block {
      let middle = maps.middles[level]
      return Block(
        first: FoldedConvolution(parts, name, 1, from: input, to: middle),
        second: FoldedConvolution(parts, name, 2, from: middle, to: outputs[level]))
    }
    var blocks = [block("encoder.0", 0, maps.images)]
    for level in 1...top { blocks.append(block("encoder.\(level)", level, maps.pooled[level - 1])) }
    // A decoder block writes where its skip lay: the skip has been read by then.
    for level in (0..<top).reversed() {
      let both = FeatureMap(arena, concatenating: [outputs[level], maps.enlarged[level]])
      blocks.append(block("decoder.\(level)", level, both))
    }
    pools = (0..<top).map { MaxPool(from: outputs[$0], to: maps.pooled[$0]) }
    enlargements = (0..<top).reversed().map { Upsample(from: maps.low[$0], to: maps.enlarged[$0]) }
    fans = (0...top).reversed().map { Fan(parts, maps, level: $0) }
    parts.scratch.allocateAll()
    (images, logits) = (maps.images, maps.logits)
    (self.blocks, levels) = (blocks, settings.levels)
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
