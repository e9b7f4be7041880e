/// Curves over cells: braille dots, two columns and four rows of them a cell, or letters.
struct CurvePlot {
  /// A curve: values between 0 (bottom) and 1 (top) over places between 0 (left) and 1 (right), which rise.
  struct Curve {
    let ink: Ink
    let letter: Unicode.Scalar
    let points: [(x: Double, y: Double)]
  }

  private let columns: Int, rows: Int
  private let isDotted: Bool
  private var dots: [UInt8]
  private var inks: [Ink?]
  private var letters: [Unicode.Scalar]

  init(columns: Int, rows: Int, isDotted: Bool) {
    (self.columns, self.rows, self.isDotted) = (columns, rows, isDotted)
    dots = Array(repeating: 0, count: columns * rows)
    inks = Array(repeating: nil, count: columns * rows)
    letters = Array(repeating: " ", count: columns * rows)
  }

  /// Adds a curve over those before it.
  mutating func add(_ curve: Curve) {
    let (width, height) = isDotted ? (2 * columns, 4 * rows) : (columns, rows)
    var last: (column: Int, row: Double)?
    for (column, value) in Self.means(curve.points, places: width) {
      let row = (1 - max(0, min(1, value))) * Double(height - 1)
      let start = last ?? (column, row)
      for at in start.column...column {
        let share =
          column > start.column ? Double(at - start.column) / Double(column - start.column) : 1
        let here = start.row + share * (row - start.row)
        mark(at, Int(here.rounded()), curve)
      }
      // A step that is steep is a line and no two dots.
      if isDotted, column == start.column + 1 {
        let (low, high) = (min(start.row, row).rounded(), max(start.row, row).rounded())
        for between in Int(low)...Int(high) { mark(column, between, curve) }
      }
      last = (column, row)
    }
  }

  /// The mean of the values at every place that has some.
  private static func means(_ points: [(x: Double, y: Double)], places: Int) -> [(Int, Double)] {
    var means: [(Int, Double)] = []
    var sum = 0.0
    var count = 0
    var place = 0
    for point in points {
      let here = Int((max(0, min(1, point.x)) * Double(places - 1)).rounded())
      if here != place, count > 0 {
        means.append((place, sum / Double(count)))
        (sum, count) = (0, 0)
      }
      place = here
      sum += point.y
      count += 1
    }
    return count > 0 ? means + [(place, sum / Double(count))] : means
  }

  private mutating func mark(_ column: Int, _ row: Int, _ curve: Curve) {
    let cell = isDotted ? (row / 4) * columns + column / 2 : row * columns + column
    guard dots.indices.contains(cell) else { return }
    if isDotted { dots[cell] |= Self.dots[row % 4][column % 2] }
    letters[cell] = curve.letter
    inks[cell] = curve.ink
  }

  /// The bits of a braille cell by row and column.
  private static let dots: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  func draw(on grid: inout CellGrid, column: Int, row: Int) {
    for at in inks.indices {
      guard let ink = inks[at] else { continue }
      let glyph = isDotted ? Unicode.Scalar(0x2800 + UInt32(dots[at])) ?? " " : letters[at]
      grid.put(
        String(Character(glyph)), column: column + at % columns, row: row + at / columns, ink: ink)
    }
  }
}
