import Foundation
import Testing
import Viewer

/// The emulator beside a real terminal: tmux shows the same after the same bytes.
@Suite(
  .enabled(if: Tmux.program != nil, "tmux is not installed: apt-get install tmux"), .serialized)
struct EmulatorTests {
  private static let (columns, rows) = (40, 12)

  /// Numbers that look random and are the same in every run.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }
  }

  /// Something that a program may send. Text never ends in the last column, where terminals differ in what a move then
  /// means; nothing is erased in colour, which tmux does not keep; and rows are inserted and deleted among those that
  /// scroll, from their beginning: elsewhere tmux does something and xterm does not.
  private func sequence(_ numbers: inout Numbers) -> String {
    func number(_ limit: Int) -> Int { Int.random(in: 1...limit, using: &numbers) }
    let rows = Self.rows
    let place = "\u{1b}[\(number(rows));\(number(20))H"
    let few = number(4)
    let text = ["ab▀▄", "heart ", "x\u{1b}[\(few)b", "long long long ", "\t!"].map { place + $0 }
    let inks = [
      "\u{1b}[38;5;\(number(255))m", "\u{1b}[48;5;\(number(255))m", "\u{1b}[1;7m",
      "\u{1b}[4;31m", "\u{1b}[22;27m", "\u{1b}[m", "\u{1b}[48;2;\(number(255));0;9m",
      "\u{1b}[39;49m", "\u{1b}[24;92;104m",
    ]
    let moves = [
      place, "\r", "\u{8}", "\u{1b}[\(few)A", "\u{1b}[\(few)B", "\u{1b}[\(few)C",
      "\u{1b}[\(few)D", "\u{1b}[\(few * 4)G", "\u{1b}[\(few)d", "\u{1b}7", "\u{1b}8",
    ]
    let changes = [
      "\u{1b}[\(few)X", "\u{1b}[K", "\u{1b}[1K", "\u{1b}[\(few)@", "\u{1b}[\(few)P",
      "\u{1b}[4;1H\u{1b}[\(few)L", "\u{1b}[4;1H\u{1b}[\(few)M", "\u{1b}[\(few)S", "\n", "\u{1b}M",
      "\u{1b}[1J",
      "\u{1b}[2;\(rows - few)r", "\u{1b}[r",
    ].map { "\u{1b}[m" + $0 }
    return [text, inks, moves, changes].randomElement(using: &numbers)?
      .randomElement(using: &numbers) ?? ""
  }

  @Test func showsWhatTmuxShows() throws {
    let place = try Workplace()
    for round in 0..<12 {
      var numbers = Numbers(state: UInt64(round + 1))
      let text = (0..<150).map { _ in sequence(&numbers) }.joined()
      let file = place.url.appendingPathComponent("\(round)")
      try Data(text.utf8).write(to: file)
      let tmux = try Tmux(
        "stty raw; cat '\(file.path)'; touch '\(file.path).done'; sleep 600", columns: Self.columns,
        rows: Self.rows)
      try tmux.wait("the end of the bytes") { _ in
        FileManager.default.fileExists(atPath: file.path + ".done")
      }
      usleep(50_000)
      var expected = TerminalScreen(columns: Self.columns, rows: Self.rows)
      let shown = try tmux.screen(colours: true)
      expected.feed(
        shown.split(separator: "\n", omittingEmptySubsequences: false)
          .prefix(Self.rows).joined(separator: "\r\n"))
      var screen = TerminalScreen(columns: Self.columns, rows: Self.rows)
      screen.feed(text)
      #expect(screen.unknown.isEmpty)
      #expect(
        screen.difference(from: expected) == nil,
        "\(screen.difference(from: expected) ?? "")\n\(screen.text)\nand tmux\n\(expected.text)")
    }
  }
}
