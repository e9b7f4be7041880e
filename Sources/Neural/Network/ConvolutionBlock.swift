/// Which block of a network one is.
struct BlockPlace {
  /// What its tensors' names begin with.
  let name: String
  /// Its number in the network: its dropout mask differs from the others'.
  let layer: Int
  /// Level of its maps: 0 is full resolution.
  let level: Int
}

/// The maps that a block shares with others.
struct BlockMaps<Element: MapElement> {
  var input: FeatureMap<Element>
  /// Where the input lies once more when the backward pass needs it; nil: where it was.
  var remadeInput: FeatureMap<Element>?
  /// Output of the second convolution; nil: a map of the block's own.
  var convolved: FeatureMap<Element>?
  var output: FeatureMap<Element>
  /// Gradient of the output.
  var gradient: FeatureMap<Element>
  /// Gradient of the input; nil for the image, which has none.
  var inputGradient: FeatureMap<Element>?
}

/// Two times convolution - normalisation - leaky rectifier (dropout after the first), as trained.
///
/// Forward keeps the convolutions' outputs z1, z2 and the activation a2. Backward turns the gradient of a2, in place, into
/// that of z2, makes a1 again from z1 for the weights' gradient, makes the gradient of a1, turns it into that of z1,
/// and makes that of the input. a1 and its gradient use the same map, which the blocks of a level share. Where a2's memory
/// serves others before the backward pass, it is made again from z2 (`remakeOutput`), and so may the input be.
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
  ///   - maps: what the block reads and writes.
  init(_ parts: TrainingParts<Element>, _ place: BlockPlace, _ maps: BlockMaps<Element>) {
    let (arena, scratch) = (parts.arena, parts.scratch)
    // Free for other blocks whenever this one does not run.
    let middle = parts.maps.middle[place.level]
    func stage(_ index: Int, _ maps: BlockMaps<Element>) -> Stage {
      let weight = "\(place.name).conv\(index).weight"
      let z =
        maps.convolved
        ?? FeatureMap(
          arena, count: maps.input.count, channels: parts.settings.channels[place.level],
          plane: maps.input.plane)
      return Stage(
        convolution: Convolution(from: maps.input, to: z, taps: 9, scratch),
        normalization: Normalization(arena, of: z), activation: maps.output,
        gradient: maps.gradient,
        weightGradient: ConvolutionWeightGradient(
          of: maps.remadeInput ?? maps.input, maps.gradient, taps: 9, scratch),
        inputGradient: maps.inputGradient.map {
          Convolution(from: maps.gradient, to: $0, taps: 9, scratch)
        },
        weights: parts.parameters.lanes(weight), weightsGradient: parts.gradients.lanes(weight),
        layer: parts.parameters.normalization(
          "\(place.name).norm\(index)", gradient: parts.gradients))
    }
    var (before, after) = (maps, maps)
    (before.output, before.gradient, before.convolved) = (middle, middle, nil)
    (after.input, after.inputGradient, after.remadeInput) = (middle, middle, nil)
    (first, second) = (stage(1, before), stage(2, after))
    output = maps.output
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

  /// Writes the output of the last forward pass once more.
  func remakeOutput(into map: FeatureMap<Element>, on workers: Workers) {
    second.normalization.forward(into: map, noDropout, on: workers)
  }

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
