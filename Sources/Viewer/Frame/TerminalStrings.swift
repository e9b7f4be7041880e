/// What a terminal understands, as the terminal database describes it: bytes that move its cursor and set its colours.
struct TerminalStrings {
  /// Puts the cursor on a cell: row and column, from 0.
  let move: (Int, Int) -> [UInt8]
  /// Takes all colours and styles away.
  let reset: [UInt8]
  /// Empties the screen.
  let clear: [UInt8]
  let bold: [UInt8]
  let reverse: [UInt8]
  let underline: [UInt8]
  /// Gives foreground and background the terminal's own colours.
  let ownColours: [UInt8]
  /// What sets a colour, by its place in the palette.
  private let foregrounds: [[UInt8]]
  private let backgrounds: [[UInt8]]
  /// Whether styles and colours are what stands between `ESC [` and `m`, so that several go into one sequence.
  let joinsAttributes: Bool
  /// Whether other characters than those of ASCII are written, in UTF-8.
  let isUTF8: Bool
  /// Whether colours are those of the palette, by its numbers.
  private let isPalette: Bool
  /// Whether greys of 24 bits can be spelt as most terminals spell them.
  var mayHaveExactGreys: Bool { isPalette && joinsAttributes }
  /// Whether a character in the last cell scrolls the screen: that cell stays empty.
  let scrollsAtEnd: Bool

  /// Where a terminal's description is looked up.
  struct Source {
    /// A string capability by its name; nil when there is none.
    var text: (String) -> [UInt8]?
    /// The same with numbers filled in.
    var filled: (String, [Int]) -> [UInt8]?
    /// A capability that is there or not.
    var flag: (String) -> Bool
  }

  /// - Parameters:
  ///   - colours: how many are used.
  ///   - number: by which the terminal knows a colour; nil: by its place in the palette.
  init(
    _ source: Source, colours: ColourMode, isUTF8: Bool, number: ((PaletteIndex) -> Int)? = nil
  ) {
    let number = number ?? { Int($0.number) }
    isPalette = colours == .palette256 && number(PaletteIndex(200)) == 200
    func text(_ name: String) -> [UInt8] { Self.withoutPadding(source.text(name) ?? []) }
    func filled(_ name: String, _ numbers: [Int]) -> [UInt8] {
      Self.withoutPadding(source.filled(name, numbers) ?? [])
    }
    let isCommon = filled("cup", [4, 7]) == Self.move(4, 7)
    move =
      isCommon
      ? { Self.move($0, $1) } : { Self.withoutPadding(source.filled("cup", [$0, $1]) ?? []) }
    clear = text("clear")
    let all = (0..<colours.count).map { PaletteIndex($0) }
    let (front, back) = (
      all.map { filled("setaf", [number($0)]) }, all.map { filled("setab", [number($0)]) }
    )
    let whole = text("sgr0")
    let styles = [text("bold"), text("rev"), text("smul"), text("op")]
    joinsAttributes =
      isCommon
      && (front + back + styles).allSatisfy { $0.isEmpty || Self.parameters(of: $0) != nil }
      && whole.firstRange(of: Array("\u{1b}[".utf8)) != nil
    let joins = joinsAttributes
    func kept(_ bytes: [UInt8]) -> [UInt8] { joins ? Self.parameters(of: bytes) ?? [] : bytes }
    reset = joins ? [UInt8(ascii: "0")] : whole
    (bold, reverse, underline, ownColours) = (
      kept(styles[0]), kept(styles[1]), kept(styles[2]), kept(styles[3])
    )
    (foregrounds, backgrounds) = (front.map(kept), back.map(kept))
    self.isUTF8 = isUTF8
    scrollsAtEnd = source.flag("am") && !source.flag("xenl")
  }

  /// What sets a foreground; nil where the terminal has no such colour.
  func foreground(_ colour: PaletteIndex) -> [UInt8]? { Self.entry(colour, foregrounds, "38") }

  /// What sets a background; nil where the terminal has no such colour.
  func background(_ colour: PaletteIndex) -> [UInt8]? { Self.entry(colour, backgrounds, "48") }

  private static func entry(
    _ colour: PaletteIndex, _ table: [[UInt8]], _ kind: String
  ) -> [UInt8]? {
    let number = Int(colour.number)
    if let level = colour.exactGrey { return Array("\(kind);2;\(level);\(level);\(level)".utf8) }
    return table.indices.contains(number) ? table[number] : nil
  }

  /// How most terminals spell it.
  private static func move(_ row: Int, _ column: Int) -> [UInt8] {
    Array("\u{1b}[\(row + 1);\(column + 1)H".utf8)
  }

  /// What stands between `ESC [` and `m`; nil when the bytes are anything else.
  private static func parameters(of bytes: [UInt8]) -> [UInt8]? {
    guard bytes.starts(with: [27, UInt8(ascii: "[")]), bytes.last == UInt8(ascii: "m") else {
      return nil
    }
    let inner = bytes.dropFirst(2).dropLast()
    return inner.contains { !(0x30..<0x3C).contains($0) } ? nil : Array(inner)
  }

  /// Drops delays such as `$<5>`.
  static func withoutPadding(_ bytes: [UInt8]) -> [UInt8] {
    var rest = bytes[...]
    var kept: [UInt8] = []
    while let start = rest.firstRange(of: Array("$<".utf8)),
      let end = rest[start.upperBound...].firstIndex(of: UInt8(ascii: ">"))
    {
      kept += rest[..<start.lowerBound]
      rest = rest[(end + 1)...]
    }
    return kept + rest
  }
}
