import Foundation

/// Noise clamp(s · N(0, 1), ± limit) from a table of its quantiles: a look-up a pixel instead of logarithms.
struct NoiseTable: Sendable {
  /// 4096 equally likely values, ascending.
  let values: [Float]

  static let bits = 12

  init(deviation: Double, limit: Double) {
    let count = 1 << NoiseTable.bits
    values = (0..<count).map { index in
      let quantile = NoiseTable.normalQuantile((Double(index) + 0.5) / Double(count))
      return Float(min(limit, max(-limit, deviation * quantile)))
    }
  }

  /// Where the normal distribution reaches `p`, by bisection.
  private static func normalQuantile(_ p: Double) -> Double {
    var (low, high) = (-6.0, 6.0)
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if 0.5 * erfc(-middle / 2.0.squareRoot()) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
