/// The U-Net in inference form: running statistics folded into the convolutions, bias and leaky rectifier in their
/// epilogue, no dropout, and memory used again as soon as it is free (three maps a level).
///
/// The teacher of a training step and every prediction run in this form.
struct InferenceNetwork<Element: KernelElement> {
  typealias Scalar = Element.Scalar

  let images: FeatureMap<Element>
  /// Logits a computed head, full resolution first; channels K+1 padded to eight.
  let logits: [FeatureMap<Element>]
  /// The decoder's outputs (N, channels[level], H >> level, W >> level).
  let features: [FeatureMap<Element>]

  private let blocks: [Block]
  private let pools: [MaxPool<Element>]
  private let enlargements: [Upsample<Element>]
  private let fans: [Fan]
  private let levels: Int

  /// Two folded convolutions.
  private struct Block {
    let first: FoldedConvolution<Element>
    let second: FoldedConvolution<Element>
  }

  /// The 1x1 convolutions that leave the map of a level, run as one: to the level above, to the head if one is wanted.
  private struct Fan {
    let convolution: Convolution<Element>
    let weights: UnsafeMutablePointer<Lanes<Scalar>>
    let bias: UnsafeMutablePointer<Lanes<Scalar>>
    /// Memory of its own for the weights as the kernel takes them, where they are kept and it takes them otherwise.
    let kept: UnsafeMutablePointer<Lanes<Scalar>>?

    init(_ parts: InferenceParts<Element>, _ maps: InferenceMaps<Element>, level: Int) {
      let (hasUp, hasHead) = (level > 0, level < maps.logits.count)
      let name = hasUp ? "up.\(level - 1)" : "head.\(level)"
      let targets = (hasUp ? [maps.below[level - 1]] : []) + (hasHead ? [maps.logits[level]] : [])
      convolution = Convolution(
        from: maps.outputs[level], to: FeatureMap(parts.arena, concatenating: targets), taps: 1,
        parts.scratch)
      weights = parts.parameters.lanes("\(name).weight")
      bias = parts.parameters.lanes("\(name).bias")
      kept =
        parts.keepsWeights && convolution.isPrepared
        ? parts.arena.zeroed(Lanes<Scalar>.self, count: convolution.preparedCount) : nil
    }

    /// Takes over the parameters' present values, where weights are kept.
    func prepareKept(on workers: Workers) {
      if let kept { _ = convolution.prepare(weights, in: kept, on: workers) }
    }

    func run(on workers: Workers) {
      if let kept {
        convolution.run(prepared: kept, .bias(bias), on: workers)
      } else {
        convolution.run(weights: weights, .bias(bias), on: workers)
      }
    }
  }

  /// - Parameters:
  ///   - maps: memory to work in, whose contents are lost; as many heads are computed as it has logits.
  ///   - keepsWeights: folded weights have memory of their own and are made by `fold`; otherwise every run makes each
  ///     convolution's weights in shared memory just before they are used: for parameters that change with every run.
  ///   - scratch: its wishes grow, nothing is allocated yet.
  init(
    _ settings: NetworkSettings, in maps: InferenceMaps<Element>,
    parameters: ParameterBuffer<Scalar>, keepsWeights: Bool, _ scratch: Scratch<Scalar>
  ) {
    let arena = scratch.arena
    let parts = InferenceParts<Element>(
      arena: arena, parameters: parameters, scratch: scratch, keepsWeights: keepsWeights)
    let (outputs, top) = (maps.outputs, settings.levels - 1)
    func block(_ name: String, _ level: Int, _ input: FeatureMap<Element>) -> Block {
      let middle = maps.middles[level]
      return Block(
        first: FoldedConvolution(parts, name, 1, from: input, to: middle),
        second: FoldedConvolution(parts, name, 2, from: middle, to: outputs[level]))
    }
    var blocks = [block("encoder.0", 0, maps.images)]
    for level in 1...top { blocks.append(block("encoder.\(level)", level, maps.below[level - 1])) }
    // A decoder block writes where its skip lay: the skip has been read by then.
    for level in (0..<top).reversed() {
      let both = FeatureMap(arena, concatenating: [outputs[level], maps.enlarged[level]])
      blocks.append(block("decoder.\(level)", level, both))
    }
    pools = (0..<top).map { MaxPool(from: outputs[$0], to: maps.below[$0]) }
    enlargements = (0..<top).reversed().map {
      Upsample(from: maps.below[$0], to: maps.enlarged[$0])
    }
    fans = (0...top).reversed().map { Fan(parts, maps, level: $0) }
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
    for fan in fans { fan.prepareKept(on: workers) }
  }

  func run(on workers: Workers) {
    for level in 0..<levels {
      if level > 0 { pools[level - 1].forward(on: workers) }
      run(blocks[level], on: workers)
    }
    for index in 0..<(levels - 1) {
      fans[index].run(on: workers)
      enlargements[index].forward(on: workers)
      run(blocks[levels + index], on: workers)
    }
    fans[levels - 1].run(on: workers)
  }

  private func run(_ block: Block, on workers: Workers) {
    block.first.run(on: workers)
    block.second.run(on: workers)
  }
}
