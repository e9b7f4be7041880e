import Testing

@testable import Neural

/// Numbers as bfloat16 maps keep them.
@Suite struct BFloat16Tests {
  private func stored(_ x: Float) -> UInt16 { BFloat16.store(SIMD8(repeating: x))[3] }
  private func loaded(_ bits: UInt16) -> Float { BFloat16.load(SIMD8(repeating: bits))[5] }

  @Test func everyPatternComesBack() {
    for first in stride(from: 0, to: 65_536, by: 8) {
      var bits = SIMD8<UInt16>()
      for lane in 0..<8 { bits[lane] = UInt16(first + lane) }
      let numbers = BFloat16.load(bits)
      let back = BFloat16.store(numbers)
      for lane in 0..<8 {
        #expect(numbers[lane].bitPattern == UInt32(bits[lane]) << 16)
        if numbers[lane].isNaN {
          // Quiet, all else as it was.
          #expect(back[lane] == bits[lane] | 0x40)
        } else {
          #expect(back[lane] == bits[lane])
        }
      }
    }
  }

  @Test func theMiddleIsRoundedToEven() {
    // 1 + 2^-8 lies between 1 and 1 + 2^-7; 1 + 3 · 2^-8 between 1 + 2^-7 and 1 + 2^-6.
    #expect(loaded(stored(1 + 0x1p-8)) == 1)
    #expect(loaded(stored(1 + 0x1p-8 + 0x1p-23)) == 1 + 0x1p-7)
    #expect(loaded(stored(1 + 0x3p-8)) == 1 + 0x1p-6)
    #expect(loaded(stored(1 + 0x3p-8 - 0x1p-23)) == 1 + 0x1p-7)
    #expect(loaded(stored(-1 - 0x3p-8)) == -1 - 0x1p-6)
  }

  @Test func everyNumberGoesToItsNearest() {
    var random = CounterGenerator(17)
    for _ in 0..<20_000 {
      let x = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      guard x.isFinite else { continue }
      let down = loaded(UInt16(x.bitPattern >> 16))
      let up = loaded(UInt16(x.bitPattern >> 16) + 1)
      let (low, high) = (abs(Double(x) - Double(down)), abs(Double(up) - Double(x)))
      #expect(loaded(stored(x)) == (low < high ? down : up) || low == high, "\(x)")
    }
  }

  @Test func theEndsOfTheRange() {
    #expect(loaded(stored(.infinity)) == .infinity)
    #expect(loaded(stored(-.infinity)) == -.infinity)
    #expect(loaded(stored(.greatestFiniteMagnitude)) == .infinity)
    #expect(loaded(stored(0x1.FEp127)) == 0x1.FEp127)
    #expect(stored(-0.0) == 0x8000)
    #expect(loaded(stored(0x1p-133)) == 0x1p-133)
    #expect(loaded(stored(.leastNonzeroMagnitude)) == 0)
    for bits: UInt32 in [0x7F80_0001, 0x7FFF_FFFF, 0xFF80_0001, 0xFFFF_FFFF, 0x7FC0_0000] {
      #expect(loaded(stored(Float(bitPattern: bits))).isNaN, "\(bits)")
    }
  }

  @Test func lanesKeepTheirPlaces() {
    let numbers = SIMD8<Float>(1, -2, .nan, 4, .infinity, -0.5, 0, 3)
    let back = BFloat16.load(BFloat16.store(numbers))
    for lane in 0..<8 where lane != 2 { #expect(back[lane] == numbers[lane]) }
    #expect(back[2].isNaN)
  }
}
