/// What a terminal shows once it has been sent some bytes: an emulator of the part of xterm that the viewer uses.
///
/// ```
/// var screen = TerminalScreen(columns: 80, rows: 24)
/// screen.feed(bytes)
/// screen[column, row].glyph
/// ```
///
/// It answers no questions. Strings (OSC, DCS, APC and their kin) are skipped whole. What it does not know changes
/// nothing and is listed in `unknown`, so that who compares two screens can be sure that nothing was missed.
package struct TerminalScreen: Sendable {
  /// Width in cells.
  package let columns: Int
  /// Height in cells.
  package let rows: Int
  /// The cells, row by row.
  package internal(set) var cells: [ScreenCell]
  /// Column of the cursor, 0 at the left.
  package var column: Int { place.column }
  /// Row of the cursor, 0 at the top.
  package var row: Int { place.row }
  /// The private modes (`CSI ? number h`) that are on.
  package internal(set) var modes: Set<Int> = [7, 25]
  /// How many synchronised updates have ended.
  package internal(set) var updates = 0
  /// Sequences that were passed over because they are not known; at most a hundred.
  package private(set) var unknown: [String] = []

  /// Where the next glyph goes, and how.
  struct Place: Sendable {
    var column = 0
    var row = 0
    /// Whether the last column has been written: the next glyph begins a new line.
    var wraps = false
    /// Colours and style of what is written.
    var ink = ScreenCell()
    /// Whether letters of the sets G0 and G1 are lines and blocks, and which set is in use.
    var drawing = [false, false]
    var set = 0
  }

  var place = Place()
  var saved = Place()
  /// The rows that scroll.
  var region: Range<Int>
  var insertsCells = false
  /// The glyph that REP repeats.
  var lastGlyph: Unicode.Scalar?
  /// The screen behind the alternate one; nil while that is not on.
  var behind: [ScreenCell]?
  /// Whether erased cells take the present background, as terminfo's `bce` says.
  let erasesWithBackground: Bool
  private var reader = SequenceReader()

  /// An empty screen with the cursor in its upper left corner.
  package init(columns: Int, rows: Int, erasesWithBackground: Bool = true) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    self.erasesWithBackground = erasesWithBackground
    cells = Array(repeating: ScreenCell(), count: self.columns * self.rows)
    region = 0..<self.rows
  }

  /// The cell at a place, counted from the upper left; a blank outside.
  package subscript(column: Int, row: Int) -> ScreenCell {
    guard (0..<columns).contains(column), (0..<rows).contains(row) else { return ScreenCell() }
    return cells[row * columns + column]
  }

  /// The glyphs alone, one line a row, without trailing blanks.
  package var text: String {
    (0..<rows).map { row in
      var line = String.UnicodeScalarView()
      for cell in cells[row * columns..<(row + 1) * columns] where cell.width > 0 {
        line.append(cell.glyph)
        line.append(contentsOf: cell.marks)
      }
      while line.last == " " { line.removeLast() }
      return String(line)
    }.joined(separator: "\n")
  }

  /// Takes what a program writes; sequences may be cut anywhere.
  package mutating func feed(_ bytes: [UInt8]) {
    for byte in bytes {
      guard let item = reader.take(byte) else { continue }
      switch item {
      case .glyph(let glyph): put(glyph)
      case .control(let byte): control(byte)
      case .escape(let intermediate, let final): escape(intermediate, final)
      case .sequence(let sequence): perform(sequence)
      }
    }
  }

  /// Takes text as it would be sent in UTF-8.
  package mutating func feed(_ text: String) { feed(Array(text.utf8)) }

  /// Writes one cell over all, so that what a program draws anew can be told from what was there.
  package mutating func fill(with cell: ScreenCell) {
    cells = Array(repeating: cell, count: cells.count)
  }

  /// Where two screens of one size differ first for who looks at them, in words; nil where they show the same.
  package func difference(from other: TerminalScreen) -> String? {
    guard columns == other.columns, rows == other.rows else {
      return "\(columns)x\(rows) and \(other.columns)x\(other.rows) cells"
    }
    let places = cells.indices.filter { cells[$0].visible != other.cells[$0].visible }
    guard let first = places.first else { return nil }
    return
      "\(places.count) of \(cells.count) cells, the first in row \(first / columns + 1), column "
      + "\(first % columns + 1): \(cells[first].words) and \(other.cells[first].words)"
  }

  mutating func pass(over sequence: String) {
    if unknown.count < 100 { unknown.append(sequence) }
  }
}

extension ScreenCell {
  /// The cell in words, for reports.
  var words: String {
    let code = String(glyph.value, radix: 16, uppercase: true)
    return "U+\(code) \(foreground) on \(background) style \(style.rawValue)"
  }
}
