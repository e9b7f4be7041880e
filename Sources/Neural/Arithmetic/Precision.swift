/// Numbers in which the engine keeps feature maps and the weights of its convolutions. Sums, statistics, losses and the
/// optimiser are in 32 bits either way.
package enum Precision: String, CaseIterable, Codable, Sendable {
  /// IEEE single precision.
  case float32
  /// The upper half of single precision: 8 bits of exponent, 7 of mantissa.
  case bfloat16

  /// Bits of a number.
  package var bits: Int { self == .float32 ? 32 : 16 }
}
