import Annotation
import Volume

/// The page of labels: number, colour, name, voxels drawn, millilitres.
struct LabelsPageDrawing {
  private let state: ViewerState
  private let theme: Theme
  private let body: CellRect

  init(_ state: ViewerState, _ theme: Theme, _ body: CellRect) {
    (self.state, self.theme, self.body) = (state, theme, body)
  }

  /// Columns of the screen that show a label's number on its colour; a click there changes it.
  static func chip(_ body: CellRect) -> Range<Int> { body.column + 2..<body.column + 8 }

  private static let chipCells = 9
  private static let numberCells = 10

  func draw(_ chosen: Int, on grid: inout CellGrid) {
    let labels = state.project.labels.labels
    grid.put("Labels of \(state.project.name)", column: body.column, row: 1, ink: theme.strong)
    grid.putRight("\(labels.count)", endColumn: body.endColumn, row: 1, ink: theme.dim)
    let amounts = LabelAmounts(state.open)
    let names = max(12, (labels.map(\.name.cells).max() ?? 0) + 1)
    let room = min(names, body.columns - Self.chipCells - 3 * Self.numberCells - 10)
    func line(_ name: String, _ numbers: [String], _ colour: String) -> String {
      "".padded(to: Self.chipCells)
        + name.shortened(to: room - 1, ellipsis: theme.ellipsis).padded(to: room)
        + numbers.map { $0.leading(to: Self.numberCells) }.joined() + "  " + colour
    }
    grid.put(
      line("name", ["voxels", "kept ml", "\(amounts.proposal). ml"], "colour"), column: body.column,
      row: body.row, ink: theme.dim, limit: body.endColumn)
    let visible = body.rows - 1
    let top = PageLayout.top(chosen: chosen, count: labels.count, visible: visible)
    for (index, label) in labels.enumerated().dropFirst(top).prefix(visible) {
      let row = body.row + 1 + index - top
      let ink = index == chosen ? theme.chosen : theme.text
      let numbers = [
        Numbers.count(state.open.scribbles.counts[Int(label.id)]), amounts.kept(label.id),
        amounts.proposed(label.id),
      ]
      grid.put(
        line(label.name, numbers, label.colour.hexadecimal).padded(to: body.columns),
        column: body.column, row: row, ink: ink, limit: body.endColumn)
      if index == chosen { grid.put(">", column: body.column, row: row, ink: ink) }
      grid.put(
        "\(label.id)".leading(to: 4) + "  ", column: Self.chip(body).lowerBound, row: row,
        ink: theme.chip(label.id, in: state.project.labels))
    }
  }
}

extension String {
  /// The text with blanks in front of it, to at least this many cells.
  func leading(to cells: Int) -> String {
    String(repeating: " ", count: max(0, cells - unicodeScalars.count)) + self
  }
}
