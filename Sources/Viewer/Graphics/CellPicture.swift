import Pictures
import Volume

/// A picture of a part of a slice beneath the cells of a rectangle. Where a cell has no background, it is seen.
///
/// It says which pixels are meant and does not hold them: terminals that have had them already are told the number alone.
package struct CellPicture: Hashable, Sendable {
  /// The cells that it covers.
  package let rect: CellRect
  /// What it shows.
  package let content: Content

  /// Everything that the pixels depend on.
  package struct Content: Hashable, Sendable {
    /// The volume on screen, by number, its frame and the plane.
    let volume: Int
    let frame: Int
    let plane: Plane
    /// Slice along the axis through the plane.
    package var slice: Int
    let window: IntensityWindow
    /// How the slice lies on the cells; its area counts from (0, 0).
    let port: Viewport
  }

  init(_ state: ViewerState, _ port: Viewport) {
    rect = port.area
    content = Content(
      volume: state.open.index, frame: state.open.shownVolume.frame, plane: state.view.plane,
      slice: state.slice,
      window: state.view.window, port: port.movedToOrigin)
  }

  private init(rect: CellRect, content: Content) { (self.rect, self.content) = (rect, content) }

  /// The same place with another slice.
  func showing(slice: Int) -> CellPicture {
    var content = content
    content.slice = slice
    return CellPicture(rect: rect, content: content)
  }
}

extension CellPicture.Content {
  /// Columns and rows of cells.
  var cells: (columns: Int, rows: Int) { (port.area.columns, port.area.rows) }

  /// Pixels for a column of cells, and for half a row: as many as voxels lie in it, at most four.
  var pixelsPerCell: (columns: Int, halfRows: Int) {
    func count(_ scale: Double) -> Int { max(1, min(4, Int((1 / scale - 0.05).rounded(.up)))) }
    return (count(port.scaleX), count(port.scaleY))
  }

  /// The pixels: greys of the image in its window, black beside it.
  ///
  /// - perCell: pixels for a column of cells, and for half a row; `pixelsPerCell` when nil.
  func image(
    _ volume: Volume, perCell wanted: (columns: Int, halfRows: Int)? = nil
  ) -> GreyImage {
    let per = wanted ?? pixelsPerCell
    let (width, height) = (port.pixelColumns * per.columns, port.pixelRows * per.halfRows)
    let scale = 255 / (window.high - window.low)
    let sampling = SliceSampling(
      columns: (0..<width).map { port.columnRange(atPixel: $0, finer: per.columns) },
      rows: (0..<height).map { port.rowRange(atPixel: $0, finer: per.halfRows) },
      of: PlaneLayout(volume.geometry, plane), slice: slice, in: volume.geometry.size)
    let pixels = SlicePixels(volume.voxels, sampling) { intensity in
      UInt8(max(0, min(255, (intensity - window.low) * scale)))
    }
    return GreyImage(width: width, height: height, values: pixels.grey)
  }
}
