import Volume

/// Lines over a common horizontal axis, with values on the left and, for some, on the right.
package struct Chart: Sendable {
  /// The axis that a line is measured on.
  package enum Side: Sendable {
    case left, right
  }

  /// One line.
  package struct Series: Sendable {
    /// What the legend calls it.
    package let name: String
    /// Its colour.
    package let colour: RGB
    /// Places with ascending x, the horizontal value; y is the value on the line's axis.
    package let points: [SIMD2<Double>]
    /// Its axis.
    package let side: Side
    /// Whether every point is marked: for few points far apart.
    package let isMarked: Bool

    /// A line through points; those that are not finite are left out.
    package init(
      name: String, colour: RGB, points: [SIMD2<Double>], side: Side = .left,
      isMarked: Bool = false
    ) {
      self.name = name
      self.colour = colour
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
      self.side = side
      self.isMarked = isMarked
    }
  }

  /// Some neighbouring points of a line, drawn as one.
  struct Bin: Equatable {
    var mean: SIMD2<Double>
    var low: Double
    var high: Double
  }

  /// Written above.
  package var title: String
  /// What the horizontal axis counts.
  package var bottom: String
  /// What the left axis counts.
  package var left: String
  /// What the right axis counts, where a line is measured on it.
  package var right: String
  /// The lines, later ones drawn over earlier ones.
  package var series: [Series]

  /// A chart of lines.
  package init(title: String, bottom: String, left: String, right: String, series: [Series]) {
    (self.title, self.bottom, self.left, self.right) = (title, bottom, left, right)
    self.series = series
  }

  /// At most `count` bins of equal width in x, each the mean of its points; empty ones are left out.
  static func bins(_ points: [SIMD2<Double>], from low: Double, to high: Double, count: Int)
    -> [Bin]
  {
    guard high > low, count > 0 else {
      return points.map { Bin(mean: $0, low: $0.y, high: $0.y) }
    }
    var sums: [Int: (sum: SIMD2<Double>, count: Double, low: Double, high: Double)] = [:]
    for point in points {
      let place = min(count - 1, max(0, Int((point.x - low) / (high - low) * Double(count))))
      let old = sums[place] ?? (.zero, 0, point.y, point.y)
      sums[place] = (old.sum + point, old.count + 1, min(old.low, point.y), max(old.high, point.y))
    }
    return sums.sorted { $0.key < $1.key }.map { _, bin in
      Bin(mean: bin.sum / bin.count, low: bin.low, high: bin.high)
    }
  }
}
