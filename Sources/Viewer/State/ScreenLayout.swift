/// Where on the screen everything goes.
///
/// One row of status above, one of messages and one of useful keys below, the slice between them; beside it,
/// while there is room and it is wanted, the side panel.
struct ScreenLayout: Hashable, Sendable {
  /// The smallest screen that anything but a plea for more room is drawn on.
  static let smallest = (columns: 60, rows: 16)
  /// Least width of the side panel with its dividing line.
  static let panelColumns = 32

  let bar: CellRect
  let image: CellRect
  let panel: CellRect?
  let message: CellRect
  let hints: CellRect
  let isTooSmall: Bool

  /// - slice: whose free columns go to the panel, up to a third of the screen; nil where it has no use for more.
  init(columns: Int, rows: Int, showsPanel: Bool, slice: Tiling.Extent? = nil) {
    isTooSmall = columns < Self.smallest.columns || rows < Self.smallest.rows
    let hasPanel = showsPanel && columns >= 72 && rows >= 18
    let free = slice.map { columns - Self.columns(for: $0, rows: rows - 3) } ?? 0
    let side = hasPanel ? max(Self.panelColumns, min(free, columns / 3)) : 0
    bar = CellRect(column: 0, row: 0, columns: columns, rows: 1)
    image = CellRect(column: 0, row: 1, columns: columns - side, rows: rows - 3)
    panel =
      hasPanel ? CellRect(column: columns - side, row: 1, columns: side, rows: rows - 3) : nil
    message = CellRect(column: 0, row: rows - 2, columns: columns, rows: 1)
    hints = CellRect(column: 0, row: rows - 1, columns: columns, rows: 1)
  }

  /// What a box above the line may cover: everything between it and the status.
  var above: CellRect {
    CellRect(
      column: 0, row: bar.endRow, columns: message.columns, rows: message.row - bar.endRow)
  }

  /// Columns that a slice fills where it is as high as there are rows, with the letters beside it.
  private static func columns(for slice: Tiling.Extent, rows: Int) -> Int {
    let columns = slice.width * 2 * Double(max(1, rows)) / slice.height
    return Int(min(10_000, columns).rounded(.up)) + 6
  }
}
