import Annotation
import Volume

/// Strokes of a whole slice: copied, put down, removed, or made to say "nothing here".
extension ViewerState {
  /// Points with a scribble on the slice on screen, by label.
  var strokesOfSlice: [UInt8: [SlicePoint]] {
    let layout = layout
    let size = open.volume.geometry.size
    var points: [UInt8: [SlicePoint]] = [:]
    for row in 0..<layout.rows {
      for column in 0..<layout.columns {
        let voxel = layout.voxel(column: column, row: row, slice: slice)
        let label = open.scribbles.map.voxels[size.offset(voxel)]
        if label != 0 { points[label, default: []].append(SlicePoint(column: column, row: row)) }
      }
    }
    return points
  }

  mutating func copyStrokes() {
    endStroke()
    let copied = CopiedStrokes(plane: view.plane, slice: slice, points: strokesOfSlice)
    guard copied.count > 0 else {
      return say("this slice has no strokes to copy", .warning)
    }
    pen.copied = copied
    say("\(Words.count(copied.count, "voxel")) copied: go to another slice, P puts them there")
  }

  mutating func pasteStrokes() {
    guard mayEdit() else { return }
    endStroke()
    guard let copied = pen.copied else {
      return say("nothing copied yet: y copies the strokes of a slice", .warning)
    }
    guard copied.plane == view.plane else {
      return say(
        "these strokes were copied in the \(copied.plane.rawValue) plane: go there", .warning)
    }
    let stroke = open.scribbles.nextStroke
    var count = 0
    for (label, points) in copied.points.sorted(by: { $0.key < $1.key }) {
      count += paint(points, label: label, stroke: stroke)
    }
    endEdit()
    say("\(Words.count(count, "voxel")) from slice \(copied.slice) put on slice \(slice)")
  }

  mutating func clearSlice() {
    guard mayEdit() else { return }
    endStroke()
    let points = strokesOfSlice.values.flatMap { $0 }
    let count = paint(points, label: 0, stroke: open.scribbles.nextStroke)
    endEdit()
    say(
      count == 0
        ? "this slice has no strokes" : "strokes of slice \(slice) removed; u brings them back")
  }

  /// `E`: says that nothing of any class is on this slice.
  ///
  /// Background lines over the box of all strokes, without other strokes over the middle half of the slice, and in the
  /// plane of review a mark on the slice: accepting it takes it for background throughout.
  mutating func markEmpty() {
    guard mayEdit() else { return }
    endStroke()
    let classes = strokesOfSlice.keys.filter { $0 != Scribbles.background }.sorted()
    guard classes.isEmpty else {
      let names = classes.map(labelName).joined(separator: ", ")
      return say("this slice has strokes of \(names): X removes them, then E", .warning)
    }
    let already = "this slice is marked as empty already"
    // Once more would draw more: the box has grown by the lines themselves.
    if showsReviewPlane, open.isMarkedEmpty(reviewSlice) { return say(already) }
    let points = linesOfEmptySlice
    let stroke = open.scribbles.nextStroke
    let count = paint(points, label: Scribbles.background, stroke: stroke)
    if showsReviewPlane {
      let change = EmptyChange(slice: reviewSlice, isMarked: true)
      add([.empty(change)], to: stroke)
      open.renewEmptyMarks([reviewSlice])
    }
    endEdit()
    guard count > 0 || showsReviewPlane else { return say(already) }
    let next = showsReviewPlane ? "; A accepts it so" : ""
    say("slice \(slice) marked as empty: \(Words.count(count, "voxel")) of background\(next)")
  }

  /// The points of the lines, at least one line.
  private var linesOfEmptySlice: [SlicePoint] {
    let (columns, rows) = boxOfStrokes
    let gap = EmptyMark.gap(layout)
    var lines = rows.filter { ($0 - rows.lowerBound) % gap == gap / 2 }
    if lines.isEmpty { lines = [rows.lowerBound + rows.count / 2] }
    return lines.flatMap { row in columns.map { SlicePoint(column: $0, row: row) } }
  }

  /// The box around all strokes of the volume, seen in the plane on screen, and a little more; without
  /// strokes the middle half of the slice.
  private var boxOfStrokes: (columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
    let layout = layout
    func side(_ axis: Axis, _ isFlipped: Bool, _ count: Int, _ spacing: Double) -> ClosedRange<Int>
    {
      guard let strokes = open.extent.range(along: axis) else {
        return count / 4...max(count / 4, count * 3 / 4 - 1)
      }
      let more = Int((EmptyMark.margin / spacing).rounded())
      let (low, high) = (
        max(0, strokes.lowerBound - more), min(count - 1, strokes.upperBound + more)
      )
      return isFlipped ? count - 1 - high...count - 1 - low : low...high
    }
    return (
      side(layout.rightAxis, layout.rightFlipped, layout.columns, layout.columnSpacing),
      side(layout.downAxis, layout.downFlipped, layout.rows, layout.rowSpacing)
    )
  }
}
