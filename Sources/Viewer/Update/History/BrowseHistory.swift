import Annotation
import Volume

/// The list of strokes: going to one, and undo back to it.
extension ViewerState {
  /// `S`: the list, with the last action that is not undone chosen.
  mutating func openHistory() {
    guard historyCount > 0 else { return say("nothing is drawn or decided yet") }
    page = .strokes(chosen: min(open.scribbles.undone.count, historyCount - 1))
  }

  /// `u` and `Ctrl-R` while a list is open.
  mutating func changeHistory(_ command: Command) {
    guard case .strokes(let chosen) = page else {
      return say("undo and redo are for the list of strokes: Esc closes this", .warning)
    }
    if command == .undo { undo(backToLine: chosen) } else { redo() }
  }

  /// `u` in the list: takes back the chosen action and all that came after it.
  mutating func undo(backToLine line: Int) {
    guard mayEdit() else { return }
    guard let (edit, isUndone) = action(ofLine: line) else { return say("nothing to undo") }
    guard !isUndone else {
      return say("\(edit.stroke) is undone already: Ctrl-R does one action again", .warning)
    }
    let count = takeBack(line - open.scribbles.undone.count + 1)
    guard count > 0 else { return }
    say(
      "\(Words.count(count, "action")) undone, back to before \(edit.stroke); Ctrl-R brings "
        + (count == 1 ? "it back" : "them back one by one"))
  }

  /// Takes back the last actions; how many is returned. One whose label is gone ends it, and is named.
  private mutating func takeBack(_ wanted: Int) -> Int {
    var whole = Edit(stroke: 0, changes: [])
    var (count, gone): (Int, UInt8?) = (0, nil)
    while count < wanted, let edit = open.scribbles.undo() {
      gone = missingLabel(paintedBy: edit)
      guard gone == nil else {
        open.scribbles.redo()
        break
      }
      outbox.append(.undo(stroke: edit.stroke))
      for case .label(let change) in edit.decisions { _ = undoneSentence(of: change) }
      whole.changes += edit.changes
      whole.decisions += edit.decisions
      count += 1
    }
    if count > 0 { settle(whole) }
    guard let gone else { return count }
    sayMissing(gone, after: count)
    return 0
  }

  /// Takes into account what many actions together have changed.
  private mutating func settle(_ edit: Edit) {
    open.note(edit)
    if edit.decisions.contains(where: \.changesReview) { open.hasUnwrittenCorrections = true }
    writeCorrections()
    trainer.noteStroke()
  }

  /// `Enter` in the list: the cursor goes to the middle of a stroke, or to the slice of a decision.
  mutating func go(toLine line: Int) {
    guard let (edit, isUndone) = action(ofLine: line) else { return }
    let number = "\(edit.stroke)\(isUndone ? ", undone" : "")"
    if let place = place(of: edit) {
      show(place.plane)
      moveCursor(to: place.voxel)
      return say("stroke \(number): \(view.plane.rawValue) slice \(slice)")
    }
    guard let slices = historyLine(line)?.slices else {
      return say("action \(number) is about no slice", .warning)
    }
    go(toReviewSlice: slices.lowerBound)
    say("action \(number): slice \(slices.lowerBound)")
  }

  /// The voxel in the middle of a stroke, and the plane that it was drawn in.
  private func place(of edit: Edit) -> (plane: Plane, voxel: VoxelIndex)? {
    guard !edit.changes.isEmpty else { return nil }
    let size = open.volume.geometry.size
    let voxels = edit.changes.map(\.voxel).sorted()
    let middle = size.voxel(at: voxels[voxels.count / 2])
    func isFlat(_ axis: Axis) -> Bool {
      voxels.allSatisfy { size.voxel(at: $0)[axis] == middle[axis] }
    }
    let through = [open.sliceAxis, layout.throughAxis] + Axis.allCases
    let axis = through.first(where: isFlat) ?? open.sliceAxis
    return (PlaneLayout.plane(through: axis, in: open.volume.geometry), middle)
  }
}
