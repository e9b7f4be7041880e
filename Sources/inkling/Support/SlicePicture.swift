import Pictures
import Volume

/// A slice as a picture: grey values, labels as a tint with outlines, scribbles on top, a legend below.
struct SlicePicture {
  var volume: Volume
  /// Which slice, counted along the axis that the layout goes through.
  var slice: Int
  var layout: PlaneLayout
  /// Dense labels, 0 = background; nil = none to show.
  var labels: LabelMap?
  /// 0 = no scribble, 1…K = class, 255 = background.
  var scribbles: LabelMap
  var table: LabelTable
  var title: String

  /// Colour of the background scribble, as on the terminal.
  static let background = RGB(red: 175, green: 95, blue: 95)
  private static let paper = RGB(red: 16, green: 16, blue: 16)
  private static let ink = RGB(red: 230, green: 230, blue: 230)

  /// Draws the slice with its true proportions, its longer edge about `edge` pixels.
  func picture(edge: Double = 720) -> Picture {
    let millimetres = (
      x: Double(layout.columns) * layout.columnSpacing, y: Double(layout.rows) * layout.rowSpacing
    )
    let scale = edge / max(millimetres.x, millimetres.y)
    let width = max(1, Int((millimetres.x * scale).rounded()))
    let height = max(1, Int((millimetres.y * scale).rounded()))
    var picture = Picture(
      width: max(360, width), height: height + 60, colour: SlicePicture.paper)
    let window = IntensityWindow.automatic(for: volume)
    let size = volume.geometry.size
    func offset(_ x: Int, _ y: Int) -> Int {
      size.offset(
        layout.voxel(
          column: min(layout.columns - 1, x * layout.columns / width),
          row: min(layout.rows - 1, y * layout.rows / height), slice: slice))
    }
    /// Whether a label ends within three pixels.
    func isEdge(_ x: Int, _ y: Int, _ labels: LabelMap) -> Bool {
      let here = labels.voxels[offset(x, y)]
      return [(-3, 0), (3, 0), (0, -3), (0, 3)].contains { step in
        let (column, row) = (x + step.0, y + step.1)
        guard column >= 0, row >= 0, column < width, row < height else { return false }
        return labels.voxels[offset(column, row)] != here
      }
    }
    for y in 0..<height {
      for x in 0..<width {
        let place = offset(x, y)
        let grey = UInt8((255 * window.position(of: volume.voxels[place])).rounded())
        picture[x, y] = RGB(red: grey, green: grey, blue: grey)
        if let labels, let colour = colour(labels.voxels[place], background: nil) {
          picture.blend(x, y, colour, opacity: isEdge(x, y, labels) ? 1 : 0.25)
        }
        if let colour = colour(scribbles.voxels[place], background: SlicePicture.background) {
          picture.blend(x, y, colour)
        }
      }
    }
    drawLegend(&picture, top: height)
    return picture
  }

  private func colour(_ label: UInt8, background: RGB?) -> RGB? {
    label == 0 ? nil : label == 255 ? background : table.label(id: label)?.colour
  }

  private func drawLegend(_ picture: inout Picture, top: Int) {
    picture.text(title, x: 10, y: top + 10, SlicePicture.ink)
    var x = 10
    let entries =
      table.labels.map { ($0.name, $0.colour) } + [("background", SlicePicture.background)]
    for (name, colour) in entries {
      picture.fill(x: x..<x + 14, y: top + 36..<top + 50, colour)
      picture.text(name, x: x + 20, y: top + 36, SlicePicture.ink)
      x += 20 + 12 * name.count + 22
    }
  }
}
