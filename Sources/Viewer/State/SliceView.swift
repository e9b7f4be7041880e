import Volume

/// Where a person looks: plane, cursor, zoom, window.
struct SliceView: Sendable {
  /// The plane on screen.
  var plane: Plane
  /// The voxel under the cursor; its index through the plane is the slice on screen.
  var cursor: VoxelIndex
  /// How large the slice is drawn.
  var zoom = Zoom.fit
  /// The point of the slice in the middle of the screen, in voxels of the plane.
  var centreColumn = 0.0
  var centreRow = 0.0
  /// Intensities from black to white.
  var window: IntensityWindow
  /// Whether the arrow keys and drags set the window.
  var setsWindow = false
  /// Where a middle-button drag was last seen.
  var panFrom: (column: Int, row: Int)?
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
    ScreenLayout(columns: columns, rows: rows, showsPanel: showsPanel)
  }

  /// How the slice lies on the cells.
  var viewport: Viewport { viewport(zoom: view.zoom) }

  func viewport(zoom: Zoom) -> Viewport {
    Viewport(
      area: screenLayout.image, pixelsPerRow: appearance.pixelsPerRow, layout: layout, zoom: zoom,
      centre: (view.centreColumn, view.centreRow))
  }

  /// The cursor in the slice.
  var cursorPoint: SlicePoint {
    let position = layout.position(of: view.cursor)
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
    view.cursor = voxel
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
    guard plane != view.plane else { return }
    leaveSlice()
    view.plane = plane
    centreOnCursor()
  }

  mutating func centreOnCursor() {
    view.centreColumn = Double(cursorPoint.column)
    view.centreRow = Double(cursorPoint.row)
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
    view.centreColumn +=
      Double(shift(port.pixels(ofColumn: now.column), columns, port.pixelColumns)) / port.scaleX
    view.centreRow +=
      Double(shift(port.pixels(ofRow: now.row), rows, port.pixelRows)) / port.scaleY
    settleCentre()
  }

  /// Takes the centre back to what is really in the middle, after edges have stopped the view.
  mutating func settleCentre() {
    let port = viewport
    view.centreColumn = (Double(port.pixelColumns) / 2 - Double(port.originX)) / port.scaleX - 0.5
    view.centreRow = (Double(port.pixelRows) / 2 - Double(port.originY)) / port.scaleY - 0.5
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
    var zoom = view.zoom
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
    view.zoom = zoom
    let after = viewport
    view.centreColumn = column - 0.5 + (Double(after.pixelColumns) / 2 - x) / after.scaleX
    view.centreRow = row - 0.5 + (Double(after.pixelRows) / 2 - y) / after.scaleY
    settleCentre()
    if cell == nil { follow() }
  }

  /// Moves the view by pixels of the screen.
  mutating func pan(pixelsX: Double, pixelsY: Double) {
    settleCentre()
    let port = viewport
    view.centreColumn += pixelsX / port.scaleX
    view.centreRow += pixelsY / port.scaleY
    settleCentre()
  }
}
