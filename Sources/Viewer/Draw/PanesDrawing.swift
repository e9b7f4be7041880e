/// All panes of the screen, and what stands above each.
struct PanesDrawing {
  let state: ViewerState
  let theme: Theme

  init(_ state: ViewerState, _ theme: Theme) {
    self.state = state
    self.theme = theme
  }

  func draw(on grid: inout CellGrid) {
    let panes = state.panes
    let signs =
      state.arrangement == .mosaic && state.showsReviewPlane ? SliceSigns(state, theme) : nil
    for pane in panes {
      SliceDrawing(state, theme, pane).draw(on: &grid)
      guard let title = pane.title else { continue }
      drawTitle(of: pane, title, signs, on: &grid)
      drawDivider(right(of: pane.cells), on: &grid)
    }
  }

  private func right(of cells: CellRect) -> CellRect {
    CellRect(column: cells.endColumn, row: cells.row, columns: 1, rows: cells.rows)
  }

  /// The column between panes: of the colour of the titles, or a line where colours are few.
  private func drawDivider(_ rect: CellRect, on grid: inout CellGrid) {
    guard theme.appearance.colours != .palette256, state.arrangement == .three,
      rect.column < state.screenLayout.image.endColumn
    else { return }
    grid.fill(
      rect,
      with: Cell(
        theme.verticalLine, foreground: theme.dim.foreground, background: theme.dim.background))
  }

  private func drawTitle(
    of pane: Pane, _ title: CellRect, _ signs: SliceSigns?, on grid: inout CellGrid
  ) {
    let ink = pane.isActive ? theme.strong : theme.dim
    let mark = pane.isActive ? "> " : "  "
    let limit = title.endColumn
    guard state.arrangement == .mosaic else {
      let last = state.looking(at: pane).layout.slices - 1
      grid.put(
        "\(mark)\(pane.plane.rawValue) \(pane.slice) (0-\(last))", column: title.column,
        row: title.row, ink: ink, limit: limit)
      return
    }
    let at = grid.put(
      "\(mark)\(pane.slice) ", column: title.column, row: title.row,
      ink: pane.isActive ? theme.chosen : ink, limit: limit)
    guard let (glyph, inkOfSign) = signs?.sign(of: pane.slice..<pane.slice + 1) else { return }
    grid.put(String(glyph), column: at, row: title.row, ink: inkOfSign, limit: limit)
  }
}
