import CZlib

/// CRC-32 (the one of zip and PNG, by zlib): tells a torn or altered record from a whole one.
///
/// It guards against accidents, not against malice.
package struct Checksum: Sendable, Equatable {
  private var state: UInt = 0

  /// The checksum of nothing.
  package init() {}

  /// The checksum of `bytes`.
  package init(of bytes: some Sequence<UInt8>) {
    update(bytes)
  }

  /// Continues with `bytes`.
  package mutating func update(_ bytes: some Sequence<UInt8>) {
    let bytes = Array(bytes)
    state = crc32_z(state, bytes, bytes.count)
  }

  /// The value so far.
  package var value: UInt32 { UInt32(truncatingIfNeeded: state) }

  /// The value so far as eight lower-case hexadecimal digits.
  package var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
