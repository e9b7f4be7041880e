extension CellGrid {
  /// Writes text from a place to the right and returns the column after it.
  ///
  /// A scalar takes one cell, an East Asian one two; see `shownScalars` for what is written in place of others.
  ///
  /// - limit: the first column that must stay untouched; the end of the grid when nil
  @discardableResult
  package mutating func put(
    _ text: some StringProtocol, column: Int, row: Int, ink: Ink, limit: Int? = nil
  ) -> Int {
    let end = min(limit ?? columns, columns)
    var at = column
    for scalar in text.shownScalars {
      guard at < end else { break }
      var cell = Cell(
        scalar, foreground: ink.foreground, background: ink.background, style: ink.style)
      let isWide = CellWidth.isWide(scalar)
      // Half a character cannot be shown.
      let isWhole = at >= 0 && at + 1 < end
      if isWide, !isWhole { cell.glyph = 0x20 }
      self[at, row] = cell
      at += 1
      guard isWide, at < end else { continue }
      if isWhole { cell.glyph = Cell.secondHalf }
      self[at, row] = cell
      at += 1
    }
    return max(at, column)
  }

  /// Writes text so that it ends before `endColumn`; cut at its front when it is too long.
  package mutating func putRight(
    _ text: String, endColumn: Int, row: Int, ink: Ink, from start: Int = 0
  ) {
    let room = max(0, endColumn - start)
    let shown = text.suffix(cells: room)
    put(shown, column: endColumn - shown.cells, row: row, ink: ink)
  }

  /// Changes colours and style of cells that are already written.
  package mutating func tint(_ rect: CellRect, ink: Ink) {
    for row in rect.row..<rect.endRow {
      for column in rect.column..<rect.endColumn {
        var cell = self[column, row]
        cell.foreground = ink.foreground
        cell.background = ink.background
        cell.style = ink.style
        self[column, row] = cell
      }
    }
  }
}

/// Colours and style that text is written with.
package struct Ink: Hashable, Sendable {
  /// Colour of the glyphs.
  package var foreground: PaletteIndex
  /// Colour behind them.
  package var background: PaletteIndex
  /// Bold, reverse, underline.
  package var style: CellStyle

  /// An ink from its parts.
  package init(
    _ foreground: PaletteIndex = .standard, on background: PaletteIndex = .standard,
    style: CellStyle = []
  ) {
    self.foreground = foreground
    self.background = background
    self.style = style
  }

  /// The same ink in bold.
  package var bold: Ink { Ink(foreground, on: background, style: style.union(.bold)) }
}
