import Volume

/// Cells of the screen that show a slice.
struct Pane {
  /// What is marked on the slice.
  enum Marks { case cursor, crosshair, none }

  /// All cells, with those of the title.
  let cells: CellRect
  /// The row that says what is shown; nil where the pane has the screen for itself.
  let title: CellRect?
  let plane: Plane
  let slice: Int
  /// How the slice lies on the cells below the title.
  let viewport: Viewport
  let marks: Marks

  /// Whether it is the one that keys act on.
  var isActive: Bool { marks == .cursor }
}

/// Which panes there are: drawing and mouse both ask here.
extension ViewerState {
  /// The arrangement on the screen: the one that was asked for, where there is room for it.
  var arrangement: Arrangement {
    wantedArrangement == .three && columns < Arrangement.columnsOfThree ? .large : wantedArrangement
  }

  /// All panes.
  var panes: [Pane] {
    switch arrangement {
    case .large: [pane(view.plane, screenLayout.image, marks: .cursor)]
    case .three:
      placesOfThree.map { pane($0, $1, marks: $0 == view.plane ? .cursor : .crosshair) }
    case .mosaic: tiles
    }
  }

  /// The pane that a cell belongs to.
  func pane(atCell column: Int, _ row: Int) -> Pane? {
    panes.first { $0.cells.contains(column: column, row: row) }
  }

  /// The cells of the pane that is worked in.
  var activeCells: CellRect {
    switch arrangement {
    case .large: screenLayout.image
    case .three:
      placesOfThree.first { $0.plane == view.plane }?.cells ?? screenLayout.image
    case .mosaic: mosaic.cells(of: slice)
    }
  }

  /// The cells below the title of a pane.
  func picture(in cells: CellRect) -> CellRect {
    guard arrangement != .large else { return cells }
    return CellRect(
      column: cells.column, row: cells.row + 1, columns: cells.columns, rows: cells.rows - 1)
  }

  private func pane(_ plane: Plane, _ cells: CellRect, marks: Pane.Marks) -> Pane {
    var state = self
    state.view.plane = plane
    return Pane(
      cells: cells, title: title(of: cells), plane: plane, slice: state.slice,
      viewport: state.viewport(zoom: state.framing.zoom, in: cells), marks: marks)
  }

  private func title(of cells: CellRect) -> CellRect? {
    guard arrangement != .large else { return nil }
    return CellRect(column: cells.column, row: cells.row, columns: cells.columns, rows: 1)
  }

  /// The plane of review first. Which one is worked in changes nothing: a picture must not move away under the pointer.
  private var placesOfThree: [(plane: Plane, cells: CellRect)] {
    let planes = [open.homePlane] + Plane.allCases.filter { $0 != open.homePlane }
    let extents = planes.map { Tiling.Extent(PlaneLayout(open.volume.geometry, $0)) }
    return Array(zip(planes, Tiling.cells(screenLayout.image, for: extents)))
  }

  /// The grid of the mosaic.
  var mosaic: MosaicGrid {
    let layout = layout
    return MosaicGrid(
      screenLayout.image, of: Tiling.Extent(layout), slices: layout.slices, around: slice)
  }

  private var tiles: [Pane] {
    let (mosaic, here, zoom) = (mosaic, slice, framing.zoom)
    return mosaic.slices.map { slice in
      let cells = mosaic.cells(of: slice)
      return Pane(
        cells: cells, title: title(of: cells), plane: view.plane, slice: slice,
        viewport: viewport(zoom: zoom, in: cells), marks: slice == here ? .cursor : .none)
    }
  }

  // MARK: Looking at one

  /// The state with a pane's slice on screen.
  func looking(at pane: Pane) -> ViewerState {
    guard pane.plane != view.plane || pane.slice != slice else { return self }
    var state = self
    state.view.plane = pane.plane
    state.view.cursor[state.layout.throughAxis] = pane.slice
    return state
  }

  /// Does something in another plane than the one that is worked in.
  mutating func on(_ plane: Plane, _ change: (inout ViewerState) -> Void) {
    let active = view.plane
    view.plane = plane
    change(&self)
    view.plane = active
  }
}
