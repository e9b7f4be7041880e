/// Which block of a network one is.
struct BlockPlace {
  /// What its tensors' names begin with.
  let name: String
  /// Its number in the network: its dropout mask differs from the others'.
  let layer: Int
  /// Level of its maps: 0 is full resolution.
  let level: Int
}

/// Two times convolution - normalisation - leaky rectifier (dropout after the first), as trained.
///
/// Forward keeps the convolutions' outputs z1, z2 and the activation a2. Backward turns the gradient of a2, in place, into
/// that of z2, makes a1 again from z1 for the weights' gradient, makes the gradient of a1, turns it into that of z1,
/// and makes that of the input. a1 and its gradient use the same map, which the blocks of a level share.
struct ConvolutionBlock<Element: KernelElement> {
  typealias Scalar = Element.Scalar

  let output: FeatureMap<Element>
  private let first: Stage
  private let second: Stage
  private let dropoutRate: Float
  /// `BlockPlace.layer`
  private let layer: Int

  /// One convolution with its normalisation.
  private struct Stage {
    let convolution: Convolution<Element>
    let normalization: Normalization<Element>
    let activation: FeatureMap<Element>
    let gradient: FeatureMap<Element>
    let weightGradient: ConvolutionWeightGradient<Element>
    let inputGradient: Convolution<Element>?
    let weights: UnsafeMutablePointer<Lanes<Scalar>>
    let weightsGradient: UnsafeMutablePointer<Lanes<Scalar>>
    let layer: NormalizationParameters<Scalar>
  }

  /// - Parameters:
  ///   - gradient, inputGradient: of the output, and of the input (nil for the image).
  init(
    _ parts: TrainingParts<Element>, _ place: BlockPlace, from input: FeatureMap<Element>,
    gradient: FeatureMap<Element>, inputGradient: FeatureMap<Element>?
  ) {
    let (arena, scratch) = (parts.arena, parts.scratch)
    // Free for other blocks whenever this one does not run.
    let middle = parts.maps.middle[place.level]
    func map() -> FeatureMap<Element> {
      FeatureMap(
        arena, count: input.count, channels: parts.settings.channels[place.level],
        plane: input.plane)
    }
    func stage(
      _ index: Int, _ source: FeatureMap<Element>, _ activation: FeatureMap<Element>,
      _ gradient: FeatureMap<Element>, _ sourceGradient: FeatureMap<Element>?
    ) -> Stage {
      let (z, weight) = (map(), "\(place.name).conv\(index).weight")
      return Stage(
        convolution: Convolution(from: source, to: z, taps: 9, scratch),
        normalization: Normalization(arena, of: z), activation: activation, gradient: gradient,
        weightGradient: ConvolutionWeightGradient(of: source, gradient, taps: 9, scratch),
        inputGradient: sourceGradient.map {
          Convolution(from: gradient, to: $0, taps: 9, scratch)
        },
        weights: parts.parameters.lanes(weight), weightsGradient: parts.gradients.lanes(weight),
        layer: parts.parameters.normalization(
          "\(place.name).norm\(index)", gradient: parts.gradients))
    }
    output = map()
    first = stage(1, input, middle, middle, inputGradient)
    second = stage(2, middle, output, gradient, middle)
    (dropoutRate, layer) = (parts.settings.dropout[place.level], place.layer)
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

  /// - Parameter remakeInput: called before the input is read, when the gradient of the output is no longer needed.
  func backward(seed: UInt64, step: Int, on workers: Workers, remakeInput: () -> Void = {}) {
    let dropout = dropout(seed: seed, step: step)
    second.normalization.backward(second.gradient, noDropout, second.layer, on: workers)
    first.normalization.forward(into: first.activation, dropout, on: workers)
    passOn(second, workers)
    remakeInput()
    first.normalization.backward(first.gradient, dropout, first.layer, on: workers)
    passOn(first, workers)
  }

  /// From the gradient of z to those of the weights and of the stage's input.
  private func passOn(_ stage: Stage, _ workers: Workers) {
    stage.weightGradient.run(into: stage.weightsGradient, on: workers)
    stage.inputGradient?.runTurned(weights: stage.weights, on: workers)
  }
}
