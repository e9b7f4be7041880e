/// What a terminal says when it is asked.
package enum TerminalAnswer: Hashable, Sendable {
  /// Its name and version, as in `kitty(0.26.5)` (XTVERSION).
  case version(String)
  /// What became of a command of the kitty graphics protocol about a picture.
  case picture(number: Int, isDone: Bool)
  /// Pixels of a cell.
  case cellSize(width: Int, height: Int)
  /// Whether it knows a private mode (DECRQM).
  case mode(Int, isKnown: Bool)
  /// That it has the kitty keyboard protocol.
  case keyboard
  /// What it can, as numbers: 4 is sixel (DA1). Every terminal answers this.
  case attributes([Int])

  /// The answer in a string of the terminal; nil when it is none.
  ///
  /// - introducer: the byte after ESC that began it.
  init?(string bytes: [UInt8], introducer: UInt8) {
    let text = String(decoding: bytes, as: UTF8.self)
    switch introducer {
    case UInt8(ascii: "P") where text.hasPrefix(">|"): self = .version(String(text.dropFirst(2)))
    case UInt8(ascii: "_") where text.hasPrefix("G"):
      let parts = text.dropFirst().split(separator: ";", maxSplits: 1)
      let keys = (parts.first ?? "").split(separator: ",")
      guard parts.count == 2, let key = keys.first(where: { $0.hasPrefix("i=") }),
        let number = Int(key.dropFirst(2))
      else { return nil }
      self = .picture(number: number, isDone: parts[1] == "OK")
    default: return nil
    }
  }

  /// The answer in a control sequence; nil when it is none.
  init?(parameters text: String, final: UInt8) {
    let isPrivate = text.hasPrefix("?")
    let numbers = text.drop { $0 == "?" }.prefix { $0 != "$" }
      .split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    switch Character(Unicode.Scalar(final)) {
    case "c" where isPrivate: self = .attributes(numbers)
    case "u" where isPrivate: self = .keyboard
    case "y" where isPrivate && text.hasSuffix("$") && numbers.count == 2:
      self = .mode(numbers[0], isKnown: numbers[1] == 1 || numbers[1] == 2)
    case "t" where !isPrivate && numbers.count == 3 && numbers[0] == 6:
      guard (1...500).contains(numbers[1]), (1...500).contains(numbers[2]) else { return nil }
      self = .cellSize(width: numbers[2], height: numbers[1])
    default: return nil
    }
  }
}
