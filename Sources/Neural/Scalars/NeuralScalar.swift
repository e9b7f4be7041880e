import CKernels
import CProcessor

/// A number the engine computes with: `Float` in training and prediction, `Double` in gradient checks.
///
/// Generic code is written in lanes of eight, `SIMD8<Scalar>`: one AVX register of `Float`.
///
/// | function | `Float` | `Double` |
/// |---|---|---|
/// | `exponential` | polynomial, relative error at most 2e-7 | libm |
/// | `logarithm` | polynomial, relative error at most 2e-7 | libm |
/// | `multiply` | `cblas_sgemm` | `cblas_dgemm` |
package protocol NeuralScalar: LaneSelection, MapElement
where Scalar == Self, Vector == SIMD8<Self> {
  /// e^x in eight lanes; 0 below -87.3 and +∞ above 88 for `Float`; NaN stays NaN.
  static func exponential(_ x: SIMD8<Self>) -> SIMD8<Self>

  /// ln max(x, smallest normal number) in eight lanes: finite for x = 0, so that 0 · ln 0 = 0; NaN stays NaN.
  static func logarithm(_ x: SIMD8<Self>) -> SIMD8<Self>

  /// Lanes that hold whole numbers in 0 ... 65535, as integers.
  static func wholeNumbers(_ x: SIMD8<Self>) -> SIMD8<UInt16>

  /// C ← alpha · A · B + beta · C by OpenBLAS, in the calling thread.
  ///
  /// The views carry their own transposition; C must not be transposed nor overlap A or B.
  static func multiply(
    _ a: Matrix<Self>, _ b: Matrix<Self>, into c: Matrix<Self>, alpha: Self, beta: Self)

  /// The convolutions' innermost loops of one level.
  static func products(_ level: ink_level) -> UnsafePointer<ink_products>
}

extension NeuralScalar {
  /// e^x; the same value as in the lanes.
  @inlinable
  package static func exponential(_ x: Self) -> Self {
    exponential(SIMD8(repeating: x))[0]
  }

  /// ln max(x, smallest normal number); the same value as in the lanes.
  @inlinable
  package static func logarithm(_ x: Self) -> Self {
    logarithm(SIMD8(repeating: x))[0]
  }
}
