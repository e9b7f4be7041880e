import Pictures
import Volume

/// The two other planes, small, with a line where the slice on screen cuts them.
struct Navigators {
  let state: ViewerState
  let theme: Theme
  let rect: CellRect

  init(_ state: ViewerState, _ theme: Theme, _ rect: CellRect) {
    self.state = state
    self.theme = theme
    self.rect = rect
  }

  func draw(on grid: inout CellGrid) {
    guard rect.rows >= 6, theme.appearance.halfBlocks, state.arrangement == .large else { return }
    let planes = Plane.allCases.filter { $0 != state.view.plane }.prefix(rect.rows >= 13 ? 2 : 1)
    let extents = planes.map { Tiling.Extent(PlaneLayout(state.open.volume.geometry, $0)) }
    // The last row stays free.
    let room = CellRect(
      column: rect.column, row: rect.row, columns: rect.columns, rows: rect.rows - 1)
    for (plane, place) in zip(planes, Tiling.cells(room, for: extents)) {
      draw(plane, place, on: &grid)
    }
  }

  private func draw(_ plane: Plane, _ place: CellRect, on grid: inout CellGrid) {
    var other = state
    other.view.plane = plane
    other.overlays.showsUncertainty = false
    grid.put(plane.rawValue, column: place.column, row: place.row, ink: theme.dim)
    let area = CellRect(
      column: place.column, row: place.row + 1, columns: place.columns, rows: place.rows - 1)
    guard area.rows >= 3 else { return }
    let port = Viewport(
      area: area, pixelsPerRow: 2, layout: other.layout, zoom: .fit, centre: (0, 0))
    let picture = Composition(SlicePixels(other, port), other, theme)
    for row in 0..<area.rows {
      for column in 0..<area.columns {
        let upper = 2 * row * picture.width + column
        let lower = upper + picture.width
        guard picture.contents[upper] != .outside || picture.contents[lower] != .outside else {
          continue
        }
        grid[area.column + column, area.row + row] = SliceDrawing.halves(
          picture.colours[upper], picture.colours[lower], lower: theme.appearance.lowerBlocks)
      }
    }
    drawCut(of: other, port, on: &grid)
  }

  /// Marks where the slice on screen runs through the small view.
  private func drawCut(of other: ViewerState, _ port: Viewport, on grid: inout CellGrid) {
    let point = other.cursorPoint
    let across = other.layout.downAxis == state.layout.throughAxis
    let ink = Ink(theme.white, on: theme.text.background)
    if across {
      let row = port.area.row + port.pixels(ofRow: point.row).lowerBound / 2
      for column in [port.area.column, port.area.endColumn - 1] {
        grid.put(String(theme.horizontalLine), column: column, row: row, ink: ink)
      }
    } else {
      let column = port.area.column + port.pixels(ofColumn: point.column).lowerBound
      grid.put(String(theme.verticalLine), column: column, row: port.area.row - 1, ink: ink)
    }
  }
}
