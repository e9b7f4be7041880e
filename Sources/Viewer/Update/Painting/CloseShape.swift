import Annotation
import Volume

/// `a` and `I`: a stroke is joined with its beginning, and what it encloses is filled.
extension ViewerState {
  /// Closes what is being drawn, or else the last stroke.
  ///
  /// - fills: whether the inside is painted as well
  mutating func closeShape(fills: Bool) {
    guard mayEdit() else { return }
    if pen.drag != nil { endStroke() }
    let isLine = pen.anchor != nil
    if isLine {
      guard pen.line != nil else {
        return say("nothing to close yet: v ends a piece of the line, two are needed", .warning)
      }
      layLastPiece()
    }
    guard let stroke = pen.stroke else { return closeLast(fills: fills) }
    let path = Array(stroke.path[stroke.firstOnSlice...])
    guard let first = path.first, let last = path.last, path.count > 2 else {
      if isLine { endStroke() }
      return say("nothing to close yet: draw around something first", .warning)
    }
    pen.stroke?.tip = last
    extendStroke(to: first)
    if fills { fillStroke(path) }
    let changed = pen.stroke?.changed ?? 0
    endStroke()
    pen.last?.isFilled = fills
    let count = Words.count(changed, "voxel")
    say(
      "closed\(fills ? " and filled" : ""): "
        + (stroke.label == 0 ? "\(count) erased" : "\(count) of \(labelName(stroke.label))"))
  }

  /// Paints the inside of the stroke under way; it is part of the stroke.
  private mutating func fillStroke(_ path: [SlicePoint]) {
    guard let stroke = pen.stroke else { return }
    let changed = paint(Outline.filled(path), label: stroke.label, stroke: stroke.number)
    pen.stroke?.changed += changed
  }

  /// The same for the last finished stroke on this slice, as an action of its own.
  private mutating func closeLast(fills: Bool) {
    let (verb, done) = fills ? ("fill", "filled") : ("close", "closed")
    guard var last = pen.last else {
      return say("nothing to \(verb) yet: draw around something first", .warning)
    }
    let place = last.place
    guard place.plane == view.plane, place.slice == slice else {
      return say(
        "the last stroke is on \(place.plane.rawValue) slice \(place.slice): "
          + "\(verb) it there, or draw one here", .warning)
    }
    let path = last.outline(from: place.start)
    guard let first = path.first, let end = path.last, path.count > 2 else {
      return say("the last stroke encloses nothing: draw around something first", .warning)
    }
    guard isStillThere(path, label: last.label) else {
      return say("the last stroke is gone: draw around something first", .warning)
    }
    let join = Brush.line(from: end, to: first)
    let changed =
      paint(
        voxels: voxels(along: join, with: last.brush) + (fills ? voxels(Outline.filled(path)) : []),
        label: last.label, stroke: open.scribbles.nextStroke)?.changes.count ?? 0
    endEdit()
    last.isClosed = true
    last.isFilled = last.isFilled || fills
    pen.last = last
    guard changed > 0 else { return say("the last stroke is \(done) already") }
    let count = Words.count(changed, "voxel")
    say(
      "last stroke \(done): "
        + (last.label == 0 ? "\(count) erased" : "\(count) of \(labelName(last.label))"))
  }

  /// Whether at least half of a stroke is as it was drawn: it may have been undone, erased or painted over.
  private func isStillThere(_ path: [SlicePoint], label: UInt8) -> Bool {
    let offsets = voxels(path)
    let same = offsets.filter { open.scribbles.map.voxels[$0] == label }.count
    return same > 0 && 2 * same >= offsets.count
  }
}
