import Testing

@testable import Viewer

/// Terminals that take red, green and blue instead of the number of a colour.
struct DirectColoursTests {
  /// What terminals send for colour 200, as their descriptions have it.
  @Test func onlyDirectTerminalsAreTranslated() {
    func made(_ colours: Int, _ text: String?) -> DirectColours? {
      DirectColours(colours: colours) { _ in text }
    }
    #expect(made(0x100_0000, "\u{1b}[38;2;0;0;200m") != nil)
    #expect(made(0x100_0000, "\u{1b}[38:2::0:0:200m") != nil)
    #expect(made(0x100_0000, "\u{1b}[38:2:0:0:200m") != nil)
    // The first 256 numbers of these are the palette, and 24-bit colours come after them.
    #expect(made(0x100_0000, "\u{1b}[38;5;200m") == nil)
    #expect(made(256, "\u{1b}[38;5;200m") == nil)
    #expect(made(0x100_0000, nil) == nil)
  }

  @Test func everyPaletteColourKeepsItsLevels() throws {
    let direct = try #require(DirectColours(colours: 0x100_0000) { _ in "\u{1b}[38;2;0;0;200m" })
    for index in 0..<256 {
      let number = Int(direct.number(of: PaletteIndex(index)))
      let (red, green, blue) = Palette256.levels(of: PaletteIndex(index))
      #expect(abs((number >> 16) - red) <= 1 && abs(number & 255 - blue) <= 1, "\(index)")
      #expect(abs((number >> 8) & 255 - green) <= 1, "\(index)")
      // Below are the terminal's own colours.
      #expect(number >= 256, "\(index)")
      if red == green, green == blue {
        #expect(number % 0x01_01_01 == 0, "grey \(index)")
      }
    }
    #expect(direct.number(of: .standard) == -1)
    #expect(direct.number(of: 9) == 0xFF_00_00)
  }
}
