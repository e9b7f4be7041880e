import Pictures
import Volume

/// Pixels with their layers put over each other: a colour each, and what stands in them without colour.
struct Composition {
  /// What one pixel shows.
  enum Content: UInt8 {
    case outside, image, uncertain, scribble, edge, fill, cursor, line, region, brush
  }

  let width: Int
  let height: Int
  private(set) var colours: [PaletteIndex]
  private(set) var contents: [Content]
  /// The label of a scribble, edge or fill.
  private(set) var labels: [UInt8]
  /// 0…255 of the image below.
  let grey: [UInt8]

  init(_ pixels: SlicePixels, _ state: ViewerState, _ theme: Theme) {
    width = pixels.width
    height = pixels.height
    grey = pixels.grey
    colours = Array(repeating: theme.surround.background, count: width * height)
    contents = Array(repeating: .outside, count: width * height)
    labels = Array(repeating: 0, count: width * height)
    let solid = (0...255).map { theme.label(UInt8($0), in: state.project.labels) }
    let outlines = (0...255).map { theme.outline(UInt8($0), in: state.project.labels) }
    let fills = state.overlays.style == .fill ? Self.fills(pixels, state, theme) : [:]
    let isMixed = state.appearance.colours == .palette256
    let isDifference = state.comparisonOnScreen == .difference
    for y in 0..<height {
      for x in 0..<width {
        let at = y * width + x
        guard pixels.inside[at] else { continue }
        let level = pixels.grey[at]
        let label = pixels.labels[at]
        if pixels.scribbles[at] != 0 {
          set(at, solid[Int(pixels.scribbles[at])], .scribble, pixels.scribbles[at])
        } else if isDifference, pixels.uncertainty[at] != 0 {
          // Outlines are where most voxels change.
          set(at, theme.difference, .line, 0)
        } else if label != 0, pixels.isEdge(x, y) {
          set(at, outlines[Int(label)], .edge, label)
        } else if pixels.uncertainty[at] != 0,
          let colour = theme.uncertainty(pixels.uncertainty[at], over: level)
        {
          set(at, colour, .uncertain, 0)
        } else if label != 0, let shades = fills[label], isMixed || state.overlays.covers(x, y) {
          set(at, shades[Int(level) / 8], .fill, label)
        } else {
          set(at, theme.grey(level), .image, 0)
        }
      }
    }
  }

  /// The colours that fill, for every label on screen.
  private static func fills(
    _ pixels: SlicePixels, _ state: ViewerState, _ theme: Theme
  ) -> [UInt8: [PaletteIndex]] {
    let labels = Set(pixels.labels).subtracting([0])
    return Dictionary(
      uniqueKeysWithValues: labels.map {
        ($0, theme.fill($0, in: state.project.labels, share: state.overlays.share))
      })
  }

  private mutating func set(_ at: Int, _ colour: PaletteIndex, _ content: Content, _ label: UInt8) {
    colours[at] = colour
    contents[at] = content
    labels[at] = label
  }

  /// Puts a mark on a pixel, if it is on screen.
  mutating func mark(
    _ x: Int, _ y: Int, _ colour: PaletteIndex, _ content: Content, label: UInt8 = 0
  ) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    set(y * width + x, colour, content, label)
  }
}
