import Testing

@testable import Viewer

/// The emulator: what a screen shows after some bytes. That it shows what a real terminal does is tested beside tmux.
@Suite struct TerminalScreenTests {
  private func screen(
    _ text: String, columns: Int = 8, rows: Int = 3, erasesWithBackground: Bool = true
  ) -> TerminalScreen {
    var screen = TerminalScreen(
      columns: columns, rows: rows, erasesWithBackground: erasesWithBackground)
    screen.feed(text)
    return screen
  }

  private func lines(_ text: String, columns: Int = 8, rows: Int = 3) -> [String] {
    screen(text, columns: columns, rows: rows).text.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }

  @Test func textWrapsOnlyWhenMoreComes() {
    #expect(lines("abcdefgh") == ["abcdefgh", "", ""])
    let full = screen("abcdefgh")
    #expect(full.column == 7 && full.row == 0)
    #expect(lines("abcdefghi") == ["abcdefgh", "i", ""])
    // A move forgets that the line is full.
    #expect(lines("abcdefgh\u{1b}[1;8HX") == ["abcdefgX", "", ""])
    #expect(lines("\u{1b}[?7labcdefghij") == ["abcdefgj", "", ""])
    #expect(lines("1\r\n2\r\n3\r\n4") == ["2", "3", "4"])
  }

  @Test func theCursorMovesAsItIsTold() {
    #expect(lines("\u{1b}[2;3Ha\u{1b}[Hb\u{1b}[Bc\u{1b}[2Dd\u{1b}[5Ge\u{1b}[3df")[0] == "b")
    let places: [(String, Int, Int)] = [
      ("\u{1b}[2;3H", 2, 1), ("\u{1b}[99;99H", 7, 2), ("\u{1b}[2;3H\u{1b}[A", 2, 0),
      ("\u{1b}[2;3H\u{1b}[9C", 7, 1), ("\u{1b}[2;3H\u{1b}[D\u{8}", 0, 1), ("ab\t", 7, 0),
      ("\u{1b}[6G", 5, 0), ("\u{1b}[3d", 0, 2), ("abc\u{1b}7\u{1b}[3;1H\u{1b}8", 3, 0),
      ("\u{1b}[8G\u{1b}[Z", 0, 0), ("ab\u{1b}[E", 0, 1),
    ]
    for (text, column, row) in places {
      let found = screen(text)
      #expect(found.column == column && found.row == row, "\(text.debugDescription)")
      #expect(found.unknown.isEmpty)
    }
  }

  @Test func coloursAreKept() {
    let first = screen("\u{1b}[1;4;7;38;5;200;48;2;1;2;3mx")[0, 0]
    #expect(first.style == [.bold, .underline, .reverse])
    #expect(first.foreground == .palette(200))
    #expect(first.background == .rgb(red: 1, green: 2, blue: 3))
    let more = screen(
      "\u{1b}[31;102mx\u{1b}[39;49mx\u{1b}[38:2::9:8:7;48:5:4mx\u{1b}[22mx\u{1b}[mx")
    #expect(more[0, 0].foreground == .palette(1) && more[0, 0].background == .palette(10))
    #expect(more[1, 0] == ScreenCell("x"))
    #expect(more[2, 0].foreground == .rgb(red: 9, green: 8, blue: 7))
    #expect(more[3, 0].background == .palette(4))
    #expect(more[4, 0] == ScreenCell("x"))
    #expect(screen("\u{1b}[0;10;1mx")[0, 0].style == .bold)
    #expect(screen("\u{1b}[11mx").unknown == ["CSI 11m"])
    #expect(screen("\u{1b}[38;5;300mx").unknown == ["CSI 38;5;300m"])
  }

  @Test func erasingTakesTheBackgroundOrDoesNot() {
    let text = "abcdefgh\u{1b}[1;3H\u{1b}[44;1m\u{1b}[2X\u{1b}[1;7H\u{1b}[K"
    let found = screen(text)
    #expect(found.text.hasPrefix("ab  ef\n"))
    #expect(found[2, 0] == ScreenCell(background: .palette(4)) && found[7, 0] == found[2, 0])
    #expect(screen(text, erasesWithBackground: false)[2, 0] == ScreenCell())
    #expect(lines("abc\r\ndef\r\nghi\u{1b}[2;2H\u{1b}[J") == ["abc", "d", ""])
    #expect(lines("abc\r\ndef\r\nghi\u{1b}[2;2H\u{1b}[1J") == ["", "  f", "ghi"])
    #expect(lines("abc\r\ndef\u{1b}[2J") == ["", "", ""])
    #expect(lines("abcdef\u{1b}[3D\u{1b}[1K") == ["    ef", "", ""])
  }

  @Test func cellsAndRowsAreInsertedAndDeleted() {
    #expect(lines("abcdefgh\u{1b}[3G\u{1b}[2@") == ["ab  cdef", "", ""])
    #expect(lines("abcdefgh\u{1b}[3G\u{1b}[2P") == ["abefgh", "", ""])
    #expect(lines("abc\u{1b}[G\u{1b}[4hxy\u{1b}[4lz") == ["xyzbc", "", ""])
    #expect(lines("a\r\nb\r\nc\u{1b}[2H\u{1b}[L") == ["a", "", "b"])
    #expect(lines("a\r\nb\r\nc\u{1b}[H\u{1b}[M") == ["b", "c", ""])
    #expect(lines("a\r\nb\r\nc\u{1b}[S") == ["b", "c", ""])
    #expect(lines("a\r\nb\r\nc\u{1b}[T") == ["", "a", "b"])
    #expect(lines("a\r\nb\r\nc\u{1b}[H\u{1b}M") == ["", "a", "b"])
    // Only the rows of the region move.
    #expect(lines("a\r\nb\r\nc\u{1b}[1;2r\u{1b}[2H\nx") == ["b", "x", "c"])
    #expect(lines("a\r\nb\r\nc\u{1b}[2;3r\u{1b}[3;1H\n") == ["a", "c", ""])
  }

