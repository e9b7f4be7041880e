import Volume

/// How large the slice is drawn.
enum Zoom: Hashable, Sendable {
  /// As large as the whole slice fits.
  case fit
  /// This many pixels for a voxel of the smaller in-plane spacing. A pixel is half a cell high and as wide
  /// as a cell, which is about square.
  case pixels(Double)

  /// The steps of `+` and `-`. At 2 a voxel of square shape is exactly one cell high and two wide.
  static let steps: [Double] = [0.25, 1.0 / 3, 0.5, 2.0 / 3, 1, 1.5, 2, 3, 4, 6, 8, 12, 16]
}

/// A place in a slice: column to the right, row downwards, in voxels of the plane.
struct SlicePoint: Hashable, Sendable {
  var column: Int
  var row: Int
}

/// How a slice lies on the cells that show it: true proportions for any spacing.
struct Viewport: Hashable, Sendable {
  /// The cells that show the slice.
  private(set) var area: CellRect
  /// Pixels on top of each other in one cell: 1 or 2.
  let pixelsPerRow: Int
  /// Columns and rows of the slice.
  let columns: Int
  let rows: Int
  /// Pixels per column and per row of the slice.
  let scaleX: Double
  let scaleY: Double
  /// Where the slice's upper left corner lies, in pixels from the area's; negative when it is outside.
  let originX: Int
  let originY: Int

  /// - Parameters:
  ///   - area: the cells to draw on, at least one.
  ///   - centre: the point of the slice in the middle of the area, in voxels; ignored along sides that fit.
  init(
    area: CellRect, pixelsPerRow: Int, layout: PlaneLayout, zoom: Zoom,
    centre: (column: Double, row: Double)
  ) {
    self.area = area
    self.pixelsPerRow = pixelsPerRow
    columns = layout.columns
    rows = layout.rows
    let smallest = min(layout.columnSpacing, layout.rowSpacing)
    let unitX = layout.columnSpacing / smallest
    // A full cell is twice as high as wide.
    let unitY = layout.rowSpacing / smallest * (pixelsPerRow == 2 ? 1 : 0.5)
    let width = Double(max(1, area.columns))
    let height = Double(max(1, area.rows * pixelsPerRow))
    let scale: Double
    switch zoom {
    case .fit: scale = min(width / (Double(columns) * unitX), height / (Double(rows) * unitY))
    case .pixels(let pixels): scale = pixels
    }
    scaleX = scale * unitX
    scaleY = scale * unitY
    originX = Self.origin(
      room: width, extent: Double(columns) * scaleX, centre: (centre.column + 0.5) * scaleX,
      grain: 1)
    // Voxels that are whole cells high start at the top of a cell, so that the mouse hits them exactly.
    let wholeCells =
      pixelsPerRow == 2 && scaleY >= 2 && scaleY.truncatingRemainder(dividingBy: 2) == 0
    originY = Self.origin(
      room: height, extent: Double(rows) * scaleY, centre: (centre.row + 0.5) * scaleY,
      grain: wholeCells ? 2 : 1)
  }

  private static func origin(room: Double, extent: Double, centre: Double, grain: Double) -> Int {
    var origin = extent <= room ? (room - extent) / 2 : room / 2 - centre
    if extent > room { origin = min(0, max(room - extent, origin)) }
    return Int((origin / grain).rounded() * grain)
  }

  /// Width of the area in pixels.
  var pixelColumns: Int { area.columns }
  /// Height of the area in pixels.
  var pixelRows: Int { area.rows * pixelsPerRow }

  /// The slice column shown at a pixel column; nil beside the slice.
  func column(atPixel x: Int) -> Int? { Self.index(x, originX, scaleX, columns) }
  /// The slice row shown at a pixel row; nil beside the slice.
  func row(atPixel y: Int) -> Int? { Self.index(y, originY, scaleY, rows) }

  private static func index(_ pixel: Int, _ origin: Int, _ scale: Double, _ count: Int) -> Int? {
    let index = Int(((Double(pixel - origin) + 0.5) / scale).rounded(.down))
    return (0..<count).contains(index) ? index : nil
  }

  /// The slice columns that a pixel column averages over: one of them at zooms from 1 on.
  ///
  /// - finer: how many of the pixels asked for are one of this view.
  func columnRange(atPixel x: Int, finer: Int = 1) -> Range<Int>? {
    Self.range(x, originX * finer, scaleX * Double(finer), columns)
  }
  /// The slice rows that a pixel row averages over.
  func rowRange(atPixel y: Int, finer: Int = 1) -> Range<Int>? {
    Self.range(y, originY * finer, scaleY * Double(finer), rows)
  }

  /// The same view on cells that begin at the upper left of the screen.
  var movedToOrigin: Viewport {
    var moved = self
    moved.area.column = 0
    moved.area.row = 0
    return moved
  }

  private static func range(_ pixel: Int, _ origin: Int, _ scale: Double, _ count: Int)
    -> Range<Int>?
  {
    guard scale < 1 else { return index(pixel, origin, scale, count).map { $0..<$0 + 1 } }
    let first = max(0, Int((Double(pixel - origin) / scale).rounded()))
    let last = min(count, Int((Double(pixel + 1 - origin) / scale).rounded()))
    return first < last ? first..<last : nil
  }

  /// The pixels that show a column, at least one.
  func pixels(ofColumn column: Int) -> Range<Int> { Self.pixels(column, originX, scaleX) }
  /// The pixels that show a row, at least one.
  func pixels(ofRow row: Int) -> Range<Int> { Self.pixels(row, originY, scaleY) }

  private static func pixels(_ index: Int, _ origin: Int, _ scale: Double) -> Range<Int> {
    // The first pixel whose middle lies in the voxel.
    let first = origin + Int((Double(index) * scale - 0.5).rounded(.up))
    let next = origin + Int((Double(index + 1) * scale - 0.5).rounded(.up))
    if next > first { return first..<next }
    let middle = origin + Int(((Double(index) + 0.5) * scale).rounded(.down))
    return middle..<middle + 1
  }

  /// The point of the slice under a cell: the middle of the cell. Nil beside the slice.
  func point(atCell column: Int, _ row: Int) -> SlicePoint? {
    guard area.contains(column: column, row: row) else { return nil }
    let y = (row - area.row) * pixelsPerRow
    // At zooms under a cell per voxel the upper pixel decides, unless only the lower one lies on the slice.
    let candidates = pixelsPerRow == 2 ? [y, y + 1] : [y]
    guard let c = self.column(atPixel: column - area.column),
      let r = candidates.compactMap({ self.row(atPixel: $0) }).first
    else { return nil }
    return SlicePoint(column: c, row: r)
  }

  /// The cell in which a point's upper left pixel lies; it may be outside the area.
  func cell(of point: SlicePoint) -> (column: Int, row: Int) {
    let x = pixels(ofColumn: point.column)
    let y = pixels(ofRow: point.row)
    let middleX = (x.lowerBound + x.upperBound - 1) / 2
    let middleY = (y.lowerBound + y.upperBound - 1) / 2
    return (
      area.column + middleX,
      area.row + Int((Double(middleY) / Double(pixelsPerRow)).rounded(.down))
    )
  }

  /// Whether the mouse can tell neighbouring voxels apart.
  var isMouseExact: Bool { scaleX >= 1 && scaleY >= Double(pixelsPerRow) }
}
