import Volume

/// Which voxels of a slice every pixel of a picture covers, as offsets into the volume.
package struct SliceSampling {
  /// The slice's columns below every pixel column; nil beside the slice.
  let columns: [Range<Int>?]
  /// The slice's rows below every pixel row; nil beside the slice.
  let rows: [Range<Int>?]
  let origin: Int
  let columnStride: Int
  let rowStride: Int

  /// - Parameters:
  ///   - columns: of the slice below every pixel column, as the plane shows them; never an empty range.
  ///   - rows: likewise.
  ///   - size: of the volume.
  package init(
    columns: [Range<Int>?], rows: [Range<Int>?], of layout: PlaneLayout, slice: Int,
    in size: GridSize
  ) {
    (self.columns, self.rows) = (columns, rows)
    func offset(_ column: Int, _ row: Int) -> Int {
      size.offset(layout.voxel(column: column, row: row, slice: slice))
    }
    origin = offset(0, 0)
    columnStride = layout.columns > 1 ? offset(1, 0) - origin : 0
    rowStride = layout.rows > 1 ? offset(0, 1) - origin : 0
  }

  /// A slice that fills a picture: one voxel a pixel, however many pixels show it.
  package init(
    width: Int, height: Int, of layout: PlaneLayout, slice: Int, in size: GridSize
  ) {
    func places(_ pixels: Int, _ count: Int) -> [Range<Int>?] {
      (0..<pixels).map { pixel in
        let place = min(count - 1, pixel * count / pixels)
        return place..<place + 1
      }
    }
    self.init(
      columns: places(width, layout.columns), rows: places(height, layout.rows), of: layout,
      slice: slice, in: size)
  }

  /// The voxel in the middle of a pixel.
  func middle(_ columns: Range<Int>, _ rows: Range<Int>) -> Int {
    origin + (columns.lowerBound + columns.count / 2) * columnStride
      + (rows.lowerBound + rows.count / 2) * rowStride
  }
}
