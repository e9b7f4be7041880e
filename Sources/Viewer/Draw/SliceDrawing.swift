import Pictures
import Volume

/// The slice of a pane with everything on it, put into cells.
struct SliceDrawing {
  /// The state with this slice on screen.
  let state: ViewerState
  let theme: Theme
  let port: Viewport
  let marks: Pane.Marks

  init(_ state: ViewerState, _ theme: Theme, _ pane: Pane) {
    self.state = state.looking(at: pane)
    self.theme = theme
    port = pane.viewport
    marks = pane.marks
  }

  func draw(on grid: inout CellGrid) {
    grid.fill(
      port.area,
      with: Cell(" ", foreground: theme.surround.foreground, background: theme.surround.background))
    guard port.area.columns > 0, port.area.rows > 0 else { return }
    var picture = Composition(SlicePixels(state, port), state, theme)
    markRegion(on: &picture)
    switch marks {
    case .cursor:
      markBrush(on: &picture)
      markLine(on: &picture)
      markCursor(on: &picture)
    case .crosshair: markCrosshair(on: &picture)
    case .none: break
    }
    let shapes = ShapedSlice(state, port)
    for row in 0..<port.area.rows {
      for column in 0..<port.area.columns {
        let cell =
          !state.appearance.halfBlocks
          ? whole(picture, column, row)
          : shapes.flatMap { shaped($0, picture, column, row) } ?? halves(picture, column, row)
        grid[port.area.column + column, port.area.row + row] = cell
      }
    }
    // Slices of a mosaic are alike: one of them says how they lie.
    guard marks != .none else { return }
    drawLetters(on: &grid)
    drawScale(on: &grid)
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
