/// What the keys of one terminal send, as its description (terminfo) has it.
///
/// Most terminals send the sequences that `CommonKeys` knows. This is for the others: keys that begin with a
/// control byte, that stop in the middle of the common grammar, or that are longer than it allows.
package struct KeySequences: Sendable {
  private var sequences: [[UInt8]: Key] = [:]
  private var fronts: Set<[UInt8]> = []
  /// Bytes of the longest key.
  private(set) var longest = 1

  /// A terminal of which nothing is known.
  package init() {}

  /// The keys of a terminal.
  ///
  /// - Parameter capability: the bytes of a string capability by its terminfo name; nil when there is none.
  package init(capability: (String) -> [UInt8]?) {
    for (name, key) in Self.names {
      // One that begins like typed text, or is ESC alone, could never be told from it.
      guard let bytes = capability(name), let first = bytes.first, bytes != [27],
        first < 32 || first >= 127, sequences[bytes] == nil
      else { continue }
      sequences[bytes] = key
      for count in 1..<max(2, bytes.count) { fronts.insert(Array(bytes.prefix(count))) }
      longest = max(longest, bytes.count)
    }
  }

  /// The key that sends exactly these bytes.
  func key(_ bytes: [UInt8]) -> Key? { sequences[bytes] }

  /// Whether a key begins with these bytes and is longer.
  func begins(_ bytes: [UInt8]) -> Bool { fronts.contains(bytes) && sequences[bytes] == nil }

  /// Names of capabilities with the key they describe. Where two keys send the same, the first one counts.
  static let names: [(String, Key)] =
    [
      ("kbs", Key(.backspace)), ("kcuu1", Key(.up)), ("kcud1", Key(.down)), ("kcub1", Key(.left)),
      ("kcuf1", Key(.right)), ("knp", Key(.pageDown)), ("kpp", Key(.pageUp)),
      ("khome", Key(.home)), ("kend", Key(.end)), ("kdch1", Key(.delete)), ("kent", Key(.enter)),
      ("kcbt", Key(.tab, shift: true)), ("kLFT", Key(.left, shift: true)),
      ("kRIT", Key(.right, shift: true)), ("kri", Key(.up, shift: true)),
      ("kind", Key(.down, shift: true)),
    ] + (1...12).map { ("kf\($0)", Key(.function($0))) }
    + [("kLFT", Key.Base.left), ("kRIT", .right), ("kUP", .up), ("kDN", .down)].flatMap {
      name, base in
      (3...8).map { ("\(name)\($0)", CommonKeys.modified(base, by: $0)) }
    }
}

/// The spellings of keys that terminals share.
enum CommonKeys {
  /// `CSI parameters final`: `1 ; modifiers letter` and `number ; modifiers ~`, as xterm and its kin send them.
  static func key(parameters: [UInt8], final: UInt8) -> Key? {
    let text = String(decoding: parameters, as: UTF8.self)
    guard text.allSatisfy({ $0.isASCII && $0.isNumber || $0 == ";" }) else { return nil }
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 1 }
    switch Character(Unicode.Scalar(final)) {
    case "Z": return Key(.tab, shift: true)
    case "~":
      return (codes[numbers.first ?? 0]).map { modified($0, by: numbers.dropFirst().first ?? 1) }
    default: return letter(final).map { modified($0, by: numbers.dropFirst().first ?? 1) }
    }
  }

  /// A key with what is held down: 1 and the sum of Shift 1, Alt 2, Ctrl 4.
  static func modified(_ base: Key.Base, by modifiers: Int) -> Key {
    let held = max(0, modifiers - 1)
    return Key(base, control: held & 4 != 0, shift: held & 1 != 0)
  }

  /// The function keys of the Linux console, `ESC [ [ A` and on.
  static func console(_ final: UInt8) -> Key? {
    (0x41...0x45).contains(final) ? Key(.function(Int(final) - 0x40)) : nil
  }

  private static func letter(_ final: UInt8) -> Key.Base? {
    switch Character(Unicode.Scalar(final)) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "H": .home
    case "F": .end
    case "P": .function(1)
    case "Q": .function(2)
    case "R": .function(3)
    case "S": .function(4)
    default: nil
    }
  }

  private static let codes: [Int: Key.Base] = [
    1: .home, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12),
  ]
}
