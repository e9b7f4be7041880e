/// How a cell's glyph is drawn, beside its colours.
public struct CellStyle: OptionSet, Hashable, Sendable {
  /// The bits, as `ink_put` takes them.
  public let rawValue: UInt8

  /// A style from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Heavier strokes.
  public static let bold = CellStyle(rawValue: 1)
  /// Foreground and background swapped.
  public static let reverse = CellStyle(rawValue: 2)
  /// A line under the glyph.
  public static let underline = CellStyle(rawValue: 4)
}

/// One character cell: a glyph with its two colours.
public struct Cell: Hashable, Sendable {
  /// The glyph as a Unicode scalar of width one.
  public var glyph: UInt32
  /// Colour of the glyph.
  public var foreground: PaletteIndex
  /// Colour behind the glyph.
  public var background: PaletteIndex
  /// Bold, reverse, underline.
  public var style: CellStyle

  /// A cell from its parts.
  public init(
    _ glyph: Unicode.Scalar, foreground: PaletteIndex = .standard,
    background: PaletteIndex = .standard, style: CellStyle = []
  ) {
    self.glyph = glyph.value
    self.foreground = foreground
    self.background = background
    self.style = style
  }

  /// An empty cell in the terminal's own colours.
  public static let blank = Cell(" ")
}

/// A rectangle of cells, counted from the upper left of the screen.
public struct CellRect: Hashable, Sendable {
  /// Leftmost column.
  public var column: Int
  /// Topmost row.
  public var row: Int
  /// Width in cells, never negative.
  public var columns: Int
  /// Height in cells, never negative.
  public var rows: Int

  /// A rectangle; negative extents become zero.
  public init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// The column right of the rectangle.
  public var endColumn: Int { column + columns }
  /// The row below the rectangle.
  public var endRow: Int { row + rows }

  /// Whether the cell lies inside.
  public func contains(column c: Int, row r: Int) -> Bool {
    c >= column && c < endColumn && r >= row && r < endRow
  }
}

/// A screen in memory: what `draw` makes of the state and what the terminal shows.
///
/// Writing outside the grid is clipped, so that drawing code needs no checks at small sizes.
public struct CellGrid: Equatable, Sendable {
  /// Width in cells.
  public let columns: Int
  /// Height in cells.
  public let rows: Int
  /// The cells, row by row.
  public private(set) var cells: [Cell]

  /// An empty grid.
  public init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    cells = Array(repeating: .blank, count: self.columns * self.rows)
  }

  /// The whole grid as a rectangle.
  public var bounds: CellRect { CellRect(column: 0, row: 0, columns: columns, rows: rows) }

  /// The cell at a place; reading outside gives a blank, writing outside does nothing.
  public subscript(column: Int, row: Int) -> Cell {
    get {
      guard bounds.contains(column: column, row: row) else { return .blank }
      return cells[row * columns + column]
    }
    set {
      guard bounds.contains(column: column, row: row) else { return }
      cells[row * columns + column] = newValue
    }
  }

  /// Fills a rectangle with one cell.
  public mutating func fill(_ rect: CellRect, with cell: Cell) {
    for row in max(0, rect.row)..<max(0, min(rows, rect.endRow), rect.row) {
      for column in max(0, rect.column)..<max(0, min(columns, rect.endColumn), rect.column) {
        cells[row * columns + column] = cell
      }
    }
  }

  /// The glyphs alone, one line a row, without trailing blanks.
  public var text: String {
    (0..<rows).map { row in
      var line = String.UnicodeScalarView()
      for cell in cells[row * columns..<(row + 1) * columns] {
        line.append(Unicode.Scalar(cell.glyph) ?? " ")
      }
      while line.last == " " { line.removeLast() }
      return String(line)
    }.joined(separator: "\n")
  }
}
