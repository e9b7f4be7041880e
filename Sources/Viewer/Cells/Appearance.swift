/// What the terminal can do and what the person asked for: everything that drawing depends on beside the state.
package struct Appearance: Hashable, Sendable {
  /// How many colours are used.
  package var colours: ColourMode
  /// Which characters are used.
  package var glyphs: GlyphSet
  /// Whether labels carry digits in their cells.
  package var highContrast: Bool
  /// Whether `▄` stands for two pixels instead of `▀` (fonts differ in which one they draw well).
  package var lowerBlocks: Bool

  /// Whether only the image and its labels have colour, as NO_COLOR asks.
  package var plainChrome = false
  /// How the image is drawn, where cells are half blocks.
  package var graphics = GraphicsMode.blocks
  /// Whether the image has 256 greys: the terminal takes 24 bits.
  package var hasExactGreys = false

  /// An appearance from its parts.
  package init(
    colours: ColourMode = .palette256, glyphs: GlyphSet = .full, highContrast: Bool = false,
    lowerBlocks: Bool = false
  ) {
    self.colours = colours
    self.glyphs = glyphs
    self.highContrast = highContrast
    self.lowerBlocks = lowerBlocks
  }

  /// Whether one cell holds two pixels, one above the other.
  package var halfBlocks: Bool {
    glyphs != .ascii && (colours == .palette256 || colours == .sixteen)
  }

  /// Pixels on top of each other in one cell.
  package var pixelsPerRow: Int { halfBlocks ? 2 : 1 }
}
