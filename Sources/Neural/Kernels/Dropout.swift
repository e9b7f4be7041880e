/// Element-wise dropout whose mask is computed, not stored: a counter-based generator gives the same mask in the
/// forward and the backward pass.
///
/// The rate is rounded to 1/256, since one 64-bit number decides over the eight channels of a pixel.
struct Dropout<Scalar: NeuralScalar> {
  /// Key of this layer in this step.
  let key: UInt64
  /// A channel is dropped where its byte is below this: 0 (never) … 255.
  let threshold: Scalar
  /// 1 / (1 - rate).
  let gain: Scalar

  /// - Parameter rate: probability of dropping an element, 0 ≤ rate < 1.
  init(rate: Float, seed: UInt64, step: Int, layer: Int) {
    let bytes = (rate * 256).rounded()
    threshold = Scalar(bytes)
    gain = 256 / (256 - Scalar(bytes))
    key =
      CounterGenerator.mix(seed &+ UInt64(step) &* 0x9E37_79B9_7F4A_7C15) ^ (UInt64(layer) << 40)
  }

  var isActive: Bool { threshold > 0 }

  /// Factors (0 or gain) of the eight channels of a pixel; `counter` is unique within the layer.
  @inline(__always)
  func factors(_ counter: Int) -> Lanes<Scalar> {
    let bits = CounterGenerator.mix(
      key &+ UInt64(truncatingIfNeeded: counter) &* 0x9E37_79B9_7F4A_7C15)
    let bytes = unsafeBitCast(bits, to: SIMD8<UInt8>.self)
    return Scalar.select(
      .zero, Lanes(repeating: gain), where: Lanes<Scalar>(bytes),
      isBelow: Lanes(repeating: threshold))
  }
}
