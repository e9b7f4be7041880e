import Foundation

/// A small seeded generator (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014): the same seed gives the same numbers on every machine.
public struct SplitMix64: RandomNumberGenerator, Codable, Hashable, Sendable {
  private var state: UInt64

  /// A generator that starts at a seed.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in 0..<1, all 53 bits of it random.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in a half-open range.
  public mutating func uniform(in range: Range<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A number from the normal distribution of mean 0 and deviation 1 (Box and Muller; draws two numbers).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// A generator whose numbers are unrelated to this one's, for a part that draws an unknown number.
  public mutating func split() -> SplitMix64 { SplitMix64(seed: next() ^ 0x6A09_E667_F3BC_C909) }
}
