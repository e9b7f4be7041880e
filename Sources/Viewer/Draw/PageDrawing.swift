import Annotation
import Volume

/// Help, texts and lists that cover the slice.
struct PageDrawing {
  let state: ViewerState
  let theme: Theme
  let body: CellRect

  init(_ state: ViewerState, _ theme: Theme) {
    self.state = state
    self.theme = theme
    body = PageLayout(columns: state.columns, rows: state.rows).body
  }

  func draw(_ page: Page, on grid: inout CellGrid) {
    switch page {
    case .help(let top): drawHelp(top, on: &grid)
    case .text(let title, let text, let top):
      let lines = PageLayout(columns: state.columns, rows: state.rows).wrapped(text)
      heading(title, more(top, lines.count), on: &grid)
      for (row, line) in lines.dropFirst(top).prefix(body.rows).enumerated() {
        grid.put(line, column: body.column, row: body.row + row, ink: theme.text)
      }
    case .worklist(let chosen): drawWorklist(chosen, on: &grid)
    case .strokes(let chosen): drawHistory(chosen, on: &grid)
    case .cases(let chosen): drawCases(chosen, on: &grid)
    case .labels(let chosen): LabelsPageDrawing(state, theme, body).draw(chosen, on: &grid)
    case .training(let training): TrainingPageDrawing(state, theme, training).draw(on: &grid)
    }
    if let search = state.pageSearch {
      SearchMarks(search: search, theme: theme).draw(on: &grid, body)
    }
  }

  func heading(_ title: String, _ note: String, on grid: inout CellGrid) {
    grid.put(title, column: body.column, row: 1, ink: theme.strong)
    grid.putRight(note, endColumn: body.endColumn, row: 1, ink: theme.dim)
  }

  private func more(_ top: Int, _ count: Int) -> String {
    count <= body.rows ? "" : "lines \(top + 1) to \(min(count, top + body.rows)) of \(count)"
  }

  // MARK: Help

  private func drawHelp(_ top: Int, on grid: inout CellGrid) {
    let lines = HelpText.lines(columns: state.columns, keys: state.keys)
    heading("Keys and commands", more(top, lines.count), on: &grid)
    for (row, parts) in lines.dropFirst(top).prefix(body.rows).enumerated() {
      let width = body.columns / parts.count
      for (part, line) in parts.enumerated() {
        let column = body.column + part * width
        put(line, column: column, row: body.row + row, limit: column + width - 1, on: &grid)
      }
    }
  }

  private func put(
    _ line: HelpText.Line, column: Int, row: Int, limit: Int, on grid: inout CellGrid
  ) {
    switch line {
    case .blank: break
    case .heading(let text):
      grid.put(text, column: column, row: row, ink: theme.strong, limit: limit)
    case .row(let keys, let title, _):
      let at = grid.put(keys, column: column + 1, row: row, ink: theme.accent, limit: limit)
      grid.put(
        title, column: max(at + 1, column + 1 + HelpText.keyCells), row: row, ink: theme.text,
        limit: limit)
    }
  }

  // MARK: Lists

  private func drawCases(_ chosen: Int, on grid: inout CellGrid) {
    let cases = state.project.cases
    heading("Volumes of \(state.project.name)", "\(cases.count)", on: &grid)
    let name = max(12, min(body.columns - 40, (cases.map(\.name.cells).max() ?? 0) + 2))
    let head =
      "".padded(to: 5) + "volume".padded(to: name) + "scribbles on".padded(to: 16) + "slices done"
    drawList(
      head,
      cases.enumerated().map { index, entry in
        let progress = index == state.project.current ? state.open.progress : entry.progress
        return "\(index + 1)".padded(to: 5)
          + entry.name.shortened(to: name - 1, ellipsis: theme.ellipsis).padded(to: name)
          + (progress.map { Words.count($0.annotated, "slice") } ?? "").padded(to: 16)
          + (progress.map { "\($0.done) of \($0.slices)" } ?? "")
          + (index == state.project.current ? "   open" : "")
      }, chosen, on: &grid)
  }

  func drawList(_ head: String, _ lines: [String], _ chosen: Int, on grid: inout CellGrid) {
    drawList(head, lines.count, chosen, on: &grid) { (lines[$0], theme.text) }
  }

  /// A list whose lines are made as far as they are in sight.
  func drawList(
    _ head: String, _ count: Int, _ chosen: Int, on grid: inout CellGrid,
    _ line: (Int) -> (text: String, ink: Ink)
  ) {
    grid.put(head, column: body.column + 1, row: body.row, ink: theme.dim, limit: body.endColumn)
    let visible = body.rows - 1
    let top = PageLayout.top(chosen: chosen, count: count, visible: visible)
    for index in top..<min(count, top + max(0, visible)) {
      let row = body.row + 1 + index - top
      let (words, ink) = line(index)
      let text = " " + words.padded(to: body.columns - 1)
      grid.put(
        text, column: body.column, row: row, ink: index == chosen ? theme.chosen : ink,
        limit: body.endColumn)
      if index == chosen { grid.put(">", column: body.column, row: row, ink: theme.chosen) }
    }
  }
}
