/// A colour as a program asks a terminal for it.
package enum ScreenColour: Hashable, Sendable {
  /// The terminal's own.
  case standard
  /// By its number in the palette.
  case palette(Int)
  /// By its levels, 0 to 255.
  case rgb(red: UInt8, green: UInt8, blue: UInt8)
}

/// One cell of a terminal's screen.
package struct ScreenCell: Hashable, Sendable {
  /// What stands in it; a blank in the right half of a wide character.
  package var glyph: Unicode.Scalar
  /// Combining characters that came after it.
  package var marks: [Unicode.Scalar] = []
  /// How many cells the glyph takes: 1, 2, or 0 in the right half of a wide character.
  package var width = 1
  /// Colour of the glyph.
  package var foreground: ScreenColour
  /// Colour behind the glyph.
  package var background: ScreenColour
  /// Bold, reverse, underline.
  package var style: CellStyle

  /// A cell from its parts.
  package init(
    _ glyph: Unicode.Scalar = " ", foreground: ScreenColour = .standard,
    background: ScreenColour = .standard, style: CellStyle = []
  ) {
    self.glyph = glyph
    self.foreground = foreground
    self.background = background
    self.style = style
  }

  /// The cell without what nobody can see: of a blank only its background and a line under it show, of a full block not its
  /// background.
  package var visible: ScreenCell {
    if glyph == "█", style.isEmpty, marks.isEmpty {
      var cell = self
      cell.background = .standard
      return cell
    }
    guard glyph == " ", marks.isEmpty else { return self }
    var cell = ScreenCell(background: style.contains(.reverse) ? foreground : background)
    cell.width = width
    // A background of the terminal's own foreground is not its own background.
    if style.contains(.reverse), foreground == .standard { cell.style.insert(.reverse) }
    if style.contains(.underline) {
      cell.style.insert(.underline)
      cell.foreground = style.contains(.reverse) ? background : foreground
    }
    return cell
  }
}
