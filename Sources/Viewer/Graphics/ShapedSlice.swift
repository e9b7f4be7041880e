import Pictures

/// The image of a slice with four or six pixels a cell, where it is drawn smaller than half blocks show it.
struct ShapedSlice {
  private let image: GreyImage
  private let pixels: (columns: Int, rows: Int)

  /// Nil where half blocks show every voxel, and in modes that do not divide cells.
  init?(_ state: ViewerState, _ port: Viewport) {
    guard let pixels = CellShapes.pixels(state.appearance.graphics), state.appearance.halfBlocks,
      port.scaleX < 1 || port.scaleY < 1, port.area.columns > 0, port.area.rows > 0
    else { return nil }
    self.pixels = pixels
    // Three rows a cell are no whole number for each half: six are made, and every two averaged.
    let fine = CellPicture(state, port).content.image(
      state.open.shownVolume, perCell: (pixels.columns, pixels.rows))
    image = GreyImage(
      width: fine.width, height: fine.height / 2,
      values: (0..<fine.height / 2).flatMap { row in
        (0..<fine.width).map { column in
          let at = 2 * row * fine.width + column
          return UInt8((Int(fine.values[at]) + Int(fine.values[at + fine.width]) + 1) / 2)
        }
      })
  }

  /// One cell of the view.
  func cell(_ column: Int, _ row: Int, grey: (UInt8) -> PaletteIndex) -> Cell {
    let (x, y) = (column * pixels.columns, row * pixels.rows)
    return CellShapes.cell(
      image.cut(x: x..<x + pixels.columns, y: y..<y + pixels.rows).values, grey: grey)
  }
}
