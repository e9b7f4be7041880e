import Foundation

/// The line that is being typed, with its cursor.
struct LineDrawing {
  let line: CommandLine
  let theme: Theme
  /// Where the line goes.
  let rect: CellRect
  /// The first character shown: of a long line the part around the cursor.
  private let first: Int

  init(_ line: CommandLine, _ theme: Theme, _ rect: CellRect) {
    self.line = line
    self.theme = theme
    self.rect = rect
    let room = max(1, rect.columns - 4)
    // The cursor may stand one cell behind the last character.
    let spare = line.characters.count + 1 - room
    first = max(0, min(spare, line.cursor - room / 2))
  }

  func draw(on grid: inout CellGrid) {
    let prompt = line.purpose == .search ? "/" : ":"
    let start = grid.put(
      (first > 0 ? "<" : " ") + prompt, column: rect.column, row: rect.row, ink: theme.strong)
    let end = rect.endColumn - 1
    for (place, character) in line.characters.enumerated().dropFirst(first) {
      let column = start + place - first
      guard column < end else { break }
      grid.put(Self.cell(character), column: column, row: rect.row, ink: theme.strong)
    }
    if start + line.characters.count - first >= end {
      grid.put(">", column: end, row: rect.row, ink: theme.strong)
    }
    grid.tint(
      CellRect(column: column(of: line.cursor), row: rect.row, columns: 1, rows: 1),
      ink: Ink(
        theme.strong.background, on: theme.strong.foreground,
        style: theme.strong.foreground == .standard ? .reverse : []))
  }

  /// The column of a character of the line.
  func column(of place: Int) -> Int {
    max(rect.column + 2, min(rect.endColumn - 2, rect.column + 2 + place - first))
  }

  /// A character as one cell, whatever it takes elsewhere: so the cursor is where the next one goes.
  static func cell(_ character: Character) -> String {
    let scalars = String(character).precomposedStringWithCanonicalMapping.unicodeScalars
    guard scalars.count == 1, let scalar = scalars.first, scalar.isPlainCell else { return "?" }
    return String(scalar)
  }
}
