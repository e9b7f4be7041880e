import Annotation
import Volume

/// `F`: fills what is as light as the voxel under the cursor and hangs together with it, in the slice on screen.
extension ViewerState {
  mutating func floodFill() {
    guard mayEdit() else { return }
    endStroke()
    pen.anchor = nil
    let label = penLabel
    let here = open.scribbles.map.voxels[open.volume.geometry.size.offset(view.cursor)]
    guard label == 0 || here == 0 || here == label else {
      return say(
        "this voxel is \(labelName(here)) already: put the cursor beside it, or erase it", .warning)
    }
    let found = flood(over: label)
    let changed = paint(found.points, label: label, stroke: open.scribbles.nextStroke)
    endEdit()
    guard changed > 0 else {
      return say(
        label == 0
          ? "no scribble within what is as light as this voxel"
          : "all that is as light as this voxel has a label already")
    }
    let count = Words.count(changed, "voxel")
    let what = label == 0 ? "\(count) erased" : "\(count) of \(labelName(label))"
    guard found.isCut else { return say("\(what) filled; u takes them back") }
    let end =
      found.points.count >= FloodFill.most
      ? "the most at once" : "cut off \(Numbers.fixed(pen.flood.reach, 0)) mm from here"
    say("\(what), \(end); u takes them back")
  }

  /// What `F` fills from the cursor; it leaves voxels of other labels alone and does not pass them.
  private func flood(over label: UInt8) -> FloodFill.Result {
    let layout = layout
    let (size, slice) = (open.volume.geometry.size, slice)
    let (image, map) = (open.volume.voxels, open.scribbles.map.voxels)
    let window = view.window
    // As it is seen: beyond the window all is black or white.
    func seen(_ offset: Int) -> Double {
      Double(min(window.high, max(window.low, image[offset])))
    }
    let middle = seen(size.offset(view.cursor))
    let most = pen.flood.tolerance / 100 * (Double(window.high) - Double(window.low))
    let fill = FloodFill(
      columns: layout.columns, rows: layout.rows, columnSpacing: layout.columnSpacing,
      rowSpacing: layout.rowSpacing, reach: pen.flood.reach)
    return fill.fill(from: cursorPoint) { point in
      let offset = size.offset(layout.voxel(column: point.column, row: point.row, slice: slice))
      guard abs(seen(offset) - middle) <= most else { return false }
      return label == 0 || map[offset] == 0 || map[offset] == label
    }
  }

  /// `:set tolerance` and `:set reach`.
  mutating func typedFlood(_ name: String, _ text: String) {
    let isReach = name == "reach"
    let bounds = isReach ? FloodLimits.reaches : FloodLimits.tolerances
    let unit = isReach ? "MILLIMETRES" : "PERCENT"
    guard let number = Double(text), bounds.contains(number) else {
      return say(
        "expected :set \(name) \(unit) from \(Numbers.fixed(bounds.lowerBound, 0)) "
          + "to \(Numbers.fixed(bounds.upperBound, 0)), found \(text.isEmpty ? "nothing" : text)",
        .warning)
    }
    if isReach { pen.flood.reach = number } else { pen.flood.tolerance = number }
    say(
      "F fills within \(Numbers.short(Float(pen.flood.tolerance))) percent of the window's width "
        + "and \(Numbers.short(Float(pen.flood.reach))) mm")
  }
}
