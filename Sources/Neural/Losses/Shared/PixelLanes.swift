/// Up to eight pixels of maps (N, C, H, W): pointers go to class 0 of the first of them.
struct PixelLanes {
  /// H · W, from a class to the next.
  let stride: Int
  /// C
  let classes: Int
  /// 1…8 pixels.
  let count: Int

  /// p = softmax(z); returns ln Σ exp z, so that ln p_c = z_c minus it.
  ///
  /// - p: one entry per class
  @inline(__always)
  func softmax<Scalar: NeuralScalar>(
    _ z: UnsafeMutablePointer<Scalar>, into p: UnsafeMutablePointer<SIMD8<Scalar>>
  ) -> SIMD8<Scalar> {
    let soft = SoftmaxLanes(
      z, stride: stride, classes: classes, count: count, inverseTemperature: 1, exponentials: p)
    let inverse = 1 / soft.sum
    for c in 0..<classes { p[c] *= inverse }
    return soft.logSum
  }

  /// -Σ q_c ln p_c with p = softmax(z); leaves ∂/∂z = p - q in `g`.
  ///
  /// - logSum: what `softmax` returned
  /// - p, q, g: one entry per class
  @inline(__always)
  func crossEntropy<Scalar: NeuralScalar>(
    _ z: UnsafeMutablePointer<Scalar>, _ logSum: SIMD8<Scalar>,
    _ p: UnsafeMutablePointer<SIMD8<Scalar>>, _ q: UnsafeMutablePointer<SIMD8<Scalar>>,
    _ g: UnsafeMutablePointer<SIMD8<Scalar>>
  ) -> SIMD8<Scalar> {
    var value = SIMD8<Scalar>.zero
    for c in 0..<classes {
      value += q[c] * (logSum - (z + c * stride).lanes(count))
      g[c] = p[c] - q[c]
    }
    return value
  }

  /// Adds `scale` · g to the gradient of these pixels.
  @inline(__always)
  func add<Scalar: NeuralScalar>(
    _ g: UnsafeMutablePointer<SIMD8<Scalar>>, times scale: Scalar,
    to dz: UnsafeMutablePointer<Scalar>
  ) {
    for c in 0..<classes { (dz + c * stride).addLanes(g[c] * scale, count) }
  }
}
