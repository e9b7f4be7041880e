import CKernels
import COpenBLAS
import CProcessor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Double: NeuralScalar {
  /// e^x by libm, lane by lane.
  package static func exponential(_ x: SIMD8<Double>) -> SIMD8<Double> {
    var result = x
    for lane in 0..<8 { result[lane] = exp(x[lane]) }
    return result
  }

  /// ln max(x, smallest normal number) by libm, lane by lane.
  package static func logarithm(_ x: SIMD8<Double>) -> SIMD8<Double> {
    var result = x
    for lane in 0..<8 {
      result[lane] = log(x[lane] < .leastNormalMagnitude ? .leastNormalMagnitude : x[lane])
    }
    return result
  }

  /// Lanes that hold whole numbers in 0 ... 65535, as integers.
  package static func wholeNumbers(_ x: SIMD8<Double>) -> SIMD8<UInt16> {
    var result = SIMD8<UInt16>(repeating: 0)
    for lane in 0..<8 { result[lane] = UInt16(x[lane]) }
    return result
  }

  /// C ← alpha · A · B + beta · C by `cblas_dgemm`.
  package static func multiply(
    _ a: Matrix<Double>, _ b: Matrix<Double>, into c: Matrix<Double>, alpha: Double, beta: Double
  ) {
    a.checkProduct(with: b, into: c)
    guard c.rows > 0, c.columns > 0 else { return }
    cblas_dgemm(
      CblasRowMajor, a.blasTranspose, b.blasTranspose, blasint(c.rows), blasint(c.columns),
      blasint(a.columns), alpha, a.base, blasint(max(1, a.stride)), b.base,
      blasint(max(1, b.stride)), beta, c.base, blasint(max(1, c.stride)))
  }

  /// Kernels in C of one level.
  package static func products(_ level: ink_level) -> UnsafePointer<ink_products> {
    ink_products_double(level)
  }
}