  @Test func glyphsRepeat() {
    #expect(lines("\u{1b}[44m▀\u{1b}[3b") == ["▀▀▀▀", "", ""])
    #expect(screen("\u{1b}[44m▀\u{1b}[3b")[3, 0].background == .palette(4))
    #expect(lines("\u{1b}(0lqk\u{1b}(Bq") == ["┌─┐q", "", ""])
    #expect(lines("\u{1b})0\u{e}x\u{f}x") == ["│x", "", ""])
  }

  @Test func wideCharactersTakeTwoCells() {
    #expect(lines("a心b") == ["a心b", "", ""])
    #expect(screen("a心b").column == 4)
    #expect(lines("1234567心") == ["1234567", "心", ""])
    // Who overwrites a half loses the other one.
    #expect(lines("a心b\u{1b}[2Gx") == ["ax b", "", ""])
    #expect(lines("a心b\u{1b}[3Gx") == ["a xb", "", ""])
    #expect(lines("心心\u{1b}[2G心") == [" 心", "", ""])
    let marked = screen("e\u{301}f")
    #expect(marked[0, 0].marks == ["\u{301}"] && marked[1, 0].glyph == "f")
  }

  @Test func stringsAndQuestionsShowNothing() {
    let text =
      "\u{1b}]0;title\u{7}a\u{1b}]11;?\u{1b}\\b\u{1b}P+q544e\u{1b}\\c\u{1b}_Gi=1;AAAA\u{1b}\\d"
      + "\u{1b}[>q\u{1b}[c\u{1b}[?2026$p\u{1b}[14t\u{1b}[>1u\u{1b}=e"
    let found = screen(text)
    #expect(found.text == "abcde\n\n")
    #expect(found.unknown.isEmpty)
    // BEL is part of a DCS, and ends an OSC.
    #expect(lines("\u{1b}Pa\u{7}b\u{1b}\\c") == ["c", "", ""])
  }

  @Test func whatIsNotKnownIsSaid() {
    let found = screen("a\u{1b}[5n\u{1b}[?6h\u{1b}#8\u{1b}[3ib")
    #expect(found.text == "ab\n\n")
    #expect(found.unknown == ["CSI ?6h", "ESC #8", "CSI 3i"])
  }

  @Test func updatesAndModesAreCounted() {
    let found = screen("\u{1b}[?2026hab\u{1b}[?2026l\u{1b}[?2026h\u{1b}[?1002h\u{1b}[?25l")
    #expect(found.updates == 1)
    #expect(found.modes == [7, 2026, 1002])
  }

  @Test func theOtherScreenComesBack() {
    #expect(lines("shell\u{1b}[?1049h\u{1b}[Hviewer") == ["viewer", "", ""])
    let back = screen("shell\u{1b}[?1049h\u{1b}[Hviewer\u{1b}[?1049l$")
    #expect(back.text == "shell$\n\n")
  }

  /// Bytes come in pieces of any length; a piece cut anywhere gives the same screen.
  @Test func piecesMayBeCutAnywhere() {
    let text = "\u{1b}[1;38;5;7m▀心\u{1b}]0;x\u{1b}\\\u{1b}(B\u{1b}[2;3Hé\u{1b}[K"
    let whole = screen(text)
    var parts = TerminalScreen(columns: 8, rows: 3)
    for byte in Array(text.utf8) { parts.feed([byte]) }
    #expect(parts.difference(from: whole) == nil)
    #expect(whole.text == "▀心\n  é\n")
  }

  @Test func differencesAreSaid() throws {
    let words = try #require(screen("abc").difference(from: screen("abd")))
    #expect(words.hasPrefix("1 of 24 cells, the first in row 1, column 3"))
    #expect(screen("a").difference(from: screen("a", columns: 9)) != nil)
    #expect(screen("\u{1b}[44m ").difference(from: screen(" ")) != nil)
    #expect(screen("\u{1b}[7m ").difference(from: screen(" ")) != nil)
    #expect(screen("\u{1b}[4m ").difference(from: screen(" ")) != nil)
    #expect(screen("\u{1b}[31;7m ").difference(from: screen("\u{1b}[41m ")) == nil)
    // The colour of a blank shows nowhere.
    #expect(screen("\u{1b}[31;1m ").difference(from: screen(" ")) == nil)
  }

  @Test func whatIsNotDrawnAnewShows() {
    var anew = screen("abc")
    anew.fill(with: ScreenCell("?"))
    anew.feed("\u{1b}[H\u{1b}[Kabc")
    #expect(anew.text == "abc\n????????\n????????")
  }

  /// No bytes make it fail.
  @Test func anyBytesAreTaken() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var screen = TerminalScreen(
        columns: Int.random(in: 1...9, using: &generator),
        rows: Int.random(in: 1...5, using: &generator))
      let likely = Array("\u{1b}[;?0123456789ABCDHJKLMPSTXZ@bdhlmr\t\n\r心é▀".utf8)
      for _ in 0..<400 {
        let byte =
          Bool.random(using: &generator)
          ? likely.randomElement(using: &generator) ?? 0 : UInt8.random(in: 0...255)
        screen.feed([byte])
      }
      #expect(screen.cells.count == screen.columns * screen.rows)
      #expect(
        (0..<screen.columns).contains(screen.column) && (0..<screen.rows).contains(screen.row))
    }
  }
}
