import CKernels
import COpenBLAS
import CProcessor

extension Float: NeuralScalar {
  /// e^x = 2^n · e^r, n = round(x / ln 2), |r| ≤ ln 2 / 2, in eight lanes.
  ///
  /// e^r = 1 + r + r² P(r), P of degree 4 fitted to the relative error (minimax by reweighted least squares;
  /// 4e-9 before rounding). ln 2 is subtracted in two parts, the first of which is exact for |n| < 2^9.
  /// Relative error against `Double` at most 2e-7 (measured in the tests). Adding 1.5 · 2^23 rounds to an integer and
  /// leaves it in the low mantissa bits, from where it is shifted into the exponent.
  @inline(__always)
  package static func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let lowest = SIMD8<Float>(repeating: -87.3)
    let highest = SIMD8<Float>(repeating: 88)
    let magic = SIMD8<Float>(repeating: 12_582_912)
    var y = x.replacing(with: lowest, where: x .< lowest)
    y = y.replacing(with: highest, where: x .> highest)

    let shifted = magic.addingProduct(y, SIMD8(repeating: 1.442_695_04))
    let n = shifted - magic
    var r = y.addingProduct(n, SIMD8(repeating: -0.693_359_375))
    r = r.addingProduct(n, SIMD8(repeating: 2.121_944_4e-4))

    var p = SIMD8<Float>(repeating: 0.001_381_459_9)
    p = SIMD8(repeating: 0.008_368_717).addingProduct(p, r)
    p = SIMD8(repeating: 0.041_668_39).addingProduct(p, r)
    p = SIMD8(repeating: 0.166_665_21).addingProduct(p, r)
    p = SIMD8(repeating: 0.499_999_94).addingProduct(p, r)
    let fraction = (r + 1).addingProduct(p, r * r)

    let exponent = (unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23) &+ 0x3F80_0000
    var result = fraction * unsafeBitCast(exponent, to: SIMD8<Float>.self)
    result = result.replacing(with: 0, where: x .< lowest)
    result = result.replacing(with: .infinity, where: x .> highest)
    return result.replacing(with: x, where: x .!= x)
  }

  /// ln x = n ln 2 + ln m, m in [√½, √2), in eight lanes.
  ///
  /// ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + s⁷/7 + s⁹/9), s = (m - 1)/(m + 1), |s| < 0.172: the first term left out is
  /// below 2e-9 of the sum. Relative error against `Double` at most 2e-7 (measured in the tests).
  @inline(__always)
  package static func logarithm(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let smallest = SIMD8<Float>(repeating: .leastNormalMagnitude)
    let y = x.replacing(with: smallest, where: x .< smallest)
    let bits = unsafeBitCast(y, to: SIMD8<Int32>.self)
    let exponent = (bits &- 0x3F35_04F3) &>> 23
    let m = unsafeBitCast(bits &- (exponent &<< 23), to: SIMD8<Float>.self)
    // The integer in the low mantissa bits of 1.5 · 2^23, minus that number, is the integer as a Float.
    let n = unsafeBitCast(exponent &+ 0x4B40_0000, to: SIMD8<Float>.self) - 12_582_912

    let f = m - 1
    let s = f / (f + 2)
    let z = s * s
    var p = SIMD8<Float>(repeating: 2 / 9)
    p = SIMD8(repeating: 2 / 7).addingProduct(p, z)
    p = SIMD8(repeating: 2 / 5).addingProduct(p, z)
    p = SIMD8(repeating: 2 / 3).addingProduct(p, z)
    // ln m = 2 s + s z p(z), and 2 s = f - s f keeps the leading term exact.
    let mantissa = f.addingProduct(s, p * z - f)
    let low = mantissa.addingProduct(n, SIMD8(repeating: -2.121_944_4e-4))
    let result = low.addingProduct(n, SIMD8(repeating: 0.693_359_375))
    return result.replacing(with: x, where: x .!= x)
  }

  /// Lanes that hold whole numbers in 0 ... 65535, as integers.
  @inline(__always)
  package static func wholeNumbers(_ x: SIMD8<Float>) -> SIMD8<UInt16> {
    // 2^23 + x holds x in its low mantissa bits.
    SIMD8<UInt16>(truncatingIfNeeded: unsafeBitCast(x + 8_388_608, to: SIMD8<UInt32>.self))
  }

  /// C ← alpha · A · B + beta · C by `cblas_sgemm`.
  package static func multiply(
    _ a: Matrix<Float>, _ b: Matrix<Float>, into c: Matrix<Float>, alpha: Float, beta: Float
  ) {
    a.checkProduct(with: b, into: c)
    guard c.rows > 0, c.columns > 0 else { return }
    cblas_sgemm(
      CblasRowMajor, a.blasTranspose, b.blasTranspose, blasint(c.rows), blasint(c.columns),
      blasint(a.columns), alpha, a.base, blasint(max(1, a.stride)), b.base,
      blasint(max(1, b.stride)), beta, c.base, blasint(max(1, c.stride)))
  }

  /// Kernels in C of one level.
  package static func products(_ level: ink_level) -> UnsafePointer<ink_products> {
    ink_products_float(level)
  }
}
