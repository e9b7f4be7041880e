/// Where the parts of the training page go; drawing and mouse both ask.
///
/// Wide screens have curves and log beside the choices, narrow ones the curves below them.
struct TrainingPageLayout {
  /// What the trainer does, and what else is to be known.
  let state: CellRect
  let buttons: CellRect
  /// The lines that can be chosen, but for the buttons.
  let form: CellRect
  /// What is said of the chosen line.
  let explanation: CellRect
  /// The curves; nil where there is no room.
  let chart: CellRect?
  /// The log's last lines; nil where there is no room.
  let log: CellRect?

  /// Least columns of a screen that has room beside the choices.
  private static let wide = 110
  /// Cells that the name of a choice takes.
  static let labelCells = 24
  /// Cells that its value takes.
  static let valueCells = 16

  init(columns: Int, rows: Int) {
    let body = PageLayout(columns: columns, rows: rows).body
    let isWide = columns >= Self.wide
    let width = isWide ? max(60, body.columns * 11 / 20) : body.columns
    func rect(_ row: Int, _ rows: Int) -> CellRect {
      CellRect(column: body.column, row: body.row + row, columns: width, rows: max(0, rows))
    }
    let said = isWide ? 4 : 2
    // A chart of fewer rows shows nothing.
    let below = isWide || body.rows < 18 ? 0 : max(7, body.rows / 3)
    state = rect(0, 2)
    buttons = rect(2, 1)
    let top = isWide && body.rows >= 18 ? 4 : 3
    let formRows = body.rows - top - said - below - (isWide ? 1 : 0)
    form = rect(top, formRows)
    explanation = rect(top + formRows + (isWide ? 1 : 0), said)
    guard isWide else {
      chart = below > 0 ? rect(body.rows - below, below) : nil
      log = nil
      return
    }
    let left = body.column + width + 3
    let columns = body.endColumn - left
    let chartRows = body.rows * 3 / 5
    chart = CellRect(column: left, row: body.row, columns: columns, rows: chartRows)
    log = CellRect(
      column: left, row: body.row + chartRows + 1, columns: columns,
      rows: body.rows - chartRows - 1)
  }

  /// The first line of the form that is shown, so that the chosen one is in sight; line 0 is the buttons.
  func top(chosen: Int, count: Int) -> Int {
    1 + PageLayout.top(chosen: max(0, chosen - 1), count: count - 1, visible: form.rows)
  }

  /// Where the buttons stand.
  func places(_ titles: [String]) -> [CellRect] {
    var at = buttons.column
    return titles.map { title in
      defer { at += title.count + 6 }
      return CellRect(column: at, row: buttons.row, columns: title.count + 4, rows: 1)
    }
  }
}
