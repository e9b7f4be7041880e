/// The choices that Tab goes through, in a box above the line: the one in the line is marked.
struct CompletionBox {
  let completion: Completion
  let theme: Theme

  /// Most choices shown at once.
  private static let most = 8

  /// - room: the cells above the line that it may cover.
  /// - column: where the word that is completed begins.
  func draw(on grid: inout CellGrid, room: CellRect, column: Int) {
    let choices = completion.choices
    let visible = min(choices.count, Self.most, room.rows - 1)
    guard visible > 0 else { return }
    let first = PageLayout.top(
      chosen: completion.chosen ?? 0, count: choices.count, visible: visible)
    let names = choices.map { Self.name($0.text) }
    let isCut = choices.count > visible
    let widest = names.map(\.cells).max() ?? 0
    let titles = choices.map(\.title.cells).max() ?? 0
    let width = min(room.columns, widest + (titles > 0 ? titles + 2 : 0) + 3)
    let left = max(room.column, min(column - 2, room.endColumn - width))
    let top = room.endRow - visible - (isCut ? 1 : 0)
    for row in 0..<visible {
      let place = first + row
      let isChosen = place == completion.chosen
      let at = top + row
      let base = isChosen ? theme.chosen : theme.text
      grid.put(String(repeating: " ", count: width), column: left, row: at, ink: base)
      if isChosen { grid.put(">", column: left, row: at, ink: base) }
      let end = left + width
      grid.put(
        names[place], column: left + 2, row: at, ink: isChosen ? base : theme.strong, limit: end - 1
      )
      grid.put(
        choices[place].title, column: left + 4 + widest, row: at,
        ink: isChosen ? base : theme.dim, limit: end)
    }
    guard isCut else { return }
    let count = completion.chosen.map { "\($0 + 1) of \(choices.count)" } ?? "\(choices.count)"
    grid.put(
      ("  " + count).padded(to: width), column: left, row: room.endRow - 1, ink: theme.dim)
  }

  /// Of a path its last part: the others stand in the line already.
  private static func name(_ text: String) -> String {
    let parts = text.split(separator: "/", omittingEmptySubsequences: true)
    guard text.contains("/"), let last = parts.last else { return text }
    return String(last) + (text.hasSuffix("/") ? "/" : "")
  }
}
