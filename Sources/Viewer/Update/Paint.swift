import Annotation
import Project
import Volume

/// Strokes: pen, mouse, line and what else changes scribbles.
extension ViewerState {
  /// Whether strokes and decisions may be made; says why not.
  mutating func mayEdit() -> Bool {
    guard mayWrite() else { return false }
    if let frameReason {
      say(frameReason, .warning)
      return false
    }
    return !endsLookingBefore()
  }

  /// Whether the project may be changed, whichever frame is looked at; says why not.
  mutating func mayWrite() -> Bool {
    guard let readOnlyReason else { return true }
    say(readOnlyReason, .warning)
    return false
  }

  /// What the pen writes: its label, or 0 when it erases.
  var penLabel: UInt8 { pen.erases ? 0 : pen.label }

  /// Linear offsets of points of the slice on screen; points outside are left out.
  func voxels(_ points: [SlicePoint]) -> [Int] { voxels(points, onSlice: slice) }

  func voxels(_ points: [SlicePoint], onSlice slice: Int) -> [Int] {
    let layout = layout
    let size = open.volume.geometry.size
    return points.compactMap {
      guard (0..<layout.columns).contains($0.column), (0..<layout.rows).contains($0.row) else {
        return nil
      }
      return size.offset(layout.voxel(column: $0.column, row: $0.row, slice: slice))
    }
  }

  // MARK: Changing scribbles

  /// Paints points of the slice on screen as a batch of a stroke, and puts the change into the outbox.
  ///
  /// - Returns: how many voxels changed.
  @discardableResult
  mutating func paint(_ points: [SlicePoint], label: UInt8, stroke: Int) -> Int {
    paint(voxels: voxels(points), label: label, stroke: stroke)?.changes.count ?? 0
  }

  /// The same for voxels by their offsets, of any slices.
  @discardableResult
  mutating func paint(voxels: [Int], label: UInt8, stroke: Int) -> Edit? {
    var offsets = voxels
    if pen.protects, label != 0 {
      offsets.removeAll { open.scribbles.map.voxels[$0] != 0 }
    }
    guard let edit = open.scribbles.paint(offsets, label: label, stroke: stroke) else { return nil }
    take(edit)
    return edit
  }

  /// Changes voxels as an edit says, as a batch of its stroke.
  mutating func record(_ edit: Edit) {
    guard !edit.changes.isEmpty else { return }
    open.scribbles.perform(edit)
    take(edit)
  }

  /// Puts an edit that is done into the outbox, with what it brings about.
  private mutating func take(_ edit: Edit) {
    outbox.append(.append(edit))
    open.note(edit)
    add(open.consequences(of: edit), to: edit.stroke)
    trainer.noteStroke()
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
    let generation = open.shownStamp(slice: reviewSlice)?.generation
    open.stamps[number] = StrokeStamp(time: now, user: open.user ?? "", generation: generation)
    outbox.append(.endStroke(number, generation: generation))
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
    let offsets = voxels(along: path, with: pen.brush)
    if let edit = paint(voxels: offsets, label: stroke.label, stroke: stroke.number) {
      stroke.changed += edit.changes.count
      if pen.brush.isDeep {
        stroke.note(edit, open.volume.geometry.size, through: layout.throughAxis)
      }
    }
    stroke.path += stroke.tip == nil ? path : Array(path.dropFirst())
    stroke.tip = point
    pen.stroke = stroke
  }

  /// Pen up: the stroke becomes one unit of undo.
  mutating func endStroke() {
    if pen.drag != nil { layDrag() }
    guard let stroke = pen.stroke ?? pen.line else { return }
    pen.stroke = nil
    pen.line = nil
    if let first = stroke.path.first {
      pen.last = StrokeShape(
        path: stroke.path.map {
          SlicePoint(column: $0.column - first.column, row: $0.row - first.row)
        }, label: stroke.label, brush: pen.brush,
        place: StrokePlace(
          plane: view.plane, slice: slice, start: first, firstOnSlice: stroke.firstOnSlice))
    }
    endEdit()
    guard stroke.changed > 0 else { return }
    let count = Words.count(stroke.changed, "voxel")
    let slices = stroke.slices.flatMap { $0.count > 1 ? $0 : nil }
    say(
      (stroke.label == 0 ? "\(count) erased" : "\(count) of \(labelName(stroke.label))")
        + (slices.map { " on slices \($0.lowerBound) to \($0.upperBound)" } ?? ""))
  }

  /// The slice is about to change: the keyboard's pen goes up, the mouse starts afresh on the new slice.
  mutating func leaveSlice() {
    pen.anchor = nil
    question = nil
    comparison = nil
    if pen.drag != nil { return endStroke() }
    guard let stroke = pen.stroke ?? pen.line else { return }
    guard stroke.byMouse else { return endStroke() }
    pen.stroke?.tip = nil
    pen.stroke?.firstOnSlice = stroke.path.count
  }

  /// Space: pen down or up at the cursor; draws the line while one is being laid.
  mutating func togglePen() {
    guard mayEdit() else { return }
    if pen.anchor != nil { return drawLine(goOn: false) }
    if pen.stroke != nil { return endStroke() }
    beginStroke(at: cursorPoint, label: penLabel, byMouse: false)
    say(
      pen.hold.isKnown
        ? "pen down while Space is held; tapped, until Space again"
        : "pen down: arrows draw, Space lifts it")
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
    layLastPiece()
    guard goOn, let line = pen.stroke else { return endStroke() }
    pen.stroke = nil
    pen.line = line
    pen.anchor = cursorPoint
    say(
      "line so far \(Words.count(line.changed, "voxel")): Space draws its last piece, Esc ends it here"
    )
  }

  /// Draws the line to the cursor, which goes to its end, and leaves the stroke open.
  mutating func layLastPiece() {
    guard let anchor = pen.anchor else { return }
    let end = lineEnd(from: anchor, isStraight: pen.isStraight)
    if let line = pen.line {
      pen.stroke = line
      pen.line = nil
    } else {
      beginStroke(at: anchor, label: penLabel, byMouse: false)
    }
    extendStroke(to: end)
    pen.anchor = nil
    if end != cursorPoint { moveCursor(to: end) }
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
    var path = last.path.map {
      SlicePoint(column: start.column + $0.column, row: start.row + $0.row)
    }
    let outline = last.outline(from: start)
    if last.isClosed, let first = outline.first, let end = outline.last {
      path += Brush.line(from: end, to: first)
    }
    let inside = last.isFilled ? voxels(Outline.filled(outline)) : []
    let edit = paint(
      voxels: voxels(along: path, with: last.brush) + inside, label: last.label,
      stroke: open.scribbles.nextStroke)
    let count = edit?.changes.count ?? 0
    endEdit()
    let place = StrokePlace(
      plane: view.plane, slice: slice, start: start, firstOnSlice: last.place.firstOnSlice)
    pen.last?.place = place
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
