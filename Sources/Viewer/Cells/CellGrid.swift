/// How a cell's glyph is drawn, beside its colours.
package struct CellStyle: OptionSet, Hashable, Sendable {
  /// The bits.
  package let rawValue: UInt8

  /// A style from its bits.
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Heavier strokes.
  package static let bold = CellStyle(rawValue: 1)
  /// Foreground and background swapped.
  package static let reverse = CellStyle(rawValue: 2)
  /// A line under the glyph.
  package static let underline = CellStyle(rawValue: 4)
}

/// One character cell: a glyph with its two colours.
package struct Cell: Hashable, Sendable {
  /// The glyph as a Unicode scalar; one of two cells has `secondHalf` to its right.
  package var glyph: UInt32
  /// Colour of the glyph.
  package var foreground: PaletteIndex
  /// Colour behind the glyph.
  package var background: PaletteIndex
  /// Bold, reverse, underline.
  package var style: CellStyle

  /// A cell from its parts.
  package init(
    _ glyph: Unicode.Scalar, foreground: PaletteIndex = .standard,
    background: PaletteIndex = .standard, style: CellStyle = []
  ) {
    self.glyph = glyph.value
    self.foreground = foreground
    self.background = background
    self.style = style
  }

  /// The glyph of the right cell of a character that takes two. No Unicode scalar has this number.
  static let secondHalf: UInt32 = 0x11_0000

  /// An empty cell in the terminal's own colours.
  package static let blank = Cell(" ")
}

/// A rectangle of cells, counted from the upper left of the screen.
package struct CellRect: Hashable, Sendable {
  /// Leftmost column.
  package var column: Int
  /// Topmost row.
  package var row: Int
  /// Width in cells, never negative.
  package var columns: Int
  /// Height in cells, never negative.
  package var rows: Int

  /// A rectangle; negative extents become zero.
  package init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// The column right of the rectangle.
  package var endColumn: Int { column + columns }
  /// The row below the rectangle.
  package var endRow: Int { row + rows }

  /// Whether the cell lies inside.
  package func contains(column c: Int, row r: Int) -> Bool {
    c >= column && c < endColumn && r >= row && r < endRow
  }
}

/// A screen in memory: what `draw` makes of the state and what the terminal shows.
///
/// Writing outside the grid is clipped, so that drawing code needs no checks at small sizes.
package struct CellGrid: Equatable, Sendable {
  /// Width in cells.
  package let columns: Int
  /// Height in cells.
  package let rows: Int
  /// The cells, row by row.
  package private(set) var cells: [Cell]
  /// An empty grid.
  package init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    cells = Array(repeating: .blank, count: self.columns * self.rows)
  }

  /// The whole grid as a rectangle.
  package var bounds: CellRect { CellRect(column: 0, row: 0, columns: columns, rows: rows) }

  /// The cell at a place; reading outside gives a blank, writing outside does nothing.
  package subscript(column: Int, row: Int) -> Cell {
    get {
      guard bounds.contains(column: column, row: row) else { return .blank }
      return cells[row * columns + column]
    }
    set {
      guard bounds.contains(column: column, row: row) else { return }
      if self[column, row].glyph != newValue.glyph {
        splitWide(before: column, row)
        splitWide(before: column + 1, row)
      }
      cells[row * columns + column] = newValue
    }
  }

  /// A character of two cells that lies across the left edge of a cell goes, for half of it cannot be shown.
  private mutating func splitWide(before column: Int, _ row: Int) {
    guard column > 0, column < columns else { return }
    let at = row * columns + column
    guard cells[at].glyph == Cell.secondHalf else { return }
    cells[at].glyph = 0x20
    cells[at - 1].glyph = 0x20
  }

  /// Fills a rectangle with one cell.
  package mutating func fill(_ rect: CellRect, with cell: Cell) {
    for row in max(0, rect.row)..<max(0, min(rows, rect.endRow), rect.row) {
      splitWide(before: rect.column, row)
      splitWide(before: rect.endColumn, row)
      for column in max(0, rect.column)..<max(0, min(columns, rect.endColumn), rect.column) {
        cells[row * columns + column] = cell
      }
    }
  }

  /// The glyphs alone, one line a row, without trailing blanks.
  package var text: String {
    (0..<rows).map { row in
      var line = String.UnicodeScalarView()
      for cell in cells[row * columns..<(row + 1) * columns] where cell.glyph != Cell.secondHalf {
        line.append(Unicode.Scalar(cell.glyph) ?? " ")
      }
      while line.last == " " { line.removeLast() }
      return String(line)
    }.joined(separator: "\n")
  }
}
