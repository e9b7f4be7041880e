import Volume

/// The slices between two labelled ones, by shape: distances to the outline of each class go over linearly from one
/// slice to the other (Raya and Udupa, "Shape-based interpolation of multidimensional objects", 1990).
///
/// A pixel belongs to a class when it lies inside the outline of all classes together; which one, the largest distance
/// says. So there are no gaps between classes that touch. A class that only one of the two slices has ends in a
/// point on the other.
package struct ShapeInterpolation: Sendable {
  /// Signed distances of the pixels of the box to an outline, in millimetres, positive inside.
  private struct Shape {
    let label: UInt8
    let first: [Double]
    let last: [Double]

    func distance(_ pixel: Int, _ fraction: Double) -> Double {
      (1 - fraction) * first[pixel] + fraction * last[pixel]
    }
  }

  private let width: Int
  private let height: Int
  /// What holds all labels, and a pixel more on each side where there is one.
  private let box: Mask.Box?
  private let all: Shape?
  private let classes: [Shape]

  /// - Parameters:
  ///   - first, last: labels of two slices of the same size, 0 = background.
  ///   - spacing: millimetres from column to column and from row to row.
  package init(
    from first: Slice<UInt8>, to last: Slice<UInt8>, spacing: (column: Double, row: Double)
  ) {
    precondition(first.width == last.width && first.height == last.height, "slices of one size")
    (width, height) = (first.width, first.height)
    let drawn = Mask(
      width: width, height: height,
      values: zip(first.values, last.values).map { $0 != 0 || $1 != 0 })
    box = drawn.boundingBox.map { Self.widened($0, in: drawn) }
    guard let box else {
      (all, classes) = (nil, [])
      return
    }
    func shape(_ label: UInt8, _ isInside: (UInt8) -> Bool) -> Shape? {
      let (a, b) = (
        Self.signed(Mask(of: first, where: isInside).cropped(to: box), spacing),
        Self.signed(Mask(of: last, where: isInside).cropped(to: box), spacing)
      )
      guard let known = a ?? b else { return nil }
      // The deepest point of the one slice is where the shape ends on the other.
      let deepest = known.max() ?? 0
      let end = known.map { $0 - deepest }
      return Shape(label: label, first: a ?? end, last: b ?? end)
    }
    all = shape(0) { $0 != 0 }
    let labels = Set(first.values).union(last.values).subtracting([0])
    classes = labels.sorted().compactMap { label in shape(label) { $0 == label } }
  }

  /// The slice at a fraction of the way, 0 = the first, 1 = the last.
  package func slice(at fraction: Double) -> Slice<UInt8> {
    var result = Slice<UInt8>(
      width: width, height: height, values: Array(repeating: 0, count: width * height))
    guard let box, let all else { return result }
    for row in 0..<box.height {
      for column in 0..<box.width {
        let pixel = row * box.width + column
        guard all.distance(pixel, fraction) > 0 else { continue }
        var best = (label: UInt8(0), distance: -Double.infinity)
        for shape in classes {
          let distance = shape.distance(pixel, fraction)
          if distance > best.distance { best = (shape.label, distance) }
        }
        result[box.column + column, box.row + row] = best.label
      }
    }
    return result
  }

  private static func widened(_ box: Mask.Box, in mask: Mask) -> Mask.Box {
    let (left, top) = (max(0, box.column - 1), max(0, box.row - 1))
    let right = min(mask.width, box.column + box.width + 1)
    let bottom = min(mask.height, box.row + box.height + 1)
    return (left, top, right - left, bottom - top)
  }

  /// Signed distances to the outline of a mask; nil where it is empty.
  private static func signed(_ mask: Mask, _ spacing: (column: Double, row: Double)) -> [Double]? {
    guard mask.values.contains(true) else { return nil }
    let size = GridSize(i: mask.width, j: mask.height, k: 1)
    let step = SIMD3(spacing.column, spacing.row, 1)
    let inside = DistanceTransform.distances(
      to: mask.complement.values, size: size, spacing: step)
    let outside = DistanceTransform.distances(to: mask.values, size: size, spacing: step)
    // Distances are from middle to middle: the outline lies half a pixel nearer. A mask that fills the box has no outline.
    let half = min(spacing.column, spacing.row) / 2
    let most = Double(mask.width) * spacing.column + Double(mask.height) * spacing.row
    return mask.values.indices.map { pixel in
      mask.values[pixel] ? min(most, inside[pixel]) - half : half - outside[pixel]
    }
  }
}
