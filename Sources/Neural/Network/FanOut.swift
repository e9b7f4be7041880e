/// The 1x1 convolutions that leave one decoder map, run as one: to the next level's channels and to the class logits.
///
/// Their weights lie side by side in the parameter buffer and their outputs are concatenated without copying, so the
/// gradient of the decoder map, a sum over both, is one convolution too.
struct FanOut<Element: KernelElement> {
  typealias Scalar = Element.Scalar

  private let forward: Convolution<Element>
  private let backward: Convolution<Element>
  private let weightGradient: ConvolutionWeightGradient<Element>
  private let gradient: FeatureMap<Element>
  private let tasks: RowTasks
  private let partial: UnsafeMutablePointer<Lanes<Scalar>>
  private let weights: UnsafeMutablePointer<Lanes<Scalar>>
  private let bias: UnsafeMutablePointer<Lanes<Scalar>>
  private let weightsGradient: UnsafeMutablePointer<Lanes<Scalar>>
  private let biasGradient: UnsafeMutablePointer<Lanes<Scalar>>

  /// - Parameters:
  ///   - names: the tensors' names in the order of `outputs`, for example ["up.0", "head.1"].
  ///   - outputs: whole channel blocks each (logits padded).
  init(
    _ parts: TrainingParts<Element>, names: [String], from input: FeatureMap<Element>,
    to outputs: [FeatureMap<Element>], gradients outputGradients: [FeatureMap<Element>],
    inputGradient: FeatureMap<Element>
  ) {
    let (arena, scratch) = (parts.arena, parts.scratch)
    let output = FeatureMap(arena, concatenating: outputs)
    gradient = FeatureMap(arena, concatenating: outputGradients)
    forward = Convolution(from: input, to: output, taps: 1, scratch)
    backward = Convolution(from: gradient, to: inputGradient, taps: 1, scratch)
    weightGradient = ConvolutionWeightGradient(of: input, gradient, taps: 1, scratch)
    tasks = RowTasks(
      images: input.count, blocks: gradient.blocks, height: input.plane.height,
      width: input.plane.width)
    partial = arena.zeroed(Lanes<Scalar>.self, count: tasks.count)
    weights = parts.parameters.lanes("\(names[0]).weight")
    bias = parts.parameters.lanes("\(names[0]).bias")
    weightsGradient = parts.gradients.lanes("\(names[0]).weight")
    biasGradient = parts.gradients.lanes("\(names[0]).bias")
  }

  func run(on workers: Workers) {
    forward.run(weights: weights, .bias(bias), on: workers)
  }

  /// Gradients of weights, biases and of the decoder map (all overwritten) from those of the outputs.
  func runBackward(on workers: Workers) {
    weightGradient.run(into: weightsGradient, on: workers)
    sumGradient(on: workers)
    backward.runTurned(weights: weights, on: workers)
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  private func sumGradient(on workers: Workers) {
    let plane = gradient.plane
    workers.run(tasks.count) { task in
      let (image, block, rows) = tasks.place(of: task)
      let g = gradient.pixels(image, block)
      var sum = Lanes<Scalar>.zero
      for p in (rows.lowerBound * plane.stride)..<(rows.upperBound * plane.stride) { sum += g[p] }
      partial[task] = sum
    }
    for block in 0..<gradient.blocks {
      var total = SIMD8<Double>.zero
      for task in tasks.tasks(of: block) { total += widened(partial[task]) }
      biasGradient[block] = narrowed(total)
    }
  }
}
