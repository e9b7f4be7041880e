/// Marks on the pixels of the slice: cursor, crosshair, line under way, region of interest.
extension SliceDrawing {
  /// Four arms around the cursor that leave the brush free.
  func markCursor(on picture: inout Composition) {
    let point = state.cursorPoint
    let columns = port.pixels(ofColumn: point.column)
    let rows = port.pixels(ofRow: point.row)
    guard state.appearance.halfBlocks else {
      picture.mark(
        (columns.lowerBound + columns.upperBound - 1) / 2,
        (rows.lowerBound + rows.upperBound - 1) / 2, theme.white, .cursor)
      return
    }
    let reach = Double(state.pen.brush.diameter - 1) / 2
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

  /// Dotted lines across the slice that meet at the cursor's voxel and leave it free.
  func markCrosshair(on picture: inout Composition) {
    let point = state.cursorPoint
    let columns = port.pixels(ofColumn: point.column)
    let rows = port.pixels(ofRow: point.row)
    let (x, y) = (
      (columns.lowerBound + columns.upperBound - 1) / 2, (rows.lowerBound + rows.upperBound - 1) / 2
    )
    let isFine = state.appearance.halfBlocks
    func isDot(_ distance: Int, _ gap: Range<Int>, _ pixel: Int) -> Bool {
      guard pixel < gap.lowerBound - 1 || pixel > gap.upperBound else { return false }
      return distance % (isFine ? 3 : 4) == 0
    }
    func mark(_ x: Int, _ y: Int) {
      guard (0..<picture.width).contains(x), (0..<picture.height).contains(y),
        picture.contents[y * picture.width + x] != .outside
      else { return }
      if isFine {
        markContrasting(x, y, on: &picture)
      } else {
        picture.mark(x, y, theme.white, .cursor)
      }
    }
    for pixel in 0..<picture.width where isDot(pixel - x, columns, pixel) { mark(pixel, y) }
    for pixel in 0..<picture.height where isDot(pixel - y, rows, pixel) { mark(x, pixel) }
    if !isFine { mark(x, y) }
  }

  /// White on dark pixels and black on light ones: seen everywhere, and no label's colour.
  private func markContrasting(_ x: Int, _ y: Int, on picture: inout Composition) {
    guard x >= 0, y >= 0, x < picture.width, y < picture.height else { return }
    let at = y * picture.width + x
    let isLight = picture.labels[at] != 0 || picture.grey[at] > 150
    picture.mark(x, y, isLight ? black : theme.white, .cursor)
  }

  /// The region that is trained on, dotted, where its sides are not those of the slice.
  func markRegion(on picture: inout Composition) {
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
  func markLine(on picture: inout Composition) {
    guard let line = state.lineUnderWay else { return }
    let colour = line.label == 0 ? theme.white : theme.label(line.label, in: state.project.labels)
    func middle(_ point: SlicePoint) -> SlicePoint {
      let x = port.pixels(ofColumn: point.column)
      let y = port.pixels(ofRow: point.row)
      return SlicePoint(
        column: (x.lowerBound + x.upperBound - 1) / 2, row: (y.lowerBound + y.upperBound - 1) / 2)
    }
    let path = Brush.line(from: middle(line.start), to: middle(line.end))
    for (index, pixel) in path.enumerated() where index % 3 != 2 {
      picture.mark(pixel.column, pixel.row, colour, .line)
    }
  }
}
