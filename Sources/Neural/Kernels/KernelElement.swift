/// An element of feature maps that convolutions have kernels for.
protocol KernelElement: MapElement {
  /// The kernel that serves a convolution.
  static func convolution(_ place: ConvolutionPlace<Self>) -> any ConvolutionKernel<Self>
  /// The kernel that serves its backward-weights; `place.output` is the gradient of the output.
  static func weightGradient(_ place: ConvolutionPlace<Self>) -> any WeightGradientKernel<Self>
}

/// By `KernelTable`: Winograd's or the definition's.
extension KernelElement where Self: NeuralScalar {
  static func convolution(_ place: ConvolutionPlace<Self>) -> any ConvolutionKernel<Self> {
    place.usesWinograd
      ? WinogradConvolution(
        place.scratch.arena, from: place.input, to: place.output, place.scratch)
      : DirectConvolution(
        place.scratch.arena, from: place.input, to: place.output, taps: place.taps,
        place.scratch.level)
  }

  static func weightGradient(_ place: ConvolutionPlace<Self>) -> any WeightGradientKernel<Self> {
    place.usesWinograd
      ? WinogradWeightGradient(of: place.input, place.output, place.scratch)
      : DirectWeightGradient(of: place.input, place.output, taps: place.taps, place.scratch)
  }
}

extension Float: KernelElement {}

extension Double: KernelElement {}

extension BFloat16: KernelElement {
  static func convolution(
    _ place: ConvolutionPlace<BFloat16>
  ) -> any ConvolutionKernel<BFloat16> {
    TileConvolution(place)
  }

  static func weightGradient(
    _ place: ConvolutionPlace<BFloat16>
  ) -> any WeightGradientKernel<BFloat16> {
    TileWeightGradient(place)
  }
}
