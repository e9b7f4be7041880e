/// What happens to a convolution's outputs while they are in cache.
enum ConvolutionEpilogue<Scalar: NeuralScalar> {
  case none
  /// Adds a bias per output channel: `[output block]`.
  case bias(UnsafePointer<SIMD8<Scalar>>)
  /// Adds a bias, then a leaky rectifier of this slope.
  case biasActivation(UnsafePointer<SIMD8<Scalar>>, slope: Scalar)
  /// Sums of the outputs, as they are kept, and of their squares: `[slot][output block][2]`.
  case statistics(UnsafeMutablePointer<SIMD8<Scalar>>)
}
