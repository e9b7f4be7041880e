import Foundation
import Volume

/// Where a person looks: plane, cursor, framing, window.
struct SliceView: Sendable {
  /// The plane that is worked in.
  var plane: Plane
  /// The voxel under the cursor; its index through the plane is the slice on screen.
  var cursor: VoxelIndex
  /// How large each plane is drawn, and what of it.
  var framings: [Plane: Framing] = [:]
  /// The same for mosaics of its slices.
  var tileFramings: [Plane: Framing] = [:]
  /// Intensities from black to white.
  var window: IntensityWindow
  /// Whether the arrow keys and drags set the window.
  var setsWindow = false
  /// Where a middle-button drag was last seen, and the plane that it moves.
  var panFrom: (column: Int, row: Int, plane: Plane)?
  /// Where and when a click opened a slice of the mosaic.
  var openedBy: (column: Int, row: Int, time: Date)?
  /// Whether the hint about mouse accuracy was given.
  var hasHintedAtZoom = false

  init(plane: Plane, cursor: VoxelIndex, window: IntensityWindow) {
    self.plane = plane
    self.cursor = cursor
    self.window = window
  }
}

extension ViewerState {
  /// How the plane on screen lies in the volume.
  var layout: PlaneLayout { PlaneLayout(open.volume.geometry, view.plane) }

  /// Where everything lies on the screen.
  var screenLayout: ScreenLayout {
    // Small views of the other planes use what the slice leaves free; beside others there are none.
    let hasSmallViews = arrangement == .large && appearance.halfBlocks
    return ScreenLayout(
      columns: columns, rows: rows, showsPanel: showsPanel,
      slice: hasSmallViews ? Tiling.Extent(layout) : nil)
  }

  /// How the slice that is worked in lies on the cells.
  var viewport: Viewport { viewport(zoom: framing.zoom) }

  func viewport(zoom: Zoom) -> Viewport { viewport(zoom: zoom, in: activeCells) }

  func viewport(zoom: Zoom, in cells: CellRect) -> Viewport {
    let framing = framing
    return Viewport(
      area: picture(in: cells), pixelsPerRow: appearance.pixelsPerRow, layout: layout, zoom: zoom,
      centre: (framing.centreColumn, framing.centreRow))
  }

  /// The cursor in the slice.
  var cursorPoint: SlicePoint { point(of: view.cursor) }

  private func point(of voxel: VoxelIndex) -> SlicePoint {
    let position = layout.position(of: voxel)
    return SlicePoint(column: position.column, row: position.row)
  }

  /// Number of the slice on screen, along the axis through the plane.
  var slice: Int { view.cursor[layout.throughAxis] }

  /// Number of the cursor's slice along the axis that slices are reviewed along.
  var reviewSlice: Int { view.cursor[open.sliceAxis] }

  /// Whether the slice on screen is one that can be reviewed.
  var showsReviewPlane: Bool { layout.throughAxis == open.sliceAxis }

  // MARK: Moving

  /// Puts the cursor on a voxel, and the view where it can be seen.
  mutating func moveCursor(to voxel: VoxelIndex) {
    let (before, point) = (reviewSlice, cursorPoint)
    placeCursor(on: voxel)
    if cursorPoint != point { follow(from: point) }
    if reviewSlice != before { outbox.append(.focus(caseName: open.name, slice: reviewSlice)) }
  }

  /// Puts the cursor on a voxel and leaves the view as it is: the mouse has seen the place already, and what lies under
  /// it must not move.
  mutating func placeCursor(on voxel: VoxelIndex) {
    let through = layout.throughAxis
    if voxel[through] != view.cursor[through] { leaveSlice() }
    let before = view.cursor
    view.cursor = voxel
    followElsewhere(from: before)
  }

  /// Puts the cursor on a point of the slice on screen.
  mutating func moveCursor(to point: SlicePoint) {
    let layout = layout
    moveCursor(
      to: layout.voxel(
        column: max(0, min(layout.columns - 1, point.column)),
        row: max(0, min(layout.rows - 1, point.row)), slice: slice))
  }

  /// Goes to a slice of the plane on screen, the nearest there is.
  mutating func go(toSlice slice: Int) {
    var voxel = view.cursor
    let layout = layout
    voxel[layout.throughAxis] = max(0, min(layout.slices - 1, slice))
    moveCursor(to: voxel)
  }

  /// Changes the plane and keeps the cursor's voxel.
  mutating func show(_ plane: Plane) {
    work(in: plane)
    bringIntoSight()
  }

  /// Changes the plane and leaves its view as it is: the mouse has seen it already.
  mutating func work(in plane: Plane) {
    guard plane != view.plane else { return }
    leaveSlice()
    view.plane = plane
  }

  mutating func centreOnCursor() {
    framing.centreColumn = Double(cursorPoint.column)
    framing.centreRow = Double(cursorPoint.row)
  }

