/// One way to make the gradient of a convolution's weights, chosen when the network is planned.
///
/// As with `ConvolutionKernel`, mark `run` with `@_specialize`.
protocol WeightGradientKernel<Element> {
  associatedtype Element: MapElement

  /// Writes the gradient (overwriting) in the layout of the weights.
  func run(into gradient: UnsafeMutablePointer<SIMD8<Element.Scalar>>, on workers: Workers)
}

extension WinogradWeightGradient: WeightGradientKernel {
  typealias Element = Scalar
}

extension DirectWeightGradient: WeightGradientKernel {
  typealias Element = Scalar
}
