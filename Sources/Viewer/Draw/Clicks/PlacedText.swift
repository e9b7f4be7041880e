/// Text at a place of the screen, and what a click on it does: drawing and mouse both ask for the same list.
struct PlacedText {
  let text: String
  let column: Int
  let row: Int
  let ink: Ink
  /// What a click does; nil = nothing.
  var click: Click?

  /// The cells that it takes.
  var cells: CellRect { CellRect(column: column, row: row, columns: text.cells, rows: 1) }
}

extension CellGrid {
  /// Writes texts where they belong.
  ///
  /// - limit: the first column that must stay untouched
  mutating func put(_ texts: [PlacedText], limit: Int? = nil) {
    for text in texts {
      put(text.text, column: text.column, row: text.row, ink: text.ink, limit: limit)
    }
  }
}
