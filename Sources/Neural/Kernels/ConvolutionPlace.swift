/// Between which maps a convolution lies, and what it is made with.
struct ConvolutionPlace<Element: MapElement> {
  let input: FeatureMap<Element>
  /// Whole channel blocks, on the same plane as `input`; shares no memory with it.
  let output: FeatureMap<Element>
  /// 9 (3x3) or 1 (1x1).
  let taps: Int
  let scratch: Scratch<Element.Scalar>
  /// Overrides `KernelTable`, for tests and benchmarks.
  var winograd: Bool?

  var usesWinograd: Bool {
    let fitting = KernelTable.usesWinograd(inputs: input.channels, outputs: output.channels)
    return taps == 9 && (winograd ?? fitting)
  }
}
