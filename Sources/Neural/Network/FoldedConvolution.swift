/// A 3x3 convolution with its normalisation folded in: weights times gamma / sqrt(var + eps), and a bias.
struct FoldedConvolution<Element: KernelElement> {
  typealias Scalar = Element.Scalar

  private typealias Vectors = UnsafeMutablePointer<Lanes<Scalar>>
  private let convolution: Convolution<Element>
  private let layer: NormalizationParameters<Scalar>
  private let source: Vectors
  private let bias: Vectors
  /// Memory of its own for the weights as the kernel takes them; nil: shared memory.
  private let kept: Vectors?

  /// Number `index` of a block's convolutions.
  init(
    _ parts: InferenceParts<Element>, _ block: String, _ index: Int,
    from input: FeatureMap<Element>, to output: FeatureMap<Element>
  ) {
    let (arena, parameters) = (parts.arena, parts.parameters)
    convolution = Convolution(from: input, to: output, taps: 9, parts.scratch)
    layer = parameters.normalization("\(block).norm\(index)", gradient: parameters)
    source = parameters.lanes("\(block).conv\(index).weight")
    bias = arena.zeroed(Lanes<Scalar>.self, count: output.blocks)
    let count =
      convolution.isPrepared ? convolution.preparedCount : output.blocks * input.channels * 9
    kept = parts.keepsWeights ? arena.zeroed(Lanes<Scalar>.self, count: count) : nil
  }

  /// Takes over the parameters' present values, where weights are kept.
  func foldKept(on workers: Workers) {
    if let kept { fold(into: kept, on: workers) }
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
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
      prepared: kept ?? shared, .biasActivation(bias, slope: Normalization<Element>.slope),
      on: workers)
  }
}
