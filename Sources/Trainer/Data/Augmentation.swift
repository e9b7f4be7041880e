import Foundation
import Volume

/// One draw of the geometric and intensity variation of a crop.
///
/// Student and teacher see the same draw, so that their predictions belong to the same pixels.
struct Augmentation: Equatable, Sendable {
  /// From a pixel of the crop, counted from its centre, to a place in the slice, counted from the crop's centre
  /// there: (columnPerColumn, columnPerRow, rowPerColumn, rowPerRow), in pixels.
  var matrix: SIMD4<Float>
  /// Exponent of intensities 0…1.
  var gamma: Float

  /// Nothing varied.
  static let identity = Augmentation(matrix: SIMD4(1, 0, 0, 1), gamma: 1)

  /// - aspect: millimetres between rows / millimetres between columns: a turn is one in millimetres.
  init(_ settings: AugmentationSettings, aspect: Double, random: inout SplitMix64) {
    // Every number is drawn whether or not it is used, so that one option does not change the others' draws.
    let turned = random.uniform() < settings.quarterTurn
    let quarters = Int(random.next() % 4)
    let mirrored = (
      columns: random.uniform() < settings.flip, rows: random.uniform() < settings.flip
    )
    let degrees = random.uniform(in: -1..<1) * settings.rotation
    let magnification = 1 + random.uniform(in: -1..<1) * settings.scale
    gamma = Float(1 + random.uniform(in: -1..<1) * settings.gamma)

    let angle = (degrees + (turned ? Double(quarters) * 90 : 0)) * .pi / 180
    let (sine, cosine) = (sin(angle), cos(angle))
    let columns = (mirrored.columns ? -1.0 : 1) / magnification
    let rows = (mirrored.rows ? -1.0 : 1) / magnification
    matrix = SIMD4(
      Float(cosine * columns), Float(-sine * aspect * rows), Float(sine / aspect * columns),
      Float(cosine * rows))
  }

  private init(matrix: SIMD4<Float>, gamma: Float) {
    self.matrix = matrix
    self.gamma = gamma
  }
}

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
