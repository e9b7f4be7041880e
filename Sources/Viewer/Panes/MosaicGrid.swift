/// Which slices a mosaic shows, and where: as many as there is room for, each as large as that leaves.
struct MosaicGrid {
  /// Cells that a slice has at least, with its title.
  private static let smallest = (columns: 20, rows: 10)

  /// Slices beside each other.
  let columns: Int
  /// The slices on the screen.
  let slices: Range<Int>
  private let area: CellRect
  private let tile: (columns: Int, rows: Int)

  /// - slice: that is to be among them; more than the screen holds are shown page by page.
  init(_ area: CellRect, of extent: Tiling.Extent, slices count: Int, around slice: Int) {
    self.area = area
    let most = (
      columns: max(1, area.columns / Self.smallest.columns),
      rows: max(1, area.rows / Self.smallest.rows)
    )
    func size(_ columns: Int, _ rows: Int) -> (columns: Int, rows: Int) {
      (area.columns / columns, area.rows / rows)
    }
    var best = (columns: most.columns, rows: most.rows, scale: -1.0)
    for columns in 1...most.columns {
      let rows = max(1, (count + columns - 1) / columns)
      guard rows <= most.rows else { continue }
      let tile = size(columns, rows)
      let scale = extent.scale(columns: tile.columns - 1, rows: tile.rows - 1)
      if scale > best.scale { best = (columns, rows, scale) }
    }
    columns = best.columns
    tile = size(best.columns, best.rows)
    let room = best.columns * best.rows
    let first = slice / room * room
    slices = first..<max(first, min(count, first + room))
  }

  /// The cells of a slice; the first row is for its title, and one column to the right stays free.
  func cells(of slice: Int) -> CellRect {
    let place = slice - slices.lowerBound
    return CellRect(
      column: area.column + place % columns * tile.columns,
      row: area.row + place / columns * tile.rows, columns: tile.columns - 1, rows: tile.rows)
  }
}
