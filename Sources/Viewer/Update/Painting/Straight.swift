/// `!`: lines and mouse strokes keep to multiples of 45 degrees.
extension ViewerState {
  mutating func toggleStraight() {
    endStroke()
    pen.isStraight.toggle()
    say(
      pen.isStraight
        ? "straight: lines and drags keep to rows, columns and diagonals of voxels"
        : "lines and drags go any way")
  }

  /// Where the line from a point ends: at the cursor, or as near to it as a straight one comes.
  func lineEnd(from start: SlicePoint, isStraight: Bool) -> SlicePoint {
    guard isStraight else { return cursorPoint }
    let layout = layout
    return StraightLine.end(
      from: start, to: cursorPoint, columns: layout.columns, rows: layout.rows)
  }

  /// The line that is being laid, by keys or by mouse: where it starts and ends now, and what it paints.
  var lineUnderWay: (start: SlicePoint, end: SlicePoint, label: UInt8)? {
    if let drag = pen.drag {
      return (drag.start, lineEnd(from: drag.start, isStraight: true), drag.label)
    }
    return pen.anchor.map {
      ($0, lineEnd(from: $0, isStraight: pen.isStraight), pen.line?.label ?? penLabel)
    }
  }

  // MARK: Mouse

  /// A button goes down where a straight line is to start.
  mutating func beginDrag(at point: SlicePoint, label: UInt8) {
    endStroke()
    pen.anchor = nil
    pen.drag = StraightDrag(start: point, label: label)
  }

  /// The straight line of the mouse is drawn as it is now; `endStroke` ends it.
  mutating func layDrag() {
    guard let line = lineUnderWay, pen.drag != nil else { return }
    pen.drag = nil
    beginStroke(at: line.start, label: line.label, byMouse: true)
    extendStroke(to: line.end)
  }
}
