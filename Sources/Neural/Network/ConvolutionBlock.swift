/// Two times convolution - normalisation - leaky rectifier (dropout after the first), as trained.
///
/// Forward keeps the convolutions' outputs z1, z2 and the activations a1, a2. Backward turns the gradient of a2, in
/// place, into that of z2, makes that of a1, turns it into that of z1, and makes that of the input.
struct ConvolutionBlock<Scalar: NeuralScalar> {
  let output: FeatureMap<Scalar>
  private let first: Stage
  private let second: Stage
  private let dropoutRate: Float
  /// Number of this block in the network: its dropout mask differs from the others'.
  private let layer: Int

  /// One convolution with its normalisation.
  private struct Stage {
    let convolution: Convolution<Scalar>
    let normalization: Normalization<Scalar>
    let activation: FeatureMap<Scalar>
    let gradient: FeatureMap<Scalar>
    let weightGradient: ConvolutionWeightGradient<Scalar>
    let inputGradient: Convolution<Scalar>?
    let weights: UnsafeMutablePointer<Lanes<Scalar>>
    let weightsGradient: UnsafeMutablePointer<Lanes<Scalar>>
    let layer: NormalizationParameters<Scalar>
  }

  /// - Parameters:
  ///   - gradient: that of the output, and of the activation between (same shape), and of the input (nil for the image).
  init(
    _ arena: Arena, name: String, layer: Int, from input: FeatureMap<Scalar>, channels: Int,
    dropout: Float, gradient: FeatureMap<Scalar>, middleGradient: FeatureMap<Scalar>,
    inputGradient: FeatureMap<Scalar>?, parameters: ParameterBuffer<Scalar>,
    gradients: ParameterBuffer<Scalar>, _ scratch: Scratch<Scalar>
  ) {
    func stage(
      _ index: Int, _ source: FeatureMap<Scalar>, _ gradient: FeatureMap<Scalar>,
      _ sourceGradient: FeatureMap<Scalar>?
    ) -> Stage {
      let z = FeatureMap<Scalar>(
        arena, count: source.count, channels: channels, plane: source.plane)
      let a = FeatureMap<Scalar>(
        arena, count: source.count, channels: channels, plane: source.plane)
      return Stage(
        convolution: Convolution(arena, from: source, to: z, taps: 9, scratch),
        normalization: Normalization(arena, of: z), activation: a, gradient: gradient,
        weightGradient: ConvolutionWeightGradient(of: source, gradient, taps: 9, scratch),
        inputGradient: sourceGradient.map {
          Convolution(arena, from: gradient, to: $0, taps: 9, scratch)
        },
        weights: parameters.lanes("\(name).conv\(index).weight"),
        weightsGradient: gradients.lanes("\(name).conv\(index).weight"),
        layer: parameters.normalization("\(name).norm\(index)", gradient: gradients))
    }
    first = stage(1, input, middleGradient, inputGradient)
    second = stage(2, first.activation, gradient, middleGradient)
    output = second.activation
    (dropoutRate, self.layer) = (dropout, layer)
  }

  private func dropout(seed: UInt64, step: Int) -> Dropout<Scalar> {
    Dropout(rate: dropoutRate, seed: seed, step: step, layer: layer)
  }
  private var noDropout: Dropout<Scalar> { Dropout(rate: 0, seed: 0, step: 0, layer: 0) }

  // MARK: Forward

  func forward(seed: UInt64, step: Int, on workers: Workers) {
    forward(first, dropout(seed: seed, step: step), workers)
    forward(second, noDropout, workers)
  }

  private func forward(_ stage: Stage, _ dropout: Dropout<Scalar>, _ workers: Workers) {
    let (convolution, sums) = (stage.convolution, stage.convolution.scratch.statistics)
    convolution.run(weights: stage.weights, .statistics(sums), on: workers)
    stage.normalization.gather(sums, slots: convolution.slots, stage.layer)
    stage.normalization.forward(into: stage.activation, dropout, on: workers)
  }

  // MARK: Backward

  func backward(seed: UInt64, step: Int, on workers: Workers) {
    backward(second, noDropout, workers)
    backward(first, dropout(seed: seed, step: step), workers)
  }

  private func backward(_ stage: Stage, _ dropout: Dropout<Scalar>, _ workers: Workers) {
    stage.normalization.backward(stage.gradient, dropout, stage.layer, on: workers)
    stage.weightGradient.run(into: stage.weightsGradient, on: workers)
    stage.inputGradient?.runTurned(weights: stage.weights, on: workers)
  }
}
