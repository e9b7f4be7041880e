/// A set of pixels of a slice.
package typealias Mask = Slice<Bool>

extension Slice where Element == Bool {
  /// The pixels whose label fulfils a condition.
  package init(of labels: Slice<UInt8>, where isInside: (UInt8) -> Bool) {
    self.init(
      width: labels.width, height: labels.height, values: labels.values.map(isInside))
  }

  /// A rectangle of a slice.
  package typealias Box = (column: Int, row: Int, width: Int, height: Int)

  /// The smallest rectangle that holds all pixels; nil for none.
  package var boundingBox: Box? {
    var (left, right, top, bottom) = (width, -1, height, -1)
    for row in 0..<height {
      for column in 0..<width where self[column, row] {
        (left, right) = (Swift.min(left, column), Swift.max(right, column))
        (top, bottom) = (Swift.min(top, row), Swift.max(bottom, row))
      }
    }
    return right < 0 ? nil : (left, top, right - left + 1, bottom - top + 1)
  }

  /// The part in a rectangle.
  package func cropped(to box: Box) -> Mask {
    var values: [Bool] = []
    values.reserveCapacity(box.width * box.height)
    for row in box.row..<box.row + box.height {
      for column in box.column..<box.column + box.width { values.append(self[column, row]) }
    }
    return Mask(width: box.width, height: box.height, values: values)
  }

  /// No pixels, of another region's size.
  package static func empty(like other: Mask) -> Mask {
    Mask(
      width: other.width, height: other.height,
      values: [Bool](repeating: false, count: other.values.count))
  }

  /// The number of pixels.
  package var area: Int { values.count { $0 } }

  /// The pixels of both.
  package func intersection(_ other: Mask) -> Mask {
    Mask(
      width: width, height: height, values: zip(values, other.values).map { $0 && $1 })
  }

  /// The other pixels.
  package var complement: Mask { Mask(width: width, height: height, values: values.map { !$0 }) }

  /// Whether a pixel lies in the slice and in the region.
  package func holds(_ column: Int, _ row: Int) -> Bool {
    column >= 0 && column < width && row >= 0 && row < height && self[column, row]
  }

  /// Every pixel that has a pixel of the region in the 3 x 3 square around it.
  package func dilated() -> Mask {
    var result = self
    for row in 0..<height {
      for column in 0..<width where !self[column, row] {
        result[column, row] = Mask.square.contains { holds(column + $0.0, row + $0.1) }
      }
    }
    return result
  }

  /// The pixels whose whole 3 x 3 square lies in the region; outside the slice counts as outside.
  package func eroded() -> Mask {
    var result = self
    for row in 0..<height {
      for column in 0..<width where self[column, row] {
        result[column, row] = Mask.square.allSatisfy { holds(column + $0.0, row + $0.1) }
      }
    }
    return result
  }

  /// Squared distance in pixels of every pixel to the nearest one outside the region; what lies outside the
  /// slice is outside the region too.
  package var squaredDepth: [Double] {
    let (wide, high) = (width + 2, height + 2)
    var outside = [Bool](repeating: true, count: wide * high)
    for row in 0..<height {
      for column in 0..<width { outside[(row + 1) * wide + column + 1] = !self[column, row] }
    }
    let depth = DistanceTransform.squared(to: outside, size: GridSize(i: wide, j: high, k: 1))
    return (0..<values.count).map { depth[($0 / width + 1) * wide + $0 % width + 1] }
  }

  /// The eight steps to the neighbours of a pixel, in scan order.
  package static var square: [(Int, Int)] {
    [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)]
  }
}