  /// Brings the cursor into sight where it is not.
  mutating func bringIntoSight() { follow(from: cursorPoint) }

  /// Keeps the cursor in sight in the planes beside the one that is worked in.
  private mutating func followElsewhere(from voxel: VoxelIndex) {
    guard arrangement == .three, voxel != view.cursor else { return }
    for plane in Plane.allCases where plane != view.plane {
      on(plane) { state in
        let point = state.point(of: voxel)
        if state.framing.zoom != .fit, state.cursorPoint != point { state.follow(from: point) }
      }
    }
  }

  /// Moves the view so that the cursor keeps a fifth of the screen away from its edges.
  ///
  /// - point: where the cursor was. If that was in sight, the view moves no further than the cursor did, and not against
  ///   it: after a mouse has put it near an edge, a step of one voxel shifts the picture by one voxel. Nil brings the
  ///   cursor into sight wherever it is.
  mutating func follow(from point: SlicePoint? = nil) {
    let port = viewport
    func shift(_ pixels: Range<Int>, _ before: Range<Int>?, _ extent: Int) -> Int {
      let margin = extent / 5
      var wanted = 0
      if pixels.lowerBound < margin { wanted = pixels.lowerBound - margin }
      if pixels.upperBound > extent - margin { wanted = pixels.upperBound - (extent - margin) }
      guard let before, before.upperBound > 0, before.lowerBound < extent else { return wanted }
      let moved = pixels.lowerBound - before.lowerBound
      return moved < 0 ? min(0, max(wanted, moved)) : max(0, min(wanted, moved))
    }
    let now = cursorPoint
    settleCentre()
    let columns = point.map { port.pixels(ofColumn: $0.column) }
    let rows = point.map { port.pixels(ofRow: $0.row) }
    framing.centreColumn +=
      Double(shift(port.pixels(ofColumn: now.column), columns, port.pixelColumns)) / port.scaleX
    framing.centreRow +=
      Double(shift(port.pixels(ofRow: now.row), rows, port.pixelRows)) / port.scaleY
    settleCentre()
  }

  /// Takes the centre back to what is really in the middle, after edges have stopped the view.
  mutating func settleCentre() {
    let port = viewport
    framing.centreColumn =
      (Double(port.pixelColumns) / 2 - Double(port.originX)) / port.scaleX - 0.5
    framing.centreRow = (Double(port.pixelRows) / 2 - Double(port.originY)) / port.scaleY - 0.5
  }

  // MARK: Zooming

  /// Pixels for a voxel of the smaller spacing when the whole slice is shown.
  private var fitScale: Double { scale(of: viewport(zoom: .fit)) }

  private func scale(of port: Viewport) -> Double {
    port.scaleX * min(layout.columnSpacing, layout.rowSpacing) / layout.columnSpacing
  }

  /// Zooms by steps; the voxel at a place of the screen (the cursor's when nil) stays there.
  mutating func zoom(by steps: Int, at cell: (column: Int, row: Int)? = nil) {
    let fit = fitScale
    var now = scale(of: viewport)
    var zoom = framing.zoom
    for _ in 0..<abs(steps) {
      if steps > 0 {
        guard let next = Zoom.steps.first(where: { $0 > max(now, fit) * 1.01 }) else { break }
        now = next
        zoom = .pixels(next)
      } else {
        let next = Zoom.steps.last { $0 < now * 0.99 } ?? 0
        now = max(next, fit)
        zoom = next > fit * 1.01 ? .pixels(next) : .fit
      }
    }
    setZoom(zoom, at: cell)
  }

  /// Sets the zoom; the voxel at a place of the screen (the cursor's when nil) stays there.
  mutating func setZoom(_ zoom: Zoom, at cell: (column: Int, row: Int)? = nil) {
    let before = viewport
    let place = cell ?? before.cell(of: cursorPoint)
    let x = Double(place.column - before.area.column) + 0.5
    let y = (Double(place.row - before.area.row) + 0.5) * Double(before.pixelsPerRow)
    let column = (x - Double(before.originX)) / before.scaleX
    let row = (y - Double(before.originY)) / before.scaleY
    framing.zoom = zoom
    let after = viewport
    framing.centreColumn = column - 0.5 + (Double(after.pixelColumns) / 2 - x) / after.scaleX
    framing.centreRow = row - 0.5 + (Double(after.pixelRows) / 2 - y) / after.scaleY
    settleCentre()
    if cell == nil { follow() }
  }

  /// Moves the view by pixels of the screen.
  mutating func pan(pixelsX: Double, pixelsY: Double) {
    settleCentre()
    let port = viewport
    framing.centreColumn += pixelsX / port.scaleX
    framing.centreRow += pixelsY / port.scaleY
    settleCentre()
  }
}
