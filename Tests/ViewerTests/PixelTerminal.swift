import Pictures

@testable import Viewer

/// A terminal with cells and pixels, as xterm draws sixels: a picture covers the cells it is drawn on, and a character
/// that is written later takes its cell out of the picture. Of the kitty protocol it keeps what is sent and placed.
struct PixelTerminal {
  static let cell = (width: 5, height: 12)

  private(set) var screen: TerminalScreen
  /// Greys of the screen's pixels that sixels have drawn, in steps; nil where there are none.
  private(set) var canvas: [Int?]
  /// Commands of the kitty protocol, without ESC _ G and its end.
  private(set) var commands: [(keys: [String: String], payload: String)] = []

  init(columns: Int, rows: Int) {
    screen = TerminalScreen(columns: columns, rows: rows)
    canvas = Array(repeating: nil, count: columns * Self.cell.width * rows * Self.cell.height)
  }

  var width: Int { screen.columns * Self.cell.width }

  mutating func feed(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let next = rest.indices.first {
        rest[$0] == 27 && $0 + 1 < rest.endIndex && [0x50, 0x5F].contains(rest[$0 + 1])
      }
      write(Array(rest[..<(next ?? rest.endIndex)]))
      guard let next else { return }
      let string = rest[(next + 1)...]
      guard let end = string.indices.first(where: { string[$0] == 27 }) else {
        fatalError("a string without an end")
      }
      let content = Array(string[string.index(after: string.startIndex)..<end])
      if rest[next + 1] == 0x50 { draw(content) } else { note(content) }
      rest = rest[(end + 2)...]
    }
  }

  /// What tmux makes of a program's bytes: it passes on what is wrapped for the terminal, and drops other strings.
  mutating func feedThroughTmux(_ bytes: [UInt8]) {
    var rest = bytes[...]
    let opening = Array("\u{1b}Ptmux;".utf8)
    while let start = rest.firstRange(of: opening) {
      feed(Array(rest[..<start.lowerBound]))
      var inner: [UInt8] = []
      var at = start.upperBound
      while !(rest[at] == 27 && rest[at + 1] == UInt8(ascii: "\\")) {
        // A doubled ESC is one of the inner sequence.
        if rest[at] == 27 { at += 1 }
        inner.append(rest[at])
        at += 1
      }
      feed(inner)
      rest = rest[(at + 2)...]
    }
    feed(Array(rest))
  }

  /// Cells that are written lose their pixels: a mark in every cell tells which.
  private mutating func write(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    let mark = ScreenCell("\u{2603}")
    let before = screen.cells
    screen.cells = Array(repeating: mark, count: before.count)
    screen.feed(bytes)
    for (place, cell) in screen.cells.enumerated() {
      guard cell == mark else {
        erase(place)
        continue
      }
      screen.cells[place] = before[place]
    }
  }

  private mutating func erase(_ place: Int) {
    let (row, column) = place.quotientAndRemainder(dividingBy: screen.columns)
    for y in row * Self.cell.height..<(row + 1) * Self.cell.height {
      for x in column * Self.cell.width..<(column + 1) * Self.cell.width {
        canvas[y * width + x] = nil
      }
    }
  }

  /// Draws sixels from the cursor's cell.
  private mutating func draw(_ content: [UInt8]) {
    var (x, y, colour, count) = (0, 0, 0, 1)
    let text = Array(String(decoding: content, as: UTF8.self).drop { $0 != "q" }.dropFirst())
    let (left, top) = (screen.column * Self.cell.width, screen.row * Self.cell.height)
    var at = 0
    func number() -> Int {
      var digits = ""
      while at < text.count, text[at].isNumber || text[at] == ";" {
        digits.append(text[at])
        at += 1
      }
      return Int(digits.split(separator: ";").first ?? "") ?? 0
    }
    while at < text.count {
      let character = text[at]
      at += 1
      switch character {
      case "\"": _ = number()
      case "#": colour = number()
      case "!": count = number()
      case "$": x = 0
      case "-": (x, y) = (0, y + 6)
      default:
        let bits = Int(character.asciiValue ?? 63) - 63
        for step in 0..<count {
          for bit in 0..<6 where bits >> bit & 1 == 1 {
            canvas[(top + y + bit) * width + left + x + step] = colour
          }
        }
        (x, count) = (x + count, 1)
      }
    }
  }

  /// The files that the terminal has, by number, and which of them are shown at each place, by the commands so far.
  var pictures: (files: [String: String], placed: [String: String]) {
    var (files, placed) = ([String: String](), [String: String]())
    var number = ""
    for (keys, payload) in commands {
      switch keys["a"] {
      case "t":
        number = keys["i"] ?? ""
        files[number] = payload
        // Whatever was shown of the picture that had the number is gone.
        placed = placed.filter { $0.value != number }
      case nil: files[number, default: ""] += payload
      case "p": if let place = keys["p"], let number = keys["i"] { placed[place] = number }
      case "d" where keys["d"] == "i": if let place = keys["p"] { remove(keys["i"], at: place) }
      case "d": (files, placed) = ([:], [:])
      default: break
      }
    }
    func remove(_ number: String?, at place: String) {
      if placed[place] == number { placed[place] = nil }
    }
    return (files, placed)
  }

  private mutating func note(_ content: [UInt8]) {
    let parts = String(decoding: content.dropFirst(), as: UTF8.self).split(
      separator: ";", maxSplits: 1)
    let keys = (parts.first ?? "").split(separator: ",").map { $0.split(separator: "=") }
    commands.append(
      (
        Dictionary(uniqueKeysWithValues: keys.map { (String($0[0]), String($0[1])) }),
        parts.count > 1 ? String(parts[1]) : ""
      ))
  }
}
