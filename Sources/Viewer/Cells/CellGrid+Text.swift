extension CellGrid {
  /// Writes text from a place to the right and returns the column after it.
  ///
  /// Every scalar takes one cell: the viewer writes no combining or double-width characters of its own, and
  /// control characters and those of unknown width (names of files and labels may hold them) become `?`.
  ///
  /// - limit: the first column that must stay untouched; the end of the grid when nil
  @discardableResult
  package mutating func put(
    _ text: some StringProtocol, column: Int, row: Int, ink: Ink, limit: Int? = nil
  ) -> Int {
    let end = min(limit ?? columns, columns)
    var at = column
    for scalar in text.unicodeScalars {
      guard at < end else { break }
      self[at, row] = Cell(
        scalar.isPlainCell ? scalar : "?", foreground: ink.foreground,
        background: ink.background, style: ink.style)
      at += 1
    }
    return max(at, column)
  }

  /// Writes text so that it ends before `endColumn`; cut at its front when it is too long.
  package mutating func putRight(
    _ text: String, endColumn: Int, row: Int, ink: Ink, from start: Int = 0
  ) {
    let room = max(0, endColumn - start)
    let shown = text.unicodeScalars.count > room ? String(text.suffix(room)) : text
    put(shown, column: endColumn - shown.unicodeScalars.count, row: row, ink: ink)
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

extension Unicode.Scalar {
  /// Whether the scalar surely takes exactly one cell: printable Latin, Greek, Cyrillic, arrows, lines,
  /// blocks and braille.
  var isPlainCell: Bool {
    switch value {
    case 0x20..<0x7F, 0xA1..<0xAD, 0xAE..<0x300, 0x370..<0x483, 0x48A..<0x530: return true
    case 0x2010..<0x2028, 0x2030..<0x205F, 0x2190..<0x2200, 0x2500..<0x25FD: return true
    case 0x2800..<0x2900: return true
    default: return false
    }
  }
}

extension String {
  /// The text cut to a number of cells, with an ellipsis in place of what is missing.
  func shortened(to cells: Int, ellipsis: String) -> String {
    guard unicodeScalars.count > cells else { return self }
    guard cells > ellipsis.count else { return String(prefix(max(0, cells))) }
    return prefix(cells - ellipsis.count) + ellipsis
  }

  /// The text filled with blanks on the right, or cut, to exactly this many cells.
  func padded(to cells: Int) -> String {
    let length = unicodeScalars.count
    return length < cells
      ? self + String(repeating: " ", count: cells - length) : String(prefix(cells))
  }
}
