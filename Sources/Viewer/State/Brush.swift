/// The shapes that strokes are made of, in one slice.
enum Brush {
  /// The largest brush, in voxels of the smaller spacing.
  static let largest = 31

  /// The points between two points, both included, without gaps (Bresenham).
  static func line(from start: SlicePoint, to end: SlicePoint) -> [SlicePoint] {
    let dx = abs(end.column - start.column)
    let dy = -abs(end.row - start.row)
    let stepX = start.column < end.column ? 1 : -1
    let stepY = start.row < end.row ? 1 : -1
    var error = dx + dy
    var at = start
    var points = [at]
    points.reserveCapacity(max(dx, -dy) + 1)
    while at != end {
      let doubled = 2 * error
      if doubled >= dy {
        error += dy
        at.column += stepX
      }
      if doubled <= dx {
        error += dx
        at.row += stepY
      }
      points.append(at)
    }
    return points
  }

  /// Offsets of the voxels in a disc of a diameter: a true disc in millimetres, so that it is narrower
  /// along the axis of larger spacing. Diameter 1 is one voxel.
  ///
  /// - unitX, unitY: spacing of columns and rows in units of the smaller of both
  /// - height: how far above the middle of a ball its disc is asked for, in the same units
  static func disc(
    diameter: Int, unitX: Double, unitY: Double, height: Double = 0
  ) -> [SlicePoint] {
    guard diameter > 1 else { return height > 0 ? [] : [SlicePoint(column: 0, row: 0)] }
    // An even disc has its centre between voxels, along axes that are wide enough to have an even count.
    let radius = Double(diameter) / 2
    func shift(_ unit: Double) -> Double {
      Int((Double(diameter) / unit).rounded()) % 2 == 0 ? 0.5 : 0
    }
    let (shiftX, shiftY) = (shift(unitX), shift(unitY))
    let reach = diameter / 2 + 1
    var points: [SlicePoint] = []
    for row in -reach...reach {
      for column in -reach...reach {
        let x = (Double(column) - shiftX) * unitX
        let y = (Double(row) - shiftY) * unitY
        let isCentre = column == 0 && row == 0 && height == 0
        if isCentre || x * x + y * y + height * height <= radius * radius - 0.2 {
          points.append(SlicePoint(column: column, row: row))
        }
      }
    }
    return points
  }

  /// Offsets of the voxels in a square of a side, as `disc`; nothing where a cube does not reach as high.
  static func square(
    side: Int, unitX: Double, unitY: Double, height: Double = 0
  ) -> [SlicePoint] {
    guard height == 0 || height < Double(side) / 2 else { return [] }
    func range(_ unit: Double) -> Range<Int> {
      let count = max(1, Int((Double(side) / unit).rounded()))
      return -((count - 1) / 2)..<count - (count - 1) / 2
    }
    return range(unitY).flatMap { row in
      range(unitX).map { SlicePoint(column: $0, row: row) }
    }
  }

  /// Every point that a brush covers while its middle runs along a path; each once.
  static func sweep(_ path: [SlicePoint], with points: [SlicePoint]) -> [SlicePoint] {
    guard points != [SlicePoint(column: 0, row: 0)] else { return path }
    let (ends, sides) = (PointBox(path), PointBox(points))
    guard let ends, let sides else { return [] }
    let box = PointBox(sumOf: ends, sides)
    var isCovered = Array(repeating: false, count: box.count)
    for centre in path {
      for offset in points {
        let point = SlicePoint(column: centre.column + offset.column, row: centre.row + offset.row)
        isCovered[box.place(of: point)] = true
      }
    }
    return isCovered.indices.filter { isCovered[$0] }.map(box.point)
  }
}
