/// Comparisons of eight lanes and choices by them.
///
/// The standard library compares lanes of a generic scalar one by one; of a known scalar it compiles to one compare
/// and one blend instruction. These functions let generic kernels reach the latter.
package protocol LaneSelection: BinaryFloatingPoint, SIMDScalar, Codable {
  /// The larger of both in every lane; `b` where they compare equal or one is NaN.
  static func larger(_ a: SIMD8<Self>, _ b: SIMD8<Self>) -> SIMD8<Self>

  /// `yes` in the lanes where a < b, `no` elsewhere.
  static func select(
    _ yes: SIMD8<Self>, _ no: SIMD8<Self>, where a: SIMD8<Self>, isBelow b: SIMD8<Self>
  ) -> SIMD8<Self>

  /// `yes` in the lanes where a = b, `no` elsewhere.
  static func select(
    _ yes: SIMD8<Self>, _ no: SIMD8<Self>, where a: SIMD8<Self>, equals b: SIMD8<Self>
  ) -> SIMD8<Self>
}

extension Float: LaneSelection {
  /// See `LaneSelection`.
  @inline(__always)
  package static func larger(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    b.replacing(with: a, where: a .> b)
  }

  /// See `LaneSelection`.
  @inline(__always)
  package static func select(
    _ yes: SIMD8<Float>, _ no: SIMD8<Float>, where a: SIMD8<Float>, isBelow b: SIMD8<Float>
  ) -> SIMD8<Float> {
    no.replacing(with: yes, where: a .< b)
  }

  /// See `LaneSelection`.
  @inline(__always)
  package static func select(
    _ yes: SIMD8<Float>, _ no: SIMD8<Float>, where a: SIMD8<Float>, equals b: SIMD8<Float>
  ) -> SIMD8<Float> {
    no.replacing(with: yes, where: a .== b)
  }
}

extension Double: LaneSelection {
  /// See `LaneSelection`.
  @inline(__always)
  package static func larger(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double> {
    b.replacing(with: a, where: a .> b)
  }

  /// See `LaneSelection`.
  @inline(__always)
  package static func select(
    _ yes: SIMD8<Double>, _ no: SIMD8<Double>, where a: SIMD8<Double>, isBelow b: SIMD8<Double>
  ) -> SIMD8<Double> {
    no.replacing(with: yes, where: a .< b)
  }

  /// See `LaneSelection`.
  @inline(__always)
  package static func select(
    _ yes: SIMD8<Double>, _ no: SIMD8<Double>, where a: SIMD8<Double>, equals b: SIMD8<Double>
  ) -> SIMD8<Double> {
    no.replacing(with: yes, where: a .== b)
  }
}
