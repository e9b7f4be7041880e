import Pictures

/// Everything that a terminal is sent for a screen: cells, and pictures in the way it takes them. Remembers what it shows.
struct ScreenWriter {
  /// How pictures are brought to the terminal.
  private enum PictureWay {
    case none
    case kitty(KittyPictures)
    case sixel(SixelScreen)
  }

  let strings: TerminalStrings
  private var pixels = PictureWay.none
  private var shown: CellGrid?

  init(_ strings: TerminalStrings) { self.strings = strings }

  /// Takes another way to show pictures. What is on the screen is forgotten.
  ///
  /// - Returns: what takes the pictures of the old way off the screen.
  ///
  /// - isWrapped: whether tmux stands between.
  mutating func use(
    _ mode: GraphicsMode, cell: (width: Int, height: Int)?, isWrapped: Bool = false
  ) -> [UInt8] {
    let bytes = forget()
    switch mode {
    case .kitty: pixels = .kitty(KittyPictures(isWrapped: isWrapped))
    case .placeholders:
      pixels = .kitty(KittyPictures(hasPlaceholders: true, isWrapped: isWrapped))
    case .sixel: pixels = cell.map { .sixel(SixelScreen(cell: $0)) } ?? .none
    default: pixels = .none
    }
    return bytes
  }

  /// Forgets what the terminal shows: the next frame draws everything.
  ///
  /// - Returns: what takes pictures off the screen.
  mutating func forget() -> [UInt8] {
    shown = nil
    guard case .kitty(var kitty) = pixels else { return [] }
    let bytes = kitty.clear()
    pixels = .kitty(kitty)
    return bytes
  }

  /// The bytes that bring a screen about.
  ///
  /// - image: the pixels of a picture.
  mutating func frame(
    _ grid: CellGrid, _ pictures: [CellPicture], image: (CellPicture.Content) -> GreyImage
  ) -> [UInt8] {
    let old = shown.flatMap { $0.columns == grid.columns && $0.rows == grid.rows ? $0 : nil }
    var grid = grid
    defer { shown = grid }
    switch pixels {
    case .none: return FrameWriter.bytes(from: old, to: grid, strings)
    case .kitty(var kitty):
      // Emptying the screen throws pictures away: they are sent behind it.
      let empty = CellGrid(columns: grid.columns, rows: grid.rows)
      var bytes = old == nil ? FrameWriter.bytes(from: nil, to: empty, strings) : []
      bytes += kitty.fill(&grid, with: pictures, image: image)
      bytes += FrameWriter.bytes(from: old ?? empty, to: grid, strings)
      bytes += kitty.show(pictures, move: strings.move, image: image)
      pixels = .kitty(kitty)
      return bytes
    case .sixel(var sixel):
      // An unknown screen is emptied first, by a frame of blank cells.
      let blank = CellGrid(columns: grid.columns, rows: grid.rows)
      var emptied: [UInt8] = []
      if old == nil {
        emptied = FrameWriter.bytes(from: nil, to: blank, strings)
        sixel.forget()
      }
      let (picture, left) = sixel.before(
        pictures, shown: old ?? blank, move: strings.move, image: image)
      let bytes =
        emptied + picture + FrameWriter.bytes(from: left, to: grid, strings)
        + sixel.after(from: left, to: grid, move: strings.move)
      pixels = .sixel(sixel)
      return bytes
    }
  }

  /// Sends the first of some pictures that the terminal does not have; empty when it has all, or keeps none.
  mutating func ahead(
    _ pictures: [CellPicture], image: (CellPicture.Content) -> GreyImage
  ) -> [UInt8] {
    guard case .kitty(var kitty) = pixels,
      let next = pictures.first(where: { !kitty.has($0.content) })
    else { return [] }
    let bytes = kitty.prepare(next.content, image: image)
    pixels = .kitty(kitty)
    return bytes
  }
}
