import Volume

/// The slice with everything on it, put into cells.
struct SliceDrawing {
  let state: ViewerState
  let theme: Theme
  let port: Viewport

  init(_ state: ViewerState, _ theme: Theme) {
    self.state = state
    self.theme = theme
    port = state.viewport
  }

  func draw(on grid: inout CellGrid) {
    grid.fill(
      port.area,
      with: Cell(" ", foreground: theme.surround.foreground, background: theme.surround.background))
    guard port.area.columns > 0, port.area.rows > 0 else { return }
    var picture = Composition(SlicePixels(state, port), state, theme)
    markRegion(on: &picture)
    markLine(on: &picture)
    markCursor(on: &picture)
    for row in 0..<port.area.rows {
      for column in 0..<port.area.columns {
        grid[port.area.column + column, port.area.row + row] =
          state.appearance.halfBlocks
          ? halves(picture, column, row) : whole(picture, column, row)
      }
    }
    drawLetters(on: &grid)
    drawScale(on: &grid)
  }

  // MARK: Cells

  /// Two pixels in one cell.
  private func halves(_ picture: Composition, _ column: Int, _ row: Int) -> Cell {
    let upper = 2 * row * picture.width + column
    let lower = upper + picture.width
    let (top, bottom) = (picture.colours[upper], picture.colours[lower])
    if state.appearance.highContrast, let digit = digit(picture, [upper, lower], column, row) {
      return digit
    }
    if top == bottom { return Cell(" ", foreground: top, background: top) }
    return state.appearance.lowerBlocks
      ? Cell("▄", foreground: bottom, background: top)
      : Cell("▀", foreground: top, background: bottom)
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
  private func whole(_ picture: Composition, _ column: Int, _ row: Int) -> Cell {
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

  private var black: PaletteIndex { state.appearance.colours == .palette256 ? 16 : 0 }

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

  // MARK: Marks

  /// Four arms around the cursor that leave the brush free.
  private func markCursor(on picture: inout Composition) {
    let point = state.cursorPoint
    let columns = port.pixels(ofColumn: point.column)
    let rows = port.pixels(ofRow: point.row)
    guard state.appearance.halfBlocks else {
      picture.mark(
        (columns.lowerBound + columns.upperBound - 1) / 2,
        (rows.lowerBound + rows.upperBound - 1) / 2, theme.white, .cursor)
      return
    }
    let reach = Double(state.pen.diameter - 1) / 2
    let smallest = min(state.layout.columnSpacing, state.layout.rowSpacing)
    let awayX = Int((reach * port.scaleX * smallest / state.layout.columnSpacing).rounded(.up)) + 1
    let awayY = Int((reach * port.scaleY * smallest / state.layout.rowSpacing).rounded(.up)) + 1
    let (x, y) = (
      (columns.lowerBound + columns.upperBound - 1) / 2, (rows.lowerBound + rows.upperBound - 1) / 2
    )
    for step in 1...2 {
      markContrasting(columns.lowerBound - awayX - step, y, on: &picture)
      markContrasting(columns.upperBound - 1 + awayX + step, y, on: &picture)
      markContrasting(x, rows.lowerBound - awayY - step, on: &picture)
      markContrasting(x, rows.upperBound - 1 + awayY + step, on: &picture)
    }
  }

  /// White on dark pixels and black on light ones: seen everywhere, and no label's colour.
  private func markContrasting(_ x: Int, _ y: Int, on picture: inout Composition) {
    guard x >= 0, y >= 0, x < picture.width, y < picture.height else { return }
    let at = y * picture.width + x
    let isLight = picture.labels[at] != 0 || picture.grey[at] > 150
    picture.mark(x, y, isLight ? black : theme.white, .cursor)
  }

  /// The region that is trained on, dotted, where its sides are not those of the slice.
  private func markRegion(on picture: inout Composition) {
    guard state.overlays.showsRegion, let region = state.regionOnScreen else { return }
    let left = port.pixels(ofColumn: region.columns.lowerBound).lowerBound
    let right = port.pixels(ofColumn: region.columns.upperBound).upperBound - 1
    let top = port.pixels(ofRow: region.rows.lowerBound).lowerBound
    let bottom = port.pixels(ofRow: region.rows.upperBound).upperBound - 1
    func mark(_ x: Int, _ y: Int) {
      picture.mark(x, y, theme.regionMark, .region)
    }
    for x in stride(from: left, through: right, by: 4) {
      if region.rows.lowerBound > 0 { mark(x, top) }
      if region.rows.upperBound < port.rows - 1 { mark(x, bottom) }
    }
    for y in stride(from: top, through: bottom, by: 4) {
      if region.columns.lowerBound > 0 { mark(left, y) }
      if region.columns.upperBound < port.columns - 1 { mark(right, y) }
    }
  }

  /// The line that is being laid, dashed.
  private func markLine(on picture: inout Composition) {
    guard let anchor = state.pen.anchor else { return }
    let colour =
      state.pen.erases ? theme.white : theme.label(state.pen.label, in: state.project.labels)
    func middle(_ point: SlicePoint) -> SlicePoint {
      let x = port.pixels(ofColumn: point.column)
      let y = port.pixels(ofRow: point.row)
      return SlicePoint(
        column: (x.lowerBound + x.upperBound - 1) / 2, row: (y.lowerBound + y.upperBound - 1) / 2)
    }
    let path = Brush.line(from: middle(anchor), to: middle(state.cursorPoint))
    for (index, pixel) in path.enumerated() where index % 3 != 2 {
      picture.mark(pixel.column, pixel.row, colour, .line)
    }
  }

  // MARK: Edges

  /// Patient directions at the middle of the slice's edges, beside the slice where there is room.
  private func drawLetters(on grid: inout CellGrid) {
    let area = port.area
    let left = max(0, port.originX)
    let right = min(port.pixelColumns, port.originX + Int(Double(port.columns) * port.scaleX)) - 1
    let per = port.pixelsPerRow
    let top = max(0, port.originY) / per
    let bottom =
      (min(port.pixelRows, port.originY + Int(Double(port.rows) * port.scaleY)) - 1) / per
    let letters = state.layout.letters
    let (middleX, middleY) = ((left + right) / 2, (top + bottom) / 2)
    let ink = Ink(
      theme.accent.foreground, on: theme.surround.background, style: theme.accent.style.union(.bold)
    )
    func put(_ letter: String, _ x: Int, _ y: Int) {
      guard (0..<area.columns).contains(x), (0..<area.rows).contains(y) else { return }
      grid.put(letter, column: area.column + x, row: area.row + y, ink: ink)
    }
    put(letters.left, left >= 2 ? left - 2 : left, middleY)
    put(letters.right, right + 2 < area.columns ? right + 2 : right, middleY)
    put(letters.top, middleX, top >= 1 ? top - 1 : top)
    put(letters.bottom, middleX, bottom + 1 < area.rows ? bottom + 1 : bottom)
  }

  /// A bar of a round number of millimetres in the lower left corner.
  private func drawScale(on grid: inout CellGrid) {
    let area = port.area
    guard area.rows >= 10, area.columns >= 40 else { return }
    let cellsPerMillimetre = port.scaleX / state.layout.columnSpacing
    let room = Double(area.columns) / 5
    guard
      let length = [100.0, 50, 20, 10, 5, 2, 1].first(where: { $0 * cellsPerMillimetre <= room })
    else { return }
    let cells = Int((length * cellsPerMillimetre).rounded())
    guard cells >= 3 else { return }
    let line = String(repeating: String(theme.horizontalLine), count: cells - 2)
    let ends = theme.appearance.glyphs == .ascii ? ("|", "|") : ("├", "┤")
    let ink = Ink(theme.dim.foreground, on: theme.surround.background)
    grid.put(
      "\(ends.0)\(line)\(ends.1) \(Int(length)) mm ", column: area.column + 1,
      row: area.endRow - 1, ink: ink, limit: area.endColumn)
  }
}
