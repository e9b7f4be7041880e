import Volume

/// A slice as a picture: grey values, labels as a tint with outlines, scribbles on top, a legend below.
package struct SlicePicture {
  private let pixels: SlicePixels
  private let table: LabelTable
  private let title: String

  private static let paper = RGB(red: 16, green: 16, blue: 16)
  private static let ink = RGB(red: 230, green: 230, blue: 230)

  /// A slice with its true proportions, its longer edge about `edge` pixels.
  ///
  /// - Parameters:
  ///   - slice: counted along the axis that the layout goes through.
  ///   - labels: dense, 0 = background; nil = none to show.
  ///   - scribbles: 0 = no scribble, 1…K = class, 255 = background.
  package init(
    _ volume: Volume, slice: (index: Int, layout: PlaneLayout), labels: LabelMap?,
    scribbles: LabelMap, legend: (table: LabelTable, title: String), edge: Double = 720
  ) {
    let layout = slice.layout
    let (x, y) = (
      Double(layout.columns) * layout.columnSpacing, Double(layout.rows) * layout.rowSpacing
    )
    let scale = edge / max(x, y)
    let sampling = SliceSampling(
      width: max(1, Int((x * scale).rounded())), height: max(1, Int((y * scale).rounded())),
      of: layout, slice: slice.index, in: volume.geometry.size)
    let window = IntensityWindow.automatic(for: volume)
    var pixels = SlicePixels(volume.voxels, sampling) { intensity in
      UInt8((255 * window.position(of: intensity)).rounded())
    }
    if let labels { pixels.addLabels { labels.voxels[$0] } }
    pixels.addScribbles(scribbles.voxels)
    self.pixels = pixels
    (table, title) = legend
  }

  /// Draws it.
  package func picture() -> Picture {
    let (width, height) = (pixels.width, pixels.height)
    var picture = Picture(
      width: max(360, width), height: height + 60, colour: SlicePicture.paper)
    for y in 0..<height {
      for x in 0..<width {
        let at = y * width + x
        let grey = pixels.grey[at]
        picture[x, y] = RGB(red: grey, green: grey, blue: grey)
        if let colour = table.label(id: pixels.labels[at])?.colour {
          picture.blend(x, y, colour, opacity: pixels.isEdge(x, y, reach: 3) ? 1 : 0.25)
        }
        if let colour = strokeColour(pixels.scribbles[at]) { picture.blend(x, y, colour) }
      }
    }
    drawLegend(&picture, top: height)
    return picture
  }

  private func strokeColour(_ label: UInt8) -> RGB? {
    label == ScribbleEncoding.background ? .backgroundScribble : table.label(id: label)?.colour
  }

  private func drawLegend(_ picture: inout Picture, top: Int) {
    picture.text(title, x: 10, y: top + 10, SlicePicture.ink)
    var x = 10
    let entries =
      table.labels.map { ($0.name, $0.colour) } + [("background", RGB.backgroundScribble)]
    for (name, colour) in entries {
      picture.fill(x: x..<x + 14, y: top + 36..<top + 50, colour)
      picture.text(name, x: x + 20, y: top + 36, SlicePicture.ink)
      x += 20 + 12 * name.count + 22
    }
  }
}
