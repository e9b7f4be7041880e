import Pictures
import Volume

/// The outline of what the next stroke would cover, on the pixels of the slice.
extension SliceDrawing {
  /// Shows a brush of more than a voxel around the cursor. The image is lighter or darker there, labels have a shade of
  /// their own colour: nothing is hidden.
  func markBrush(on picture: inout Composition) {
    guard state.pen.brush.diameter > 1, state.readOnlyReason == nil,
      state.arrangement != .mosaic, let layer = state.pen.brush.layers(state.layout).first
    else { return }
    // A straight line may end beside the cursor.
    let centre = state.lineUnderWay?.end ?? state.cursorPoint
    let covered = layer.points.map {
      SlicePoint(column: $0.column + centre.column, row: $0.row + centre.row)
    }
    guard let box = pixels(of: covered, in: picture) else { return }
    let isCovered = coverage(of: covered, in: box)
    let width = box.columns.count
    // The border of the box is looked at and not drawn on.
    for place in isCovered.indices where isCovered[place] {
      let point = box.point(place)
      guard point.column > box.columns.lowerBound, point.column < box.columns.upperBound,
        point.row > box.rows.lowerBound, point.row < box.rows.upperBound
      else { continue }
      let isInside =
        isCovered[place - 1] && isCovered[place + 1] && isCovered[place - width]
        && isCovered[place + width]
      if !isInside { shade(point.column, point.row, on: &picture) }
    }
  }

  /// Which pixels of a box show one of the points.
  private func coverage(of points: [SlicePoint], in box: PointBox) -> [Bool] {
    guard let extent = PointBox(points) else { return [] }
    var isPoint = Array(repeating: false, count: extent.count)
    for point in points { isPoint[extent.place(of: point)] = true }
    let columns = box.columns.map { port.column(atPixel: $0) }
    return box.rows.flatMap { y -> [Bool] in
      guard let row = port.row(atPixel: y), extent.rows.contains(row) else {
        return columns.map { _ in false }
      }
      return columns.map { column in
        guard let column, extent.columns.contains(column) else { return false }
        return isPoint[extent.place(of: SlicePoint(column: column, row: row))]
      }
    }
  }

  /// The pixels on screen of the box around points, and one more on each side; nil where none is.
  private func pixels(of points: [SlicePoint], in picture: Composition) -> PointBox? {
    guard let box = PointBox(points) else { return nil }
    let left = max(0, port.pixels(ofColumn: box.columns.lowerBound).lowerBound)
    let right = min(picture.width, port.pixels(ofColumn: box.columns.upperBound).upperBound) - 1
    let top = max(0, port.pixels(ofRow: box.rows.lowerBound).lowerBound)
    let bottom = min(picture.height, port.pixels(ofRow: box.rows.upperBound).upperBound) - 1
    guard left <= right, top <= bottom else { return nil }
    return PointBox(columns: left - 1...right + 1, rows: top - 1...bottom + 1)
  }

  /// Marks one pixel of the outline.
  private func shade(_ x: Int, _ y: Int, on picture: inout Composition) {
    let at = y * picture.width + x
    let (content, label, level) = (picture.contents[at], picture.labels[at], picture.grey[at])
    let isLight = level > 130
    guard state.appearance.halfBlocks else {
      // Characters: labels keep their digits, and so do cursor and line.
      guard content == .image || content == .uncertain || content == .fill else { return }
      let contrast = isLight ? black : theme.white
      picture.mark(
        x, y, state.appearance.colours == .eight ? tipColour : contrast, .brush, label: label)
      return
    }
    let isPlain = content == .image || content == .uncertain
    switch state.appearance.colours {
    case .palette256 where isPlain && !state.appearance.highContrast:
      let shade = isLight ? level - 80 : level + 80
      picture.mark(x, y, theme.grey(shade), .brush)
    case .palette256 where !isPlain && content != .outside:
      let colour = Palette256.lighter(picture.colours[at], by: -1)
      picture.mark(x, y, colour, content, label: label)
    default:
      // With few greys, or where contrast is wanted, dots of black and white.
      guard content != .outside, (x + y) % 2 == 0 else { return }
      picture.mark(x, y, isLight || !isPlain ? black : theme.white, .brush, label: label)
    }
  }

  /// What the next stroke paints; red where it erases.
  private var tipColour: PaletteIndex {
    state.pen.erases ? 1 : theme.label(state.pen.label, in: state.project.labels)
  }
}
