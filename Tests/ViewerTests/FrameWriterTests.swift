import Testing

@testable import Viewer

/// What is written of a frame, as a terminal shows it.
struct FrameWriterTests {
  /// A terminal with 256 colours that spells everything as xterm does.
  static var common: TerminalStrings.Source {
    TerminalStrings.Source(
      text: { name in
        let texts = [
          "sgr0": "\u{1b}(B\u{1b}[m", "clear": "\u{1b}[H\u{1b}[2J", "bold": "\u{1b}[1m$<2>",
          "rev": "\u{1b}[7m", "smul": "\u{1b}[4m", "op": "\u{1b}[39;49m",
        ]
        return texts[name].map { Array($0.utf8) }
      },
      filled: { name, numbers in
        func colour(_ base: Int, _ bright: Int) -> String {
          let n = numbers[0]
          return n < 8 ? "\(base + n)" : n < 16 ? "\(bright + n - 8)" : "\(base + 8);5;\(n)"
        }
        switch name {
        case "cup": return Array("\u{1b}[\(numbers[0] + 1);\(numbers[1] + 1)H$<5>".utf8)
        case "setaf": return Array("\u{1b}[\(colour(30, 90))m".utf8)
        case "setab": return Array("\u{1b}[\(colour(40, 100))m".utf8)
        default: return nil
        }
      }, flag: { ["am", "xenl"].contains($0) })
  }

  static var strings: TerminalStrings {
    TerminalStrings(common, colours: .palette256, isUTF8: true)
  }

  static func shown(_ colour: PaletteIndex) -> ScreenColour {
    if let level = colour.exactGrey.map({ UInt8($0) }) {
      return .rgb(red: level, green: level, blue: level)
    }
    return colour == .standard ? .standard : .palette(Int(colour.number))
  }

  /// A screen of cells of all kinds; few colours, so that neighbours often share one.
  private func grid(_ generator: inout SystemRandomNumberGenerator, _ columns: Int, _ rows: Int)
    -> CellGrid
  {
    var grid = CellGrid(columns: columns, rows: rows)
    let glyphs = Array(" a▀▄█é·".unicodeScalars)
    let colours: [PaletteIndex] = [.standard, 1, 9, 16, 240, .exactGrey(77)]
    for row in 0..<rows {
      for column in 0..<columns {
        grid[column, row] = Cell(
          glyphs.randomElement(using: &generator) ?? " ",
          foreground: colours.randomElement(using: &generator) ?? 0,
          background: colours.randomElement(using: &generator) ?? 0,
          style: CellStyle(rawValue: [0, 0, 0, 1, 2, 5].randomElement(using: &generator) ?? 0))
      }
    }
    return grid
  }

  private func expect(_ screen: TerminalScreen, shows grid: CellGrid) {
    for (cell, found) in zip(grid.cells, screen.cells) {
      if cell.glyph == Cell.secondHalf {
        #expect(found.width == 0)
        continue
      }
      #expect(found.glyph.value == cell.glyph && found.style == cell.style)
      // A blank shows no foreground and a full block no background.
      if cell.glyph != 0x20 || !cell.style.isEmpty {
        #expect(found.foreground == Self.shown(cell.foreground))
      }
      if cell.glyph != 0x2588 || !cell.style.isEmpty {
        #expect(found.background == Self.shown(cell.background))
      }
    }
    #expect(screen.unknown.isEmpty)
  }

  @Test func theTerminalShowsEveryFrame() {
    var generator = SystemRandomNumberGenerator()
    var screen = TerminalScreen(columns: 23, rows: 7)
    screen.feed("left from before")
    var old: CellGrid?
    for round in 0..<60 {
      var next = grid(&generator, 23, 7)
      for row in 0..<7 {
        let column = Int.random(in: -2..<23)
        next.put("心筋 e\u{301}", column: column, row: row, ink: Ink(1, on: 240))
      }
      // Every third frame changes a few cells alone.
      if let old, round % 3 > 0 {
        let fresh = next
        next = old
        for _ in 0..<12 {
          let (c, r) = (Int.random(in: 0..<23), Int.random(in: 0..<7))
          if fresh[c, r].glyph < 0x3000 { next[c, r] = fresh[c, r] }
        }
      }
      screen.feed(FrameWriter.bytes(from: old, to: next, Self.strings))
      expect(screen, shows: next)
      old = next
    }
  }

  @Test func whatStaysIsNotWritten() {
    var generator = SystemRandomNumberGenerator()
    let grid = grid(&generator, 30, 10)
    #expect(FrameWriter.bytes(from: grid, to: grid, Self.strings).isEmpty)
    var next = grid
    next[11, 4] = Cell("x", foreground: 16, background: 240)
    let bytes = FrameWriter.bytes(from: grid, to: next, Self.strings)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "\u{1b}[0m\u{1b}[5;12H\u{1b}[38;5;16;48;5;240mx\u{1b}[0m")
  }

  @Test func theLastCellIsLeftWhereItWouldScroll() {
    let scrolling = TerminalStrings.Source(
      text: Self.common.text, filled: Self.common.filled, flag: { $0 == "am" })
    let strings = TerminalStrings(scrolling, colours: .palette256, isUTF8: true)
    var grid = CellGrid(columns: 4, rows: 2)
    grid.fill(grid.bounds, with: Cell("x"))
    let text = String(
      decoding: FrameWriter.bytes(from: nil, to: grid, strings), as: UTF8.self)
    #expect(text.filter { $0 == "x" }.count == 7)
    #expect(
      String(decoding: FrameWriter.bytes(from: nil, to: grid, Self.strings), as: UTF8.self)
        .filter { $0 == "x" }.count == 8)
  }

  @Test func otherSpellingsAreSentAsTheyAre() {
    let odd = TerminalStrings.Source(
      text: {
        ["sgr0": "<none>", "clear": "<clear>", "bold": "<bold>"][$0].map { Array($0.utf8) }
      },
      filled: { name, numbers in name == "cup" ? Array("<\(numbers[0]),\(numbers[1])>".utf8) : nil
      },
      flag: { _ in false })
    let strings = TerminalStrings(odd, colours: .mono, isUTF8: false)
    var grid = CellGrid(columns: 3, rows: 1)
    let blank = grid
    grid[1, 0] = Cell("é", style: .bold)
    let text = String(decoding: FrameWriter.bytes(from: blank, to: grid, strings), as: UTF8.self)
    #expect(text == "<none><0,1><bold>?<none>")
  }
}
