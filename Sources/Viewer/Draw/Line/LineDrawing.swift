import Foundation

/// The line that is being typed, with its cursor.
struct LineDrawing {
  let line: CommandLine
  let theme: Theme
  /// Where the line goes.
  let rect: CellRect
  /// The first character shown: of a long line the part around the cursor.
  private let first: Int
  /// Cells that each character takes.
  private let widths: [Int]

  init(_ line: CommandLine, _ theme: Theme, _ rect: CellRect) {
    self.line = line
    self.theme = theme
    self.rect = rect
    widths = line.characters.map { Self.shown($0).cells }
    first = Self.first(of: widths, around: line.cursor, room: max(1, rect.columns - 4))
  }

  /// The first character shown: the whole line where it fits, else half of the room is in front of the cursor.
  private static func first(of widths: [Int], around cursor: Int, room: Int) -> Int {
    // The cursor may stand one cell behind the last character.
    var (place, cells) = (widths.count, 1)
    while place > 0, cells + widths[place - 1] <= room {
      place -= 1
      cells += widths[place]
    }
    let last = place
    (place, cells) = (cursor, 0)
    while place > 0, cells + widths[place - 1] <= room / 2 {
      place -= 1
      cells += widths[place]
    }
    return min(place, last)
  }

  func draw(on grid: inout CellGrid) {
    let prompt = line.purpose == .search ? "/" : ":"
    let start = grid.put(
      (first > 0 ? "<" : " ") + prompt, column: rect.column, row: rect.row, ink: theme.strong)
    let end = rect.endColumn - 1
    var at = start
    for character in line.characters.dropFirst(first) where at < end {
      at = grid.put(
        Self.shown(character), column: at, row: rect.row, ink: theme.strong, limit: end)
    }
    if start + widths[first...].reduce(0, +) >= end {
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
    let cells = place > first ? widths[first..<min(place, widths.count)].reduce(0, +) : 0
    return max(rect.column + 2, min(rect.endColumn - 2, rect.column + 2 + cells))
  }

  /// A character as the grid shows it; one sign also where it has several parts.
  private static func shown(_ character: Character) -> String {
    let scalars = String(character).shownScalars
    return scalars.count == 1 ? String(String.UnicodeScalarView(scalars)) : "?"
  }
}
