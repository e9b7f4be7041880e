/// Backward-weights of a convolution, by the kernel that the maps' element names for its shape.
struct ConvolutionWeightGradient<Element: KernelElement> {
  private let kernel: any WeightGradientKernel<Element>

  /// - Parameter winograd: overrides `KernelTable`, for tests and benchmarks.
  init(
    of input: FeatureMap<Element>, _ outputGradient: FeatureMap<Element>, taps: Int,
    _ scratch: Scratch<Element.Scalar>, winograd: Bool? = nil
  ) {
    precondition(input.plane == outputGradient.plane && input.count == outputGradient.count)
    kernel = Element.weightGradient(
      ConvolutionPlace(
        input: input, output: outputGradient, taps: taps, scratch: scratch, winograd: winograd))
  }

  /// Writes the gradient (overwriting) in the layout of the weights.
  func run(into gradient: UnsafeMutablePointer<Lanes<Element.Scalar>>, on workers: Workers) {
    kernel.run(into: gradient, on: workers)
  }
}
