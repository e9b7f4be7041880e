/// The screen of a state. Pure: the same state gives the same cells.
package func draw(_ state: ViewerState) -> CellGrid {
  var grid = CellGrid(columns: state.columns, rows: state.rows)
  let theme = Theme(state.appearance)
  let layout = state.screenLayout
  grid.fill(
    grid.bounds,
    with: Cell(" ", foreground: theme.text.foreground, background: theme.text.background))
  guard !layout.isTooSmall else {
    drawTooSmall(state.message?.text, quit: state.keys.name(of: .quit), on: &grid, theme)
    return grid
  }
  StatusBar(state, theme).draw(on: &grid, layout.bar)
  if let page = state.page {
    PageDrawing(state, theme).draw(page, on: &grid)
  } else {
    PanesDrawing(state, theme).draw(on: &grid)
    if let panel = layout.panel { PanelDrawing(state, theme, panel).draw(on: &grid) }
  }
  BottomLines(state, theme).draw(on: &grid, layout)
  return grid
}

/// What a screen shows that is too small for anything else.
///
/// - message: the last thing said, as why it cannot be left
private func drawTooSmall(_ message: String?, quit: String, on grid: inout CellGrid, _ theme: Theme)
{
  let need = "\(ScreenLayout.smallest.columns)x\(ScreenLayout.smallest.rows)"
  let lines =
    ["terminal too small", "need \(need)", "have \(grid.columns)x\(grid.rows)", "\(quit) quits"]
    + Wrapping.lines(message ?? "", width: max(1, grid.columns)).prefix(2)
  let top = max(0, (grid.rows - lines.count) / 2)
  for (index, line) in lines.enumerated() {
    grid.put(
      line, column: max(0, (grid.columns - line.cells) / 2), row: top + index,
      ink: index == 0 ? theme.strong : theme.text)
  }
}
