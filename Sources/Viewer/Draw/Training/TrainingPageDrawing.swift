import Project

/// The training page: what the trainer does, what can be chosen, the run's curves and its log.
struct TrainingPageDrawing {
  let state: ViewerState
  let theme: Theme
  let page: TrainingPage
  private let form: TrainingForm
  private let layout: TrainingPageLayout
  private let body: CellRect

  init(_ state: ViewerState, _ theme: Theme, _ page: TrainingPage) {
    (self.state, self.theme, self.page) = (state, theme, page)
    form = TrainingForm(state)
    layout = TrainingPageLayout(columns: state.columns, rows: state.rows)
    body = PageLayout(columns: state.columns, rows: state.rows).body
  }

  func draw(on grid: inout CellGrid) {
    if let up = page.logUp { return drawWholeLog(up, on: &grid) }
    heading("Training", run, on: &grid)
    drawState(on: &grid)
    drawButtons(on: &grid)
    drawForm(on: &grid)
    drawExplanation(on: &grid)
    if let chart = layout.chart {
      TrainingChart(state.trainer.report.curve, theme, chart).draw(on: &grid)
    }
    if let log = layout.log { drawEnd(of: log, on: &grid) }
  }

  private func heading(_ title: String, _ note: String, on grid: inout CellGrid) {
    grid.put(title, column: body.column, row: 1, ink: theme.strong)
    grid.putRight(
      note, endColumn: body.endColumn, row: 1, ink: theme.dim,
      from: body.column + title.count + 2)
  }

  // MARK: The trainer

  /// What the run is that goes on or has ended.
  private var run: String {
    guard let status = state.trainer.status, let network = status.network else { return "" }
    return "this run: " + [network, status.method].compactMap(\.self).joined(separator: ", ")
  }

  private func drawState(on grid: inout CellGrid) {
    let rect = layout.state
    let words = TrainerWords(state)
    let (short, weight) = words.short()
    let step = state.trainer.status.flatMap { status in
      status.steps > 0 ? "step \(status.step) of \(status.steps)" : nil
    }
    // While it predicts or waits, what it does says so already.
    let phase = state.trainer.status?.phase
    let isSaid = words.activity != nil && (phase == .predicting || phase == .idle)
    let parts = [isSaid ? nil : short, words.activity, step].compactMap(\.self)
    let isAlarm = weight == .alarm
    let line = parts.joined(separator: isAlarm ? ", " : " \(theme.separator) ")
    grid.put(
      line.shortened(to: rect.columns, ellipsis: theme.ellipsis), column: rect.column,
      row: rect.row, ink: isAlarm ? theme.error : theme.strong)
    let (note, ink) = note
    grid.put(
      note.shortened(to: rect.columns, ellipsis: theme.ellipsis), column: rect.column,
      row: rect.row + 1, ink: ink)
  }

  /// What else is to be known now.
  private var note: (String, Ink) {
    if let reason = state.menu.unavailable { return (reason, theme.warning) }
    if state.trainer.hasNewChoices, state.trainer.isRunning {
      return ("Choices are newer than this run: Stop, then Start takes them.", theme.warning)
    }
    if let refusal = state.startRefusal { return (refusal, theme.warning) }
    let message = TrainerWords(state).message
    return (message.text, message.isFailure ? theme.warning : theme.dim)
  }

  private func drawButtons(on grid: inout CellGrid) {
    let titles = state.trainingButtons
    for (place, rect) in layout.places(titles).enumerated() {
      let isHere = page.chosen == 0 && page.button.rawValue == place
      grid.put(
        "[ \(titles[place]) ]", column: rect.column, row: rect.row,
        ink: isHere ? theme.chosen : theme.accent, limit: layout.buttons.endColumn)
    }
  }

  // MARK: Choices

  private func drawForm(on grid: inout CellGrid) {
    let rect = layout.form
    let top = layout.top(chosen: page.chosen, count: form.items.count)
    let below = form.items.count - top - rect.rows
    // What says that there is more has the last row for itself.
    let hasMore = below > 0 && rect.rows > 2
    let shown = form.items.enumerated().dropFirst(top).prefix(rect.rows - (hasMore ? 1 : 0))
    for (index, item) in shown {
      let row = rect.row + index - top
      if case .heading(let title) = item {
        grid.put(title, column: rect.column, row: row, ink: theme.strong, limit: rect.endColumn)
      } else {
        draw(form.line(of: item), isChosen: index == page.chosen, row, on: &grid)
      }
    }
    guard hasMore else { return }
    grid.put(
      "\(below + 1) more below", column: rect.column, row: rect.endRow - 1, ink: theme.dim,
      limit: rect.endColumn)
  }

