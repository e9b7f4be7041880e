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
  static func disc(diameter: Int, unitX: Double, unitY: Double) -> [SlicePoint] {
    guard diameter > 1 else { return [SlicePoint(column: 0, row: 0)] }
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
        let isCentre = column == 0 && row == 0
        if isCentre || x * x + y * y <= radius * radius - 0.2 {
          points.append(SlicePoint(column: column, row: row))
        }
      }
    }
    return points
  }

  /// Every point that a disc covers while its middle runs along a path; each once.
  static func sweep(_ path: [SlicePoint], disc: [SlicePoint]) -> [SlicePoint] {
    guard disc.count > 1 else { return path }
    var seen: Set<SlicePoint> = []
    var points: [SlicePoint] = []
    for centre in path {
      for offset in disc {
        let point = SlicePoint(
          column: centre.column + offset.column, row: centre.row + offset.row)
        if seen.insert(point).inserted { points.append(point) }
      }
    }
    return points
  }
}
