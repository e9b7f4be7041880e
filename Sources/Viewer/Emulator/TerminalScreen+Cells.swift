/// What happens to the cells.
extension TerminalScreen {
  // MARK: Cursor

  mutating func move(column: Int, row: Int? = nil) {
    place.wraps = false
    place.column = max(0, min(columns - 1, column))
    if let row { place.row = max(0, min(rows - 1, row)) }
  }

  /// Up or down, not beyond the rows that scroll when the cursor is among them.
  mutating func climb(_ count: Int) {
    let top = place.row >= region.lowerBound ? region.lowerBound : 0
    let bottom = place.row < region.upperBound ? region.upperBound : rows
    move(column: place.column, row: max(top, min(bottom - 1, place.row + count)))
  }

  mutating func lineFeed() {
    place.wraps = false
    if place.row == region.upperBound - 1 {
      scroll(region, by: 1)
    } else if place.row < rows - 1 {
      place.row += 1
    }
  }

  mutating func reverseLineFeed() {
    place.wraps = false
    if place.row == region.lowerBound {
      scroll(region, by: -1)
    } else if place.row > 0 {
      place.row -= 1
    }
  }

  mutating func setRegion(from first: Int, to last: Int) {
    guard first < last, last <= rows else { return }
    region = first - 1..<last
    move(column: 0, row: 0)
  }

  // MARK: Writing

  mutating func put(_ glyph: Unicode.Scalar) {
    var glyph = glyph
    if place.drawing[place.set] { glyph = DrawingCharacters.glyph(for: glyph) }
    let width = CellWidth.cells(of: glyph)
    guard width > 0 else { return mark(glyph) }
    let wraps = place.wraps || place.column + width > columns
    if wraps, modes.contains(7) {
      move(column: 0)
      lineFeed()
    }
    place.column = max(0, min(place.column, columns - width))
    if insertsCells { insertCells(width) }
    var cell = place.ink
    cell.glyph = glyph
    cell.width = min(width, columns)
    set(cell, at: place.column)
    if width == 2, columns > 1 {
      cell.glyph = " "
      cell.width = 0
      set(cell, at: place.column + 1, splits: false)
    }
    lastGlyph = glyph
    let next = place.column + width
    place.wraps = next >= columns && modes.contains(7)
    place.column = min(next, columns - 1)
  }

  /// A combining character joins the glyph before it.
  private mutating func mark(_ scalar: Unicode.Scalar) {
    var column = place.wraps ? place.column : place.column - 1
    guard column >= 0 else { return }
    if cells[place.row * columns + column].width == 0 { column -= 1 }
    cells[place.row * columns + column].marks.append(scalar)
  }

  mutating func repeatGlyph(_ count: Int) {
    guard let lastGlyph else { return }
    for _ in 0..<min(count, columns * rows) { put(lastGlyph) }
  }

  /// Puts a cell into the cursor's row; of a wide character that loses a half the other one becomes blank.
  private mutating func set(_ cell: ScreenCell, at column: Int, splits: Bool = true) {
    let index = place.row * columns + column
    if splits { split(at: column, row: place.row) }
    if cell.width != 1 || cells[index].width == 2 { split(at: column + 1, row: place.row) }
    cells[index] = cell
  }

  /// Blanks both halves of a wide character whose right half stands in a column.
  private mutating func split(at column: Int, row: Int) {
    guard column > 0, column < columns else { return }
    let index = row * columns + column
    guard cells[index].width == 0 else { return }
    for half in [index - 1, index] {
      cells[half].glyph = " "
      cells[half].marks = []
      cells[half].width = 1
    }
  }

  // MARK: Erasing

  /// What an erased cell becomes.
  private var erased: ScreenCell {
    ScreenCell(background: erasesWithBackground ? place.ink.background : .standard)
  }

  mutating func erase(_ range: Range<Int>, row: Int) {
    guard !range.isEmpty else { return }
    split(at: range.lowerBound, row: row)
    split(at: range.upperBound, row: row)
    let blank = erased
    for index in row * columns + range.lowerBound..<row * columns + range.upperBound {
      cells[index] = blank
    }
    place.wraps = false
  }

  /// To the end of the line (0), from its beginning (1), or all of it (2).
  mutating func eraseLine(_ part: Int) {
    switch part {
    case 0: erase(place.column..<columns, row: place.row)
    case 1: erase(0..<place.column + 1, row: place.row)
    case 2: erase(0..<columns, row: place.row)
    default: pass(over: "CSI \(part)K")
    }
  }

  /// To the end of the screen (0), from its beginning (1), or all of it (2; 3 is the lines that have scrolled out).
  mutating func eraseScreen(_ part: Int) {
    switch part {
    case 0:
      eraseLine(0)
      for row in place.row + 1..<max(rows, place.row + 1) { erase(0..<columns, row: row) }
    case 1:
      for row in 0..<place.row { erase(0..<columns, row: row) }
      eraseLine(1)
    case 2: for row in 0..<rows { erase(0..<columns, row: row) }
    case 3: break
    default: pass(over: "CSI \(part)J")
    }
  }

  // MARK: Moving

  mutating func insertCells(_ count: Int) {
    let count = min(count, columns - place.column)
    let start = place.row * columns
    split(at: place.column, row: place.row)
    split(at: columns - count, row: place.row)
    for column in stride(from: columns - 1, through: place.column + count, by: -1) {
      cells[start + column] = cells[start + column - count]
    }
    erase(place.column..<place.column + count, row: place.row)
  }

  mutating func deleteCells(_ count: Int) {
    let count = min(count, columns - place.column)
    let start = place.row * columns
    split(at: place.column, row: place.row)
    split(at: place.column + count, row: place.row)
    for column in place.column..<columns - count {
      cells[start + column] = cells[start + column + count]
    }
    erase(columns - count..<columns, row: place.row)
  }

  mutating func insertRows(_ count: Int) {
    guard region.contains(place.row) else { return }
    scroll(place.row..<region.upperBound, by: -count)
    move(column: 0)
  }

  mutating func deleteRows(_ count: Int) {
    guard region.contains(place.row) else { return }
    scroll(place.row..<region.upperBound, by: count)
    move(column: 0)
  }

  /// Moves rows up, or down where `count` is negative; the rows that come in are erased.
  mutating func scroll(_ range: Range<Int>, by count: Int) {
    let count = max(-range.count, min(range.count, count))
    let blank = Array(repeating: erased, count: abs(count) * columns)
    let (start, end) = (range.lowerBound * columns, range.upperBound * columns)
    let moved = max(0, count) * columns
    let kept = Array(cells[start + moved..<end - abs(count) * columns + moved])
    cells.replaceSubrange(start..<end, with: count >= 0 ? kept + blank : blank + kept)
  }
}
