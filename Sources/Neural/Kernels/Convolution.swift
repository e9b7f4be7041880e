/// A 3x3 or 1x1 convolution over padded planes (stride 1, zero padding), forward and backward-data, by the kernel that
/// `KernelTable` names for its shape.
///
/// Weights lie as `[output block][input block][tap][input channel in block] -> 8 output channels`. The backward pass to
/// the input is the same operation with transposed, turned weights (`WeightPacking.transpose`).
struct Convolution<Scalar: NeuralScalar> {
  /// What happens to outputs while they are in cache.
  enum Epilogue {
    case none
    /// Adds a bias per output channel: `[output block]`.
    case bias(UnsafePointer<Lanes<Scalar>>)
    /// Adds a bias, then a leaky rectifier of this slope.
    case biasActivation(UnsafePointer<Lanes<Scalar>>, slope: Scalar)
    /// Sums of the outputs and of their squares: `[slot][output block][2]`.
    case statistics(UnsafeMutablePointer<Lanes<Scalar>>)
  }

  private enum Kernel {
    case direct(DirectConvolution<Scalar>)
    case winograd(WinogradConvolution<Scalar>)
  }

  let input: FeatureMap<Scalar>
  let output: FeatureMap<Scalar>
  /// 9 (3x3) or 1 (1x1).
  let tapCount: Int
  let scratch: Scratch<Scalar>
  private let kernel: Kernel

  /// - Parameters:
  ///   - output: whole channel blocks, on the same plane as `input`; must not share memory with it.
  ///   - winograd: overrides the table, for tests and benchmarks.
  init(
    _ arena: Arena, from input: FeatureMap<Scalar>, to output: FeatureMap<Scalar>, taps: Int,
    _ scratch: Scratch<Scalar>, winograd: Bool? = nil
  ) {
    precondition(input.plane == output.plane && input.count == output.count)
    precondition(output.channels % 8 == 0 && (taps == 9 || taps == 1))
    let fitting = KernelTable.usesWinograd(
      inputs: input.channels, outputs: output.channels)
    if taps == 9 && (winograd ?? fitting) {
      kernel = .winograd(WinogradConvolution(arena, from: input, to: output, scratch))
    } else {
      kernel = .direct(
        DirectConvolution(arena, from: input, to: output, taps: taps, scratch.level))
    }
    (self.input, self.output, tapCount, self.scratch) = (input, output, taps, scratch)
    scratch.reserve(
      statistics: slots * output.blocks * 2, turned: output.blocks * input.channels * taps,
      prepared: preparedCount)
  }

  /// Multiply-adds of the definition, padding not counted.
  var multiplyAdds: Int {
    input.count * input.plane.area * input.channels * output.channels * tapCount
  }

  /// Partial sums that `.statistics` writes per output block.
  var slots: Int {
    switch kernel {
    case .direct(let direct): input.count * direct.chunks.count
    case .winograd(let winograd): winograd.tiles.chunks
    }
  }

  /// Whether the kernel takes weights in a form of its own.
  var isPrepared: Bool { preparedCount > 0 }

  /// Vectors of memory for prepared weights; 0 if the kernel takes the weights as they are.
  var preparedCount: Int {
    if case .winograd(let winograd) = kernel { winograd.preparedCount } else { 0 }
  }

  /// The weights as the kernel wants them: in `memory`, or as they are. Valid until the weights change.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func prepare(
    _ weights: UnsafePointer<Lanes<Scalar>>, in memory: UnsafeMutablePointer<Lanes<Scalar>>,
    on workers: Workers
  ) -> UnsafePointer<Lanes<Scalar>> {
    guard case .winograd(let winograd) = kernel else { return weights }
    winograd.prepare(weights, into: memory, on: workers)
    return UnsafePointer(memory)
  }

  /// - Parameter prepared: what `prepare` returned.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func run(
    prepared: UnsafePointer<Lanes<Scalar>>, _ epilogue: Epilogue, on workers: Workers
  ) {
    switch kernel {
    case .direct(let direct): direct.run(weights: prepared, epilogue, on: workers)
    case .winograd(let winograd): winograd.run(prepared: prepared, epilogue, on: workers)
    }
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

/// Backward-weights of a convolution, by the kernel that `KernelTable` names for its shape.
struct ConvolutionWeightGradient<Scalar: NeuralScalar> {
  private enum Kernel {
    case direct(DirectWeightGradient<Scalar>)
    case winograd(WinogradWeightGradient<Scalar>)
  }
  private let kernel: Kernel

  /// - Parameter winograd: overrides the table, for tests and benchmarks.
  init(
    of input: FeatureMap<Scalar>, _ outputGradient: FeatureMap<Scalar>, taps: Int,
    _ scratch: Scratch<Scalar>, winograd: Bool? = nil
  ) {
    precondition(input.plane == outputGradient.plane && input.count == outputGradient.count)
    let fitting = KernelTable.usesWinograd(
      inputs: input.channels, outputs: outputGradient.channels)
    if taps == 9 && (winograd ?? fitting) {
      kernel = .winograd(WinogradWeightGradient(of: input, outputGradient, scratch))
    } else {
      kernel = .direct(DirectWeightGradient(of: input, outputGradient, taps: taps, scratch))
    }
  }

  /// Writes the gradient (overwriting) in the layout of the weights.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func run(into gradient: UnsafeMutablePointer<Lanes<Scalar>>, on workers: Workers) {
    switch kernel {
    case .direct(let direct): direct.run(into: gradient, on: workers)
    case .winograd(let winograd): winograd.run(into: gradient, on: workers)
    }
  }
}
