import Annotation
import Volume

/// Undo and redo: the view follows to what changes.
extension ViewerState {
  mutating func undo() {
    guard mayEdit() else { return }
    endStroke()
    pen.anchor = nil
    guard let edit = open.scribbles.undo() else {
      return say("nothing to undo: this is how the volume was before the first stroke")
    }
    if let label = missingLabel(paintedBy: edit) {
      open.scribbles.redo()
      return sayMissing(label)
    }
    outbox.append(.undo(stroke: edit.stroke))
    follow(edit, "undone")
  }

  mutating func redo() {
    guard mayEdit() else { return }
    endStroke()
    guard let edit = open.scribbles.redo() else { return say("nothing to redo") }
    if let label = missingLabel(paintedBy: edit) {
      open.scribbles.undo()
      return sayMissing(label)
    }
    outbox.append(.redo(stroke: edit.stroke))
    follow(edit, "done again")
  }

  /// A label that an edit paints and that the project does not have; nil when there is none.
  ///
  /// Such a label was removed: it would come back as a class that no list names and nothing trains. The history
  /// is looked at here and not cut when the label goes, since the journal brings all of it back.
  private func missingLabel(paintedBy edit: Edit) -> UInt8? {
    let known = knownLabels
    return edit.changes.first { (1...253).contains($0.new) && !known.contains($0.new) }?.new
  }

  private mutating func sayMissing(_ label: UInt8) {
    say("this would bring label \(label) back: :label \(label) NAME adds it again first", .warning)
  }

  /// Shows what an edit changed, and says it.
  private mutating func follow(_ edit: Edit, _ verb: String) {
    open.note(edit)
    writeCorrections()
    trainer.noteStroke()
    let moved = showChanges(of: edit)
    let count = Words.count(edit.changes.count, "voxel")
    let place = moved ? ", gone to \(view.plane.rawValue) slice \(slice)" : " on this slice"
    say("\(count) \(verb)\(place)")
  }

  /// Moves to the slice that holds an edit's voxels unless one of them is on screen already.
  ///
  /// - Returns: whether the view moved.
  private mutating func showChanges(of edit: Edit) -> Bool {
    let size = open.volume.geometry.size
    let touched = edit.changes.map { size.voxel(at: $0.voxel) }
    guard let middle = touched.sorted(by: { size.offset($0) < size.offset($1) }).middle else {
      return false
    }
    let through = layout.throughAxis
    let slices = Set(touched.map { $0[through] })
    if slices.contains(slice), slices.count <= 3 { return false }
    if slices.count > 1,
      let flat = Axis.allCases.first(where: { axis in Set(touched.map { $0[axis] }).count == 1 })
    {
      // Drawn in another plane: go and look at it there.
      show(PlaneLayout.plane(through: flat, in: open.volume.geometry))
    }
    moveCursor(to: middle)
    return true
  }
}

extension Array {
  /// The element in the middle.
  fileprivate var middle: Element? { isEmpty ? nil : self[count / 2] }
}
