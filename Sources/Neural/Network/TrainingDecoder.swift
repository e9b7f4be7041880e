/// One decoder of a training network with its heads, forward and backward: from the encoder's outputs to logits, and from
/// the logits' gradients to those of the encoder's outputs.
///
/// Level 0 is full resolution. `d` are the blocks' outputs, `d[top] = e[top]` the encoder's.
struct TrainingDecoder<Element: KernelElement> {
  /// Logits a head, full resolution first; channels K+1 padded to eight. To be overwritten by their gradients before
  /// `backward`.
  let logits: [FeatureMap<Element>]
  /// The blocks' outputs (N, channels[level], H >> level, W >> level), from full resolution down: until another decoder
  /// runs or `backward` has passed their level.
  let features: [FeatureMap<Element>]
  /// Gradients of the encoder's outputs, from full resolution down: overwritten by `backward`.
  let encoderGradients: [FeatureMap<Element>]

  /// Whether another decoder runs between this one's passes and takes the memory of `features`.
  private let isInterrupted: Bool
  // From the coarsest level up.
  private let blocks: [ConvolutionBlock<Element>]
  private let enlargements: [Enlargement]
  private let fans: [FanOut<Element>]

  private struct Enlargement {
    let upsample: Upsample<Element>
    let outputGradient: FeatureMap<Element>
    let inputGradient: FeatureMap<Element>
  }

  /// - Parameters:
  ///   - own: this decoder's maps in `parts.maps`.
  ///   - skips: the encoder's outputs, from full resolution down.
  ///   - isInterrupted: whether another decoder runs between this one's forward and backward pass.
  init(
    _ parts: TrainingParts<Element>, _ form: DecoderForm, in own: DecoderMaps<Element>,
    skips: [FeatureMap<Element>], isInterrupted: Bool
  ) {
    let (arena, maps, top) = (parts.arena, parts.maps, parts.settings.levels - 1)
    var blocks: [ConvolutionBlock<Element>] = []
    var fans: [FanOut<Element>] = []
    var enlargements: [Enlargement] = []
    for level in (0...top).reversed() {
      let (hasUp, hasHead) = (level > 0, level < form.heads)
      fans.append(
        FanOut(
          parts, names: form.fan(level), from: blocks.last?.output ?? skips[top],
          to: (hasUp ? [own.low[level - 1]] : []) + (hasHead ? [own.logits[level]] : []),
          gradients: (hasUp ? [maps.belowGradient[level - 1]] : [])
            + (hasHead ? [own.logits[level]] : []),
          inputGradient: level == top ? own.encoderGradient[top] : maps.decoderShared[level]))
      guard hasUp else { break }
      let below = level - 1
      let shared = maps.decoderShared[below]
      enlargements.append(
        Enlargement(
          upsample: Upsample(from: own.low[below], to: shared), outputGradient: shared,
          inputGradient: maps.belowGradient[below]))
      // The input is made again where its gradient is written next.
      let again = FeatureMap(arena, concatenating: [own.encoderGradient[below], shared])
      blocks.append(
        ConvolutionBlock(
          parts, form.place(below),
          BlockMaps(
            input: FeatureMap(arena, concatenating: [skips[below], shared]), remadeInput: again,
            convolved: own.convolved[below], output: maps.middle[below], gradient: shared,
            inputGradient: again)))
    }
    (logits, encoderGradients) = (own.logits, own.encoderGradient)
    self.isInterrupted = isInterrupted
    (self.blocks, self.fans, self.enlargements) = (blocks, fans, enlargements)
    features = blocks.reversed().map(\.output)
  }

  /// From the encoder's outputs to the logits.
  func forward(seed: UInt64, step: Int, on workers: Workers) {
    for index in blocks.indices {
      fans[index].run(on: workers)
      enlargements[index].upsample.forward(on: workers)
      blocks[index].forward(seed: seed, step: step, on: workers)
    }
    fans[blocks.count].run(on: workers)
  }

  /// From the gradients in `logits` to this decoder's parameter gradients and `encoderGradients` (all overwritten).
  ///
  /// - Parameters:
  ///   - remakeSkip: writes the encoder's output of a level into `encoderGradients[level]` once more.
  ///   - addGradient: called with a level when the gradient of its block's output holds what the head and the levels above
  ///     give, before it is passed on.
  func backward(
    seed: UInt64, step: Int, on workers: Workers, remakeSkip: (Int) -> Void,
    addGradient: (Int) -> Void = { _ in }
  ) {
    for (level, index) in blocks.indices.reversed().enumerated() {
      let (block, enlargement) = (blocks[index], enlargements[index])
      if isInterrupted { block.remakeOutput(into: block.output, on: workers) }
      fans[index + 1].runBackward(on: workers)
      addGradient(level)
      block.backward(seed: seed, step: step, on: workers) {
        remakeSkip(level)
        enlargement.upsample.forward(on: workers)
      }
      enlargement.upsample.backward(
        enlargement.outputGradient, into: enlargement.inputGradient, on: workers)
    }
    fans[0].runBackward(on: workers)
  }
}
