/// The letters that terminals show as lines and blocks while their second character set is in use (`ESC ( 0`).
enum DrawingCharacters {
  private static let glyphs: [Unicode.Scalar: Unicode.Scalar] = [
    "`": "◆", "a": "▒", "b": "␉", "c": "␌", "d": "␍", "e": "␊", "f": "°", "g": "±", "h": "␤",
    "i": "␋", "j": "┘", "k": "┐", "l": "┌", "m": "└", "n": "┼", "o": "⎺", "p": "⎻", "q": "─",
    "r": "⎼", "s": "⎽", "t": "├", "u": "┤", "v": "┴", "w": "┬", "x": "│", "y": "≤", "z": "≥",
    "{": "π", "|": "≠", "}": "£", "~": "·", "_": " ",
  ]

  static func glyph(for letter: Unicode.Scalar) -> Unicode.Scalar { glyphs[letter] ?? letter }
}
