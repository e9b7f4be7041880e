/// Pixels as cells: two of them in a half block, or one of them in a character.
extension SliceDrawing {
  /// Two pixels in one cell.
  func halves(_ picture: Composition, _ column: Int, _ row: Int) -> Cell {
    let upper = 2 * row * picture.width + column
    let lower = upper + picture.width
    if state.appearance.highContrast, let digit = digit(picture, [upper, lower], column, row) {
      return digit
    }
    if state.appearance.graphics.hasPixels { return overPicture(picture, upper, lower) }
    return Self.halves(
      picture.colours[upper], picture.colours[lower], lower: state.appearance.lowerBlocks)
  }

  /// Two colours in one cell.
  static func halves(_ top: PaletteIndex, _ bottom: PaletteIndex, lower: Bool) -> Cell {
    if top == bottom { return Cell(" ", foreground: top, background: top) }
    // The terminal's own colour is another one for glyphs than behind them, where it is meant.
    let usesLower = bottom == .standard ? false : lower || top == .standard
    return usesLower
      ? Cell("▄", foreground: bottom, background: top)
      : Cell("▀", foreground: top, background: bottom)
  }

  /// Two pixels over a picture, which is seen where nothing is drawn.
  ///
  /// Kitty before 0.28 shows its pictures over backgrounds: what is drawn is foreground where one colour suffices, and of
  /// two colours the stroke's is. In the other modes nothing lies beneath a cell: its other half shows a grey.
  private func overPicture(_ picture: Composition, _ upper: Int, _ lower: Int) -> Cell {
    func isClear(_ at: Int) -> Bool {
      picture.contents[at] == .image || picture.contents[at] == .outside
    }
    let (top, bottom) = (picture.colours[upper], picture.colours[lower])
    if isClear(upper), isClear(lower) { return .blank }
    if !isClear(upper), !isClear(lower) {
      if top == bottom { return Cell("█", foreground: top) }
      // A half of the cursor is missed less than one of a stroke.
      let kinds = [picture.contents[upper], picture.contents[lower]]
      if state.appearance.graphics == .kitty, kinds.contains(.cursor), kinds.contains(.scribble) {
        return Cell("█", foreground: kinds[0] == .scribble ? top : bottom)
      }
      return picture.contents[lower] == .scribble && picture.contents[upper] != .scribble
        ? Cell("▄", foreground: bottom, background: top)
        : Cell("▀", foreground: top, background: bottom)
    }
    let isBeneath = state.appearance.graphics == .kitty
    return isClear(lower)
      ? Cell("▀", foreground: top, background: isBeneath ? .standard : bottom)
      : Cell("▄", foreground: bottom, background: isBeneath ? .standard : top)
  }

  /// A cell that shows nothing but the image, in a shape of two greys; nil where more is drawn.
  func shaped(_ slice: ShapedSlice, _ picture: Composition, _ column: Int, _ row: Int) -> Cell? {
    let upper = 2 * row * picture.width + column
    guard picture.contents[upper] == .image, picture.contents[upper + picture.width] == .image
    else { return nil }
    return slice.cell(column, row, grey: theme.grey)
  }

  /// A label's digit in every third cell of its strokes and every second of its outline.
  private func digit(_ picture: Composition, _ pixels: [Int], _ column: Int, _ row: Int) -> Cell? {
    for at in pixels {
      let content = picture.contents[at]
      guard content == .scribble || content == .edge else { continue }
      guard (column + row) % (content == .scribble ? 3 : 2) == 0 else { continue }
      let colour = picture.colours[at]
      let ink =
        content == .scribble
        ? Ink(black, on: colour, style: .bold) : Ink(colour, on: black, style: .bold)
      return Cell(
        Theme.digit(picture.labels[at]), foreground: ink.foreground, background: ink.background,
        style: ink.style)
    }
    return nil
  }

  /// One pixel in one cell: characters where there are few colours.
  func whole(_ picture: Composition, _ column: Int, _ row: Int) -> Cell {
    let at = row * picture.width + column
    let colour = picture.colours[at]
    let label = Theme.digit(picture.labels[at])
    let mono = state.appearance.colours == .mono
    switch picture.contents[at] {
    case .outside: return Cell(" ", foreground: theme.surround.foreground, background: colour)
    case .cursor:
      return Cell(
        "+", foreground: mono ? .standard : 0, background: colour,
        style: mono ? [.bold, .reverse] : .bold)
    case .line: return Cell("*", foreground: colour, style: .bold)
    case .region: return Cell(":", foreground: colour, background: black)
    case .brush: return outlined(picture, at)
    case .scribble:
      return mono
        ? Cell(label, style: .reverse) : Cell(label, foreground: black, background: colour)
    case .edge:
      return mono
        ? Cell(label, style: .bold)
        : Cell(label, foreground: colour, background: black, style: .bold)
    case .image, .uncertain, .fill:
      if state.appearance.colours == .palette256 || state.appearance.colours == .sixteen {
        return Cell(" ", foreground: colour, background: colour)
      }
      return shade(picture, at)
    }
  }

  /// A pixel of the brush's outline. The image stays: reversed, in colour, or below a mark where it has no characters.
  private func outlined(_ picture: Composition, _ at: Int) -> Cell {
    let ramp = theme.ramp
    let place = min(ramp.count - 1, Int(picture.grey[at]) * ramp.count / 256)
    switch state.appearance.colours {
    case .mono: return Cell(ramp[place], style: .reverse)
    case .eight:
      return Cell(
        ramp[max(1, place)], foreground: picture.colours[at], background: 0, style: .bold)
    default:
      return Cell("o", foreground: picture.colours[at], background: theme.grey(picture.grey[at]))
    }
  }

  var black: PaletteIndex { state.appearance.colours == .palette256 ? 16 : 0 }

  /// A character as light as the image; uncertainty and fills colour it.
  private func shade(_ picture: Composition, _ at: Int) -> Cell {
    let ramp = theme.ramp
    let place = min(ramp.count - 1, Int(picture.grey[at]) * ramp.count / 256)
    guard state.appearance.colours == .eight else { return Cell(ramp[place]) }
    let content = picture.contents[at]
    let tinted = content == .uncertain || content == .fill
    return Cell(
      tinted ? ramp[max(1, place)] : ramp[place], foreground: tinted ? picture.colours[at] : 7,
      background: 0)
  }
}
