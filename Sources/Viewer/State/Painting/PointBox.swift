/// The smallest box around points of a slice, and where they lie in an array that stands for it.
struct PointBox: Equatable, Sendable {
  /// Columns and rows of the box.
  let columns: ClosedRange<Int>
  let rows: ClosedRange<Int>

  /// The box around points, with a border on every side; nil without points.
  init?(_ points: [SlicePoint], border: Int = 0) {
    guard let first = points.first else { return nil }
    var (left, right, top, bottom) = (first.column, first.column, first.row, first.row)
    for point in points {
      left = min(left, point.column)
      right = max(right, point.column)
      top = min(top, point.row)
      bottom = max(bottom, point.row)
    }
    columns = left - border...right + border
    rows = top - border...bottom + border
  }

  /// A box of columns and rows.
  init(columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
    self.columns = columns
    self.rows = rows
  }

  /// What one box covers while its middle lies anywhere in another.
  init(sumOf one: PointBox, _ other: PointBox) {
    columns =
      one.columns.lowerBound + other.columns.lowerBound...one.columns.upperBound
      + other.columns.upperBound
    rows =
      one.rows.lowerBound + other.rows.lowerBound...one.rows.upperBound + other.rows.upperBound
  }

  /// How many points it holds.
  var count: Int { columns.count * rows.count }

  /// The place of a point that lies in it.
  func place(of point: SlicePoint) -> Int {
    (point.row - rows.lowerBound) * columns.count + point.column - columns.lowerBound
  }

  /// The point at a place.
  func point(_ place: Int) -> SlicePoint {
    SlicePoint(
      column: columns.lowerBound + place % columns.count,
      row: rows.lowerBound + place / columns.count)
  }
}
