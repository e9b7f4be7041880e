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

  /// The planes with their cells, the name's row first.
  private var places: [(plane: Plane, cells: CellRect)] {
    guard rect.rows >= 6, theme.appearance.halfBlocks, state.arrangement == .large else {
      return []
    }
    let planes = Plane.allCases.filter { $0 != state.view.plane }.prefix(rect.rows >= 13 ? 2 : 1)
    let extents = planes.map { Tiling.Extent(PlaneLayout(state.open.volume.geometry, $0)) }
    // The last row stays free.
    let room = CellRect(
      column: rect.column, row: rect.row, columns: rect.columns, rows: rect.rows - 1)
    return zip(planes, Tiling.cells(room, for: extents)).map { (plane: $0, cells: $1) }
  }

  func draw(on grid: inout CellGrid) {
    for (plane, place) in places {
      grid.put(plane.rawValue, column: place.column, row: place.row, ink: theme.dim)
      if let port = viewport(plane, place) { draw(plane, port, on: &grid) }
    }
  }

  private func looking(at plane: Plane) -> ViewerState {
    var other = state
    other.view.plane = plane
    other.overlays.showsUncertainty = false
    return other
  }

  /// How a plane lies below its name; nil where there is no room.
  private func viewport(_ plane: Plane, _ place: CellRect) -> Viewport? {
    let area = CellRect(
      column: place.column, row: place.row + 1, columns: place.columns, rows: place.rows - 1)
    guard area.rows >= 3 else { return nil }
    return Viewport(
      area: area, pixelsPerRow: 2, layout: looking(at: plane).layout, zoom: .fit, centre: (0, 0))
  }

  /// The voxel that a cell shows; nil beside the small views.
  func voxel(atCell column: Int, _ row: Int) -> VoxelIndex? {
    for (plane, place) in places where place.contains(column: column, row: row) {
      let other = looking(at: plane)
      return viewport(plane, place)?.point(atCell: column, row).map {
        other.layout.voxel(column: $0.column, row: $0.row, slice: other.slice)
      }
    }
    return nil
  }

  private func draw(_ plane: Plane, _ port: Viewport, on grid: inout CellGrid) {
    let other = looking(at: plane)
    let area = port.area
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
