/// CRC-32 (the one of zip and PNG, polynomial 0xEDB88320): tells a torn or altered record from a whole one.
///
/// It guards against accidents, not against malice.
package struct Checksum: Sendable, Equatable {
  private var state: UInt32 = 0xFFFF_FFFF

  /// The checksum of nothing.
  package init() {}

  /// The checksum of `bytes`.
  package init(of bytes: some Sequence<UInt8>) {
    update(bytes)
  }

  /// Continues with `bytes`.
  package mutating func update(_ bytes: some Sequence<UInt8>) {
    var register = state
    for byte in bytes {
      register = Self.table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ (register >> 8)
    }
    state = register
  }

  /// The value so far.
  package var value: UInt32 { ~state }

  /// The value so far as eight lower-case hexadecimal digits.
  package var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static let table: [UInt32] = (0..<256).map { index in
    var register = UInt32(index)
    for _ in 0..<8 {
      register = register & 1 == 1 ? 0xEDB8_8320 ^ (register >> 1) : register >> 1
    }
    return register
  }
}
