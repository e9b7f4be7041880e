/// Lines that keep to multiples of 45 degrees, counted in voxels of the slice: then every step is one voxel along a row,
/// a column or a diagonal, whatever the spacing.
enum StraightLine {
  /// The end of the line that is nearest in direction to one from a point to another; it stays within the slice.
  static func end(
    from start: SlicePoint, to point: SlicePoint, columns: Int, rows: Int
  ) -> SlicePoint {
    let (dx, dy) = (point.column - start.column, point.row - start.row)
    let (wide, high) = (abs(dx), abs(dy))
    // Half way between two directions lie 22.5 degrees, whose tangent is about 0.414.
    if Double(high) <= Double(wide) * 0.41421 {
      return SlicePoint(column: point.column, row: start.row)
    }
    if Double(wide) <= Double(high) * 0.41421 {
      return SlicePoint(column: start.column, row: point.row)
    }
    let steps = min(
      (wide + high + 1) / 2, room(start.column, dx, columns), room(start.row, dy, rows))
    return SlicePoint(
      column: start.column + dx.signum() * steps, row: start.row + dy.signum() * steps)
  }

  /// Steps from a place to the edge of a side of so many voxels.
  static func room(_ place: Int, _ direction: Int, _ count: Int) -> Int {
    max(0, direction > 0 ? count - 1 - place : place)
  }
}

/// A straight line that the mouse is drawing: nothing is painted before the button goes up, so that a way back leaves
/// nothing behind.
struct StraightDrag: Equatable, Sendable {
  /// Where the button went down.
  let start: SlicePoint
  /// What the line will paint; 0 erases.
  let label: UInt8
}