  private func draw(
    _ line: TrainingForm.Line, isChosen: Bool, _ row: Int, on grid: inout CellGrid
  ) {
    let rect = layout.form
    func ink(_ other: Ink) -> Ink { isChosen ? theme.chosen : line.counts ? other : theme.dim }
    if isChosen {
      grid.put(
        ">".padded(to: rect.columns), column: rect.column, row: row, ink: theme.chosen)
    }
    grid.put(
      line.label, column: rect.column + 2, row: row, ink: ink(theme.text), limit: rect.endColumn)
    let at = rect.column + TrainingPageLayout.labelCells
    let room = rect.endColumn - at
    if isChosen, let input = page.input { return drawInput(input, at, row, room, on: &grid) }
    let valueRoom = line.note.isEmpty ? room : min(room, TrainingPageLayout.valueCells)
    let value = line.note.isEmpty ? end(of: line.value, room: room) : line.value
    grid.put(
      value.shortened(to: valueRoom - 1, ellipsis: theme.ellipsis), column: at, row: row,
      ink: ink(line.isSet ? theme.warning : theme.strong), limit: rect.endColumn)
    let noteRoom = room - TrainingPageLayout.valueCells
    guard noteRoom > 8 else { return }
    grid.put(
      line.note.shortened(to: noteRoom, ellipsis: theme.ellipsis),
      column: at + TrainingPageLayout.valueCells, row: row, ink: ink(theme.dim))
  }

  /// Of a path the end says most.
  private func end(of value: String, room: Int) -> String {
    value.count < room ? value : theme.ellipsis + value.suffix(max(0, room - 2))
  }

  private func drawInput(
    _ input: String, _ column: Int, _ row: Int, _ room: Int, on grid: inout CellGrid
  ) {
    let at = grid.put(
      String(input.suffix(max(0, room - 1))), column: column, row: row, ink: theme.chosen)
    let cursor = Ink(
      theme.chosen.background, on: theme.chosen.foreground,
      style: theme.chosen.foreground == .standard ? [] : theme.chosen.style)
    grid.put(" ", column: at, row: row, ink: cursor)
  }

  private func drawExplanation(on grid: inout CellGrid) {
    let rect = layout.explanation
    let text = form.explanation(of: form.item(page.chosen))
    let lines = Wrapping.lines(
      text, width: rect.columns, most: rect.rows, ellipsis: theme.ellipsis)
    for (index, line) in lines.enumerated() {
      grid.put(line, column: rect.column, row: rect.row + index, ink: theme.dim)
    }
  }

  // MARK: The log

  /// The last lines beside the choices, without the time before them.
  private func drawEnd(of rect: CellRect, on grid: inout CellGrid) {
    grid.put("Log", column: rect.column, row: rect.row, ink: theme.strong)
    let lines = state.trainer.report.log.flatMap { line in
      Wrapping.lines(Self.withoutTime(line), width: rect.columns)
    }
    for (index, line) in lines.suffix(rect.rows - 1).enumerated() {
      grid.put(
        line, column: rect.column, row: rect.row + 1 + index, ink: theme.dim,
        limit: rect.endColumn)
    }
  }

  /// A line of the log without "2026-08-01T10:00:05Z ".
  static func withoutTime(_ line: String) -> String {
    let words = line.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].count == 20, words[0].hasSuffix("Z"), words[0].contains("T")
    else { return line }
    return String(words[1])
  }

  private func drawWholeLog(_ up: Int, on grid: inout CellGrid) {
    let lines = PageLayout(columns: state.columns, rows: state.rows)
      .wrapped(state.trainer.report.log)
    let top = max(0, lines.count - body.rows - up)
    let end = min(lines.count, top + body.rows)
    heading(
      "Trainer's log",
      lines.count <= body.rows ? "" : "lines \(top + 1) to \(end) of \(lines.count)", on: &grid)
    for (row, line) in lines[top..<end].enumerated() {
      grid.put(line, column: body.column, row: body.row + row, ink: theme.text)
    }
  }
}
