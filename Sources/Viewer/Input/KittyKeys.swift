/// Keys as the kitty keyboard protocol spells them (<https://sw.kovidgoyal.net/kitty/keyboard-protocol/>):
/// `CSI code:shifted:base ; modifiers:event ; text u`, and `modifiers:event` in the older forms too.
///
/// The viewer asks for it because it alone says when a key is let go. Keys that type something still come as text.
enum KittyKeys {
  /// What asks for it, with 1 for exact codes, 2 for keys let go and 4 for the key's code on a Latin keyboard, and what
  /// takes that back.
  static let on = "\u{1b}[>7u"
  static let off = "\u{1b}[<u"

  /// What a control sequence means; nil when it is not of this protocol, empty when the key has no use.
  static func events(parameters text: String, final: UInt8) -> [InputEvent]? {
    let fields = text.split(separator: ";", omittingEmptySubsequences: false).map(numbers)
    guard text.allSatisfy({ $0.isASCII && $0.isNumber || $0 == ";" || $0 == ":" }),
      let codes = fields.first
    else { return nil }
    let held = fields.dropFirst().first ?? []
    let modifiers = held.first.flatMap(\.self) ?? 1
    let isReleased = held.dropFirst().first == 3
    let key: Key?
    if final == UInt8(ascii: "u") {
      guard let code = codes.first.flatMap(\.self) else { return nil }
      if max(0, modifiers - 1) & 0b111010 != 0, let character = character(codes, shift: false) {
        return isReleased ? [] : [.leftOut(.alt(character))]
      }
      key = self.key(code, codes, modifiers: max(0, modifiers - 1))
    } else {
      guard text.contains(":") else { return nil }
      let plain = "\(codes.first.flatMap(\.self) ?? 1);\(modifiers)"
      key = CommonKeys.key(parameters: Array(plain.utf8), final: final)
    }
    guard let key else { return [] }
    return [isReleased ? .released(key) : .key(key)]
  }

  private static func numbers(_ field: Substring) -> [Int?] {
    field.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
  }

  private static func key(_ code: Int, _ codes: [Int?], modifiers held: Int) -> Key? {
    let (shift, control) = (held & 1 != 0, held & 4 != 0)
    if let base = special[code] { return Key(base, shift: base == .tab && shift) }
    guard let character = character(codes, shift: shift && !control) else { return nil }
    guard control else { return Key(character) }
    // A Cyrillic keyboard has Ctrl with the letter that a Latin one has there.
    let latin = code > 127 ? codes.dropFirst(2).first.flatMap(\.self).flatMap(Self.scalar) : nil
    let letter = Character((latin ?? character).lowercased())
    // As bytes these are the same key.
    switch letter {
    case "[": return Key(.escape)
    case "i": return Key(.tab)
    case "m", "j": return Key(.enter)
    case "h": return Key(.backspace)
    default: return Key(.character(letter), control: true)
    }
  }

  /// What a key types; nil for keys that type nothing.
  private static func character(_ codes: [Int?], shift: Bool) -> Character? {
    guard let code = codes.first.flatMap(\.self) else { return nil }
    if let typed = keypad[code] { return typed }
    guard let plain = scalar(code) else { return nil }
    guard shift else { return plain }
    if let shifted = codes.dropFirst().first.flatMap(\.self).flatMap(scalar) { return shifted }
    return plain.uppercased().first
  }

  /// The character of a code; nil for control characters and the numbers of keys that type nothing.
  private static func scalar(_ code: Int) -> Character? {
    guard code >= 32, code != 127, !(0x80..<0xA0).contains(code), !(57344...63743).contains(code)
    else { return nil }
    return UInt32(exactly: code).flatMap(Unicode.Scalar.init).map(Character.init)
  }

  private static let special: [Int: Key.Base] = [
    9: .tab, 13: .enter, 27: .escape, 127: .backspace, 57414: .enter, 57417: .left, 57418: .right,
    57419: .up, 57420: .down, 57421: .pageUp, 57422: .pageDown, 57423: .home, 57424: .end,
    57426: .delete,
  ]
  private static let keypad: [Int: Character] = Dictionary(
    uniqueKeysWithValues: zip(57399..., "0123456789./*-+")
  ).merging([57415: "=", 57416: ","]) { first, _ in first }
}
