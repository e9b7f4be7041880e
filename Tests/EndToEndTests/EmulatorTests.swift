import Foundation
import Testing
import Viewer

/// The emulator beside a real terminal: tmux shows the same after the same bytes.
@Suite(
  .enabled(if: Tmux.program != nil, "tmux is not installed: apt-get install tmux"), .serialized)
struct EmulatorTests {
  private static let (columns, rows) = (40, 12)

  /// A number that a letter takes.
  private func sequence(_ generator: inout some RandomNumberGenerator) -> String {
    func number(_ limit: Int) -> Int { Int.random(in: 1...limit, using: &generator) }
    let (columns, rows) = (Self.columns, Self.rows)
    let few = number(4)
    let choices = [
      "\u{1b}[\(number(rows));\(number(columns))H", "\u{1b}[\(number(rows));\(number(columns))H",
      "\u{1b}[38;5;\(number(255))m", "\u{1b}[48;5;\(number(255))m", "\u{1b}[1;7m", "\u{1b}[4;31m",
      "\u{1b}[22;27m", "\u{1b}[m", "\u{1b}[48;2;\(number(255));0;9m", "\u{1b}[39;49m",
      "ab▀▄", "heart ", "x\u{1b}[\(few)b", "\u{1b}[\(few)X", "\u{1b}[K", "\u{1b}[1K",
      "\u{1b}[\(few)@", "\u{1b}[\(few)P", "\u{1b}[\(few)L", "\u{1b}[\(few)M", "\u{1b}[\(few)S",
      "\u{1b}[2;\(rows - few)r", "\u{1b}[r", "\r", "\n", "\u{8}", "\t", "\u{1b}M", "\u{1b}[\(few)A",
      "\u{1b}[\(few)B", "\u{1b}[\(few)C", "\u{1b}[\(few)D", "\u{1b}[\(few * 4)G", "\u{1b}[\(few)d",
      String(repeating: "long ", count: 3), "\u{1b}7", "\u{1b}8",
    ]
    return choices.randomElement(using: &generator) ?? ""
  }

  @Test func showsWhatTmuxShows() throws {
    let place = try Workplace()
    var generator = SystemRandomNumberGenerator()
    for round in 0..<12 {
      let text = (0..<150).map { _ in sequence(&generator) }.joined()
      let file = place.url.appendingPathComponent("\(round)")
      // The cursor is hidden when everything is there.
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
      expected.feed(shown.split(separator: "\n", omittingEmptySubsequences: false)
        .prefix(Self.rows).joined(separator: "\r\n"))
      var screen = TerminalScreen(columns: Self.columns, rows: Self.rows)
      screen.feed(text)
      #expect(screen.unknown.isEmpty)
      #expect(
        screen.text == expected.text && screen.difference(from: expected) == nil,
        "\(screen.difference(from: expected) ?? "") after \(text.debugDescription)")
    }
  }
}
