/// The colours of a terminal that takes red, green and blue in place of a number of a palette (`TERM=xterm-direct`
/// and its kin).
struct DirectColours: Equatable {
  /// Colour numbers below this may mean colours of the palette, up to 256 of them on some terminals.
  private static let firstDirect = 256

  /// The terminal's direct colours; nil when its numbers, or at least the first 256, are those of the palette.
  ///
  /// - Parameters:
  ///   - colours: how many colours terminfo lists.
  ///   - sequence: what sets a foreground colour by number.
  init?(colours: Int, sequence: (Int) -> String?) {
    // Terminfo does not say how many numbers mean palette colours; what the terminal would be sent does.
    guard colours > Self.firstDirect, let text = sequence(200) else { return nil }
    let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
    guard numbers.suffix(3) == [0, 0, 200] else { return nil }
  }

  /// The number of a palette colour: red, green and blue of eight bits each.
  ///
  /// The smallest numbers mean the terminal's own eight or sixteen colours, which may be anything. Black and the
  /// darkest blues avoid them by a step of one in 256.
  func number(of colour: PaletteIndex) -> Int {
    guard colour.number >= 0 else { return Int(colour.number) }
    let (red, green, blue) = Palette256.levels(of: colour)
    if red == 0, green == 0, blue == 0 { return 0x01_01_01 }
    return red << 16 | (red == 0 ? max(1, green) : green) << 8 | blue
  }
}
