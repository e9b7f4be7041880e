/// Where what is looked for stands on a page.
struct SearchMarks {
  let search: PageSearch
  let theme: Theme

  /// Marks every place of some rows that has the text.
  func draw(on grid: inout CellGrid, _ rect: CellRect) {
    let wanted = Array(search.text.lowercased().unicodeScalars.map(\.value))
    guard !wanted.isEmpty, wanted.count <= rect.columns else { return }
    for row in rect.row..<rect.endRow {
      let line = (rect.column..<rect.endColumn).map { lowered(grid[$0, row].glyph) }
      var place = 0
      while place + wanted.count <= line.count {
        guard line[place..<place + wanted.count].elementsEqual(wanted) else {
          place += 1
          continue
        }
        grid.tint(
          CellRect(column: rect.column + place, row: row, columns: wanted.count, rows: 1),
          ink: theme.found)
        place += wanted.count
      }
    }
  }

  private func lowered(_ glyph: UInt32) -> UInt32 {
    guard let scalar = Unicode.Scalar(glyph) else { return glyph }
    let small = scalar.properties.lowercaseMapping.unicodeScalars
    return small.count == 1 ? small.first?.value ?? glyph : glyph
  }
}
