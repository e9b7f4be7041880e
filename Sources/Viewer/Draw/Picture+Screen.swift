import Pictures
import Volume

extension Picture {
  /// The slice on screen with its overlays, in true proportions and exact greys, its longer side at least 512 pixels.
  init(_ state: ViewerState) {
    var still = state
    still.appearance = Appearance()
    let layout = still.layout
    let smallest = min(layout.columnSpacing, layout.rowSpacing)
    let (unitX, unitY) = (layout.columnSpacing / smallest, layout.rowSpacing / smallest)
    let longest = max(Double(layout.columns) * unitX, Double(layout.rows) * unitY)
    let scale = max(1, (512 / longest).rounded(.up))
    let width = Int((Double(layout.columns) * unitX * scale).rounded())
    // Two pixel rows a cell: an odd last row is left out.
    let height = Int((Double(layout.rows) * unitY * scale / 2).rounded(.up)) * 2
    let area = CellRect(column: 0, row: 0, columns: width, rows: height / 2)
    let port = Viewport(
      area: area, pixelsPerRow: 2, layout: layout, zoom: .pixels(scale), centre: (0, 0))
    let slice = Composition(SlicePixels(still, port), still, Theme(still.appearance))
    self.init(width: width, height: height, colour: RGB(red: 0, green: 0, blue: 0))
    for y in 0..<height {
      for x in 0..<width {
        let at = y * width + x
        let grey = Int(slice.grey[at])
        let (red, green, blue) =
          slice.contents[at] == .image
          ? (grey, grey, grey) : Palette256.levels(of: slice.colours[at])
        self[x, y] = RGB(red: UInt8(red), green: UInt8(green), blue: UInt8(blue))
      }
    }
  }
}
