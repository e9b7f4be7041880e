/// The upper sixteen bits of a `Float`: its range with eight significant bits.
///
/// Maps of this element take half the memory; kernels compute on them in `Float` and round what they store.
package enum BFloat16: MapElement {
  package typealias Scalar = Float
  package typealias Vector = SIMD8<UInt16>

  /// Exact.
  @inline(__always)
  package static func load(_ stored: SIMD8<UInt16>) -> SIMD8<Float> {
    unsafeBitCast(SIMD8<UInt32>(truncatingIfNeeded: stored) &<< 16, to: SIMD8<Float>.self)
  }

  /// Rounded to nearest, to even in the middle. NaN stays NaN, and becomes a quiet one.
  @inline(__always)
  package static func store(_ lanes: SIMD8<Float>) -> SIMD8<UInt16> {
    let bits = unsafeBitCast(lanes, to: SIMD8<UInt32>.self)
    let high = bits &>> 16
    let rounded = (bits &+ 0x7FFF &+ (high & 1)) &>> 16
    // Rounding could carry a NaN's bits over into those of a zero.
    let kept = rounded.replacing(with: high | 0x40, where: lanes .!= lanes)
    return SIMD8<UInt16>(truncatingIfNeeded: kept)
  }

  package static func convolution(
    _ place: ConvolutionPlace<BFloat16>
  ) -> any ConvolutionKernel<BFloat16> {
    TileConvolution(place)
  }

  package static func weightGradient(
    _ place: ConvolutionPlace<BFloat16>
  ) -> any WeightGradientKernel<BFloat16> {
    TileWeightGradient(place)
  }
}
