import Foundation

/// A 64-bit digest of a long stream of words, at the speed of memory: tells whether two images are the same.
///
/// Each word changes the state by a bijection, x ← (x ⊕ word) · K, then x ← x ⊕ (x >> 32). So streams that differ
/// in one word never agree, and others only by a chance of one in 2⁶⁴. It guards against accidents, not against malice.
struct ContentDigest: Equatable, Sendable {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Continues with a word.
  @inline(__always)
  mutating func update(_ word: UInt64) {
    state = (state ^ word) &* 0xFF51_AFD7_ED55_8CCD
    state ^= state >> 32
  }

  /// Continues with the number of bytes, then with the bytes as little-endian words; the last is filled up with zeros.
  mutating func update(_ bytes: [UInt8]) {
    update(UInt64(bytes.count))
    for start in stride(from: 0, to: bytes.count, by: 8) {
      var word: UInt64 = 0
      for index in (start..<min(start + 8, bytes.count)).reversed() {
        word = word << 8 | UInt64(bytes[index])
      }
      update(word)
    }
  }

  /// Continues with the bit patterns of numbers, one a word.
  mutating func update(_ numbers: [Float]) {
    numbers.withUnsafeBufferPointer { numbers in
      for number in numbers { update(UInt64(number.bitPattern)) }
    }
  }

  /// The digest so far as sixteen lower-case hexadecimal digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
