/// Random numbers from a key and a counter: the same key always gives the same sequence.
///
/// SplitMix64 (Steele, Lea, Flood 2014): the counter advances by the golden ratio's bits and is mixed. Keys are mixed from
/// what the numbers belong to (seed, step, image, class), so that the order of work never matters.
struct CounterGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// A generator that belongs to `parts`.
  init(_ parts: UInt64...) {
    state = parts.reduce(0) { CounterGenerator.mix($0 &+ 0x9E37_79B9_7F4A_7C15 ^ $1) }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return CounterGenerator.mix(state)
  }

  /// A number in 0 ..< `bound`; `bound` is far below 2^64, so the bias does not matter.
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// `count` different numbers in 0 ..< `bound`, ascending, every subset as likely (Floyd's algorithm).
  mutating func ranks(_ count: Int, of bound: Int) -> [Int] {
    if count >= bound { return Array(0..<bound) }
    var chosen = Set<Int>(minimumCapacity: count)
    for last in (bound - count)..<bound {
      let candidate = below(last + 1)
      chosen.insert(chosen.contains(candidate) ? last : candidate)
    }
    return chosen.sorted()
  }

  /// The finaliser of SplitMix64: also what dropout masks and starting weights are made of.
  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
