import Annotation
import Volume

/// Strokes: pen, mouse, line and what else changes scribbles.
extension ViewerState {
  /// Whether strokes may be made; says why not.
  mutating func mayEdit() -> Bool {
    guard let reason = readOnlyReason ?? frameReason else { return true }
    say(reason, .warning)
    return false
  }

  /// What the pen writes: its label, or 0 when it erases.
  var penLabel: UInt8 { pen.erases ? 0 : pen.label }

  /// Linear offsets of points of the slice on screen; points outside are left out.
  func voxels(_ points: [SlicePoint]) -> [Int] {
    let layout = layout
    let size = open.volume.geometry.size
    let slice = slice
    return points.compactMap {
      guard (0..<layout.columns).contains($0.column), (0..<layout.rows).contains($0.row) else {
        return nil
      }
      return size.offset(layout.voxel(column: $0.column, row: $0.row, slice: slice))
    }
  }

  /// The brush's disc in the plane on screen.
  var disc: [SlicePoint] { disc(diameter: pen.diameter) }

  func disc(diameter: Int) -> [SlicePoint] {
    let layout = layout
    let smallest = min(layout.columnSpacing, layout.rowSpacing)
    return Brush.disc(
      diameter: diameter, unitX: layout.columnSpacing / smallest,
      unitY: layout.rowSpacing / smallest)
  }

  // MARK: Changing scribbles

  /// Paints points of the slice on screen as a batch of a stroke, and puts the change into the outbox.
  ///
  /// - Returns: how many voxels changed.
  @discardableResult
  mutating func paint(_ points: [SlicePoint], label: UInt8, stroke: Int) -> Int {
    var offsets = voxels(points)
    if pen.protects, label != 0 {
      offsets.removeAll { open.scribbles.map.voxels[$0] != 0 }
    }
    guard let edit = open.scribbles.paint(offsets, label: label, stroke: stroke) else { return 0 }
    outbox.append(.append(edit))
    open.note(edit)
    add(open.consequences(of: edit), to: stroke)
    trainer.noteStroke()
    return edit.changes.count
  }

  /// Makes decisions part of a stroke, so that they are undone with it.
  mutating func add(_ decisions: [Decision], to stroke: Int) {
    guard !decisions.isEmpty else { return }
    let edit = Edit(stroke: stroke, changes: [], decisions: decisions)
    open.scribbles.perform(edit)
    outbox.append(.append(edit))
  }

  /// Ends the open stroke of the scribbles.
  mutating func endEdit() {
    guard let number = open.scribbles.endStroke() else { return }
    outbox.append(.endStroke(number, generation: open.shownStamp(slice: reviewSlice)?.generation))
    writeCorrections()
    trainIfAutomatic()
  }

  // MARK: Strokes

  /// Pen down.
  mutating func beginStroke(at point: SlicePoint, label: UInt8, byMouse: Bool) {
    endStroke()
    pen.anchor = nil
    let number = open.scribbles.nextStroke
    pen.stroke = StrokeUnderWay(number: number, label: label, byMouse: byMouse, tip: nil, path: [])
    extendStroke(to: point)
  }

  /// Moves the pen that is down; everything between is painted.
  mutating func extendStroke(to point: SlicePoint) {
    guard var stroke = pen.stroke else { return }
    let path = Brush.line(from: stroke.tip ?? point, to: point)
    stroke.changed += paint(
      Brush.sweep(path, disc: disc), label: stroke.label, stroke: stroke.number)
    stroke.path += stroke.tip == nil ? path : Array(path.dropFirst())
    stroke.tip = point
    pen.stroke = stroke
  }

  /// Pen up: the stroke becomes one unit of undo.
  mutating func endStroke() {
    guard let stroke = pen.stroke ?? pen.line else { return }
    pen.stroke = nil
    pen.line = nil
    if let first = stroke.path.first {
      pen.last = StrokeShape(
        path: stroke.path.map {
          SlicePoint(column: $0.column - first.column, row: $0.row - first.row)
        }, label: stroke.label, diameter: pen.diameter)
    }
    endEdit()
    guard stroke.changed > 0 else { return }
    let count = Words.count(stroke.changed, "voxel")
    say(stroke.label == 0 ? "\(count) erased" : "\(count) of \(labelName(stroke.label))")
  }

  /// The slice is about to change: the keyboard's pen goes up, the mouse starts afresh on the new slice.
  mutating func leaveSlice() {
    pen.anchor = nil
    question = nil
    guard let stroke = pen.stroke ?? pen.line else { return }
    if stroke.byMouse { pen.stroke?.tip = nil } else { endStroke() }
  }

  /// Space: pen down or up at the cursor; draws the line while one is being laid.
  mutating func togglePen() {
    guard mayEdit() else { return }
    if pen.anchor != nil { return drawLine(goOn: false) }
    if pen.stroke != nil { return endStroke() }
    beginStroke(at: cursorPoint, label: penLabel, byMouse: false)
    say("pen down: arrows draw, Space lifts it")
  }

  // MARK: Lines

  /// `v`: the line starts here; once more draws a piece of it and starts the next one at its end.
  mutating func toggleLine() {
    guard mayEdit() else { return }
    if pen.anchor != nil { return drawLine(goOn: true) }
    endStroke()
    pen.anchor = cursorPoint
    say("line starts here: move, then Space draws it, v draws it and goes on, Esc leaves it out")
  }

  /// Draws a piece of the line; all pieces are one stroke, and so one undo.
  private mutating func drawLine(goOn: Bool) {
    guard let anchor = pen.anchor else { return }
    if let line = pen.line {
      pen.stroke = line
      pen.line = nil
    } else {
      beginStroke(at: anchor, label: penLabel, byMouse: false)
    }
    extendStroke(to: cursorPoint)
    pen.anchor = nil
    guard goOn, let line = pen.stroke else { return endStroke() }
    pen.stroke = nil
    pen.line = line
    pen.anchor = cursorPoint
    say(
      "line so far \(Words.count(line.changed, "voxel")): Space draws its last piece, Esc ends it here"
    )
  }

  /// Esc while a line is laid: what is drawn of it stays.
  mutating func endLine() {
    pen.anchor = nil
    guard let line = pen.line else { return say("line left out") }
    endStroke()
    say("line done, \(Words.count(line.changed, "voxel"))")
  }

  /// `.`: the last stroke once more, starting at the cursor.
  mutating func repeatStroke() {
    guard mayEdit() else { return }
    endStroke()
    guard let last = pen.last else {
      return say("nothing to repeat yet: draw a stroke first", .warning)
    }
    let start = cursorPoint
    let path = last.path.map {
      SlicePoint(column: start.column + $0.column, row: start.row + $0.row)
    }
    let count = paint(
      Brush.sweep(path, disc: disc(diameter: last.diameter)), label: last.label,
      stroke: open.scribbles.nextStroke)
    endEdit()
    say("\(Words.count(count, "voxel")) of \(labelName(last.label)) drawn again")
  }

  // MARK: Names

  /// What a label is called.
  func labelName(_ id: UInt8) -> String {
    switch id {
    case 0: "nothing"
    case Scribbles.background: "background"
    default: project.labels.label(id: id)?.name ?? "label \(id)"
    }
  }
}
