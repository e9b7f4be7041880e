import Foundation
import Volume

/// The scribble that says "none of the classes" on a slice.
enum BackgroundScribble {
  /// Draws a ring around all classes at a distance of a fifth to two fifths of their radius, at least 3
  /// pixels, wavering as hands do. Where no ring fits into the slice, draws the skeleton of the background.
  static func draw(around organ: Mask, _ random: inout SplitMix64) -> Mask {
    let background = organ.complement
    guard background.area > 0 else { return .empty(like: organ) }
    guard organ.area > 0 else { return Skeleton.thin(background) }
    let ring = ring(around: organ, &random)
    if ring.area >= 8 { return ring }
    return Skeleton.thin(background)
  }

  private static func ring(around organ: Mask, _ random: inout SplitMix64) -> Mask {
    let distance = background(of: organ)
    let middle = middle(of: organ)
    let radius = (Double(organ.area) / Double.pi).squareRoot()
    let mean = max(5, radius * random.uniform(in: 0.2..<0.4))
    let waves = (1...3).map { count in
      (
        Double(count), random.uniform(in: 0..<0.3) / Double(count),
        random.uniform(in: 0..<(2 * Double.pi))
      )
    }
    var ring = Mask.empty(like: organ)
    for row in 0..<organ.height {
      for column in 0..<organ.width {
        let angle = atan2(Double(row) - middle.y, Double(column) - middle.x)
        let wave = waves.reduce(1) { $0 + $1.1 * cos($1.0 * angle + $1.2) }
        let wanted = max(3, mean * wave)
        let found = distance[row * organ.width + column]
        ring[column, row] = abs(found - wanted) <= 0.75
      }
    }
    return ring
  }

  /// Distance in pixels from the organ.
  private static func background(of organ: Mask) -> [Double] {
    DistanceTransform.distances(
      to: organ.values, size: GridSize(i: organ.width, j: organ.height, k: 1))
  }

  private static func middle(of organ: Mask) -> SIMD2<Double> {
    var (sum, count) = (SIMD2<Double>.zero, 0.0)
    for row in 0..<organ.height {
      for column in 0..<organ.width where organ[column, row] {
        sum += SIMD2(Double(column), Double(row))
        count += 1
      }
    }
    return sum / max(1, count)
  }
}
