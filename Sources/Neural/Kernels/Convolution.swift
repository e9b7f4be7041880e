/// A 3x3 or 1x1 convolution over padded planes (stride 1, zero padding), forward and backward-data, by the kernel that
/// the maps' element names for its shape.
///
/// Weights lie as `[output block][input block][tap][input channel in block] -> 8 output channels`. The backward pass to
/// the input is the same operation with transposed, turned weights (`WeightPacking.transpose`).
struct Convolution<Element: MapElement> {
  typealias Scalar = Element.Scalar
  typealias Epilogue = ConvolutionEpilogue<Scalar>

  let input: FeatureMap<Element>
  let output: FeatureMap<Element>
  /// 9 (3x3) or 1 (1x1).
  let tapCount: Int
  let scratch: Scratch<Scalar>
  /// Partial sums that `.statistics` writes per output block.
  let slots: Int
  /// Vectors of memory for prepared weights; 0 if the kernel takes the weights as they are.
  let preparedCount: Int
  private let kernel: any ConvolutionKernel<Element>

  /// - Parameters:
  ///   - output: whole channel blocks, on the same plane as `input`; must not share memory with it.
  ///   - winograd: overrides `KernelTable`, for tests and benchmarks.
  init(
    from input: FeatureMap<Element>, to output: FeatureMap<Element>, taps: Int,
    _ scratch: Scratch<Scalar>, winograd: Bool? = nil
  ) where Element: KernelElement {
    precondition(input.plane == output.plane && input.count == output.count)
    precondition(output.channels % 8 == 0 && (taps == 9 || taps == 1))
    kernel = Element.convolution(
      ConvolutionPlace(
        input: input, output: output, taps: taps, scratch: scratch, winograd: winograd))
    (self.input, self.output, tapCount, self.scratch) = (input, output, taps, scratch)
    (slots, preparedCount) = (kernel.slots, kernel.preparedCount)
    scratch.reserve(
      statistics: slots * output.blocks * 2, turned: output.blocks * input.channels * taps,
      prepared: preparedCount)
  }

  /// Multiply-adds of the definition, padding not counted.
  var multiplyAdds: Int {
    input.count * input.plane.area * input.channels * output.channels * tapCount
  }

  /// Whether the kernel takes weights in a form of its own.
  var isPrepared: Bool { preparedCount > 0 }

  /// The weights as the kernel wants them: in `memory`, or as they are. Valid until the weights change.
  func prepare(
    _ weights: UnsafePointer<Lanes<Scalar>>, in memory: UnsafeMutablePointer<Lanes<Scalar>>,
    on workers: Workers
  ) -> UnsafePointer<Lanes<Scalar>> {
    guard isPrepared else { return weights }
    kernel.prepare(weights, into: memory, on: workers)
    return UnsafePointer(memory)
  }

  /// - Parameter prepared: what `prepare` returned.
  func run(
    prepared: UnsafePointer<Lanes<Scalar>>, _ epilogue: Epilogue, on workers: Workers
  ) {
    kernel.run(prepared: prepared, epilogue, on: workers)
  }

  /// Prepares the weights in shared memory and runs.
  /// - Parameter weights: `output.blocks * input.channels * tapCount` vectors.
  func run(weights: UnsafePointer<Lanes<Scalar>>, _ epilogue: Epilogue, on workers: Workers) {
    let prepared = prepare(weights, in: scratch.preparedWeights, on: workers)
    run(prepared: prepared, epilogue, on: workers)
  }

  /// Backward-data: this convolution goes from the output's gradient to the input's. `weights` are the forward ones (from
  /// `output.channels` to `input.channels` here), turned in shared memory first.
  func runTurned(weights: UnsafePointer<Lanes<Scalar>>, on workers: Workers) {
    let turned = scratch.turnedWeights
    WeightPacking.transpose(
      UnsafeRawPointer(weights).assumingMemoryBound(to: Scalar.self), outputs: input.channels,
      inputs: output.channels, taps: tapCount,
      into: UnsafeMutableRawPointer(turned).assumingMemoryBound(to: Scalar.self), on: workers)
    run(weights: turned, .none, on: workers)
  }
}
