/// Where the parts of a page that covers the slice go.
struct PageLayout {
  /// The lines between heading and bottom.
  let body: CellRect

  init(columns: Int, rows: Int) {
    body = CellRect(column: 2, row: 2, columns: columns - 4, rows: rows - 4)
  }

  /// How many lines fit.
  var lines: Int { max(1, body.rows) }

  /// Lines of a text, broken where they are too long.
  func wrapped(_ lines: [String]) -> [String] {
    lines.flatMap { line -> [String] in
      line.cells <= body.columns
        ? [line] : Wrapping.lines(line, width: body.columns)
    }
  }

  /// The first line shown of a list, so that the chosen one is in sight.
  static func top(chosen: Int, count: Int, visible: Int) -> Int {
    max(0, min(count - visible, chosen - visible / 2))
  }
}
