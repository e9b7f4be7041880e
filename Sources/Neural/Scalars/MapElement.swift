/// A number as feature maps keep it; kernels compute in `Scalar`.
///
/// | element | kept as | computed in |
/// |---|---|---|
/// | `Float` | itself | `Float` |
/// | `Double` | itself | `Double`, in gradient checks |
/// | `BFloat16` | the upper half of a `Float` | `Float` |
package protocol MapElement: Sendable {
  /// What kernels compute in; sums, statistics, weights and their gradients are of it.
  associatedtype Scalar: NeuralScalar
  /// Eight of them: the channels of a channel block of one pixel. All zero bits are eight zeros.
  associatedtype Vector

  /// The numbers that are kept in a vector.
  static func load(_ stored: Vector) -> SIMD8<Scalar>
  /// The vector that keeps the numbers, rounded to what it can hold.
  static func store(_ lanes: SIMD8<Scalar>) -> Vector
}

extension NeuralScalar {
  /// The vector itself.
  @inline(__always)
  package static func load(_ stored: SIMD8<Self>) -> SIMD8<Self> { stored }

  /// The lanes themselves.
  @inline(__always)
  package static func store(_ lanes: SIMD8<Self>) -> SIMD8<Self> { lanes }
}
