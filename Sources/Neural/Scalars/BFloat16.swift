/// The upper sixteen bits of a `Float`: its range with eight significant bits.
///
/// Maps of this element take half the memory; kernels compute on them in `Float` and round what they store.
enum BFloat16: MapElement {
  typealias Scalar = Float
  typealias Vector = SIMD8<UInt16>

  /// Exact.
  @inline(__always)
  static func load(_ stored: SIMD8<UInt16>) -> SIMD8<Float> {
    // Written out: the library's conversion of a vector stays a call inside loops.
    let wide = SIMD8(
      UInt32(stored[0]), UInt32(stored[1]), UInt32(stored[2]), UInt32(stored[3]),
      UInt32(stored[4]), UInt32(stored[5]), UInt32(stored[6]), UInt32(stored[7]))
    return unsafeBitCast(wide &<< 16, to: SIMD8<Float>.self)
  }

  /// Rounded to nearest, to even in the middle. NaN stays NaN, and becomes a quiet one.
  @inline(__always)
  static func store(_ lanes: SIMD8<Float>) -> SIMD8<UInt16> {
    let bits = unsafeBitCast(lanes, to: SIMD8<UInt32>.self)
    let high = bits &>> 16
    let rounded = (bits &+ 0x7FFF &+ (high & 1)) &>> 16
    // Rounding could carry a NaN's bits over into those of a zero.
    let kept = rounded.replacing(with: high | 0x40, where: lanes .!= lanes)
    return SIMD8(
      low(kept[0]), low(kept[1]), low(kept[2]), low(kept[3]),
      low(kept[4]), low(kept[5]), low(kept[6]), low(kept[7]))
  }

  @inline(__always)
  private static func low(_ bits: UInt32) -> UInt16 { UInt16(truncatingIfNeeded: bits) }
}
