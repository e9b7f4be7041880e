import Annotation
import Volume

/// Undo and redo of every action, in the order in which they were done: the view follows to what changes.
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
    takeOver(edit, "undone")
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
    takeOver(edit, "done again")
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

  /// Does what an edit of the history says, shows what it changed, and says it.
  private mutating func takeOver(_ edit: Edit, _ verb: String) {
    let marked = open.emptySlices
    open.note(edit)
    var parts: [String] = []
    if !edit.changes.isEmpty {
      let place = showChanges(of: edit)
      parts.append("\(Words.count(edit.changes.count, "voxel")) \(verb)\(place)")
    }
    if edit.changes.isEmpty, case .empty(let change)? = edit.decisions.first {
      go(toReviewSlice: change.slice)
    }
    parts += sentences(ofMarksSince: marked)
    parts += sentences(of: edit.decisions, verb)
    if edit.decisions.contains(where: \.isReview) { open.hasUnwrittenCorrections = true }
    writeCorrections()
    trainer.noteStroke()
    say(parts.isEmpty ? verb : parts.joined(separator: "; "))
  }

  /// Slices that became or ceased to be marked as empty.
  private func sentences(ofMarksSince before: Set<Int>) -> [String] {
    let after = open.emptySlices
    return before.subtracting(after).sorted().map { "slice \($0) is no longer marked as empty" }
      + after.subtracting(before).sorted().map { "slice \($0) is marked as empty again" }
  }

  private mutating func sentences(of decisions: [Decision], _ verb: String) -> [String] {
    var parts: [String] = []
    let isPromotion = decisions.count == 1
    for decision in decisions {
      switch decision {
      case .review(let change):
        if change.slice != reviewSlice || !showsReviewPlane { go(toReviewSlice: change.slice) }
        parts.append(sentence(of: change, verb))
      case .kept(let changes):
        // Beside a review or a label it goes without saying.
        guard isPromotion, let slice = changes.first.map({ open.scribbles.slice(of: $0.voxel) })
        else { continue }
        go(toReviewSlice: slice)
        let isKept = open.accepted.isAccepted(slice)
        parts.append("slice \(slice) is \(isKept ? "kept as labels again" : "no longer kept")")
      case .label(let change): parts.append(undoneSentence(of: change))
      // Slices that are marked now and were not before, or the other way round, are named already.
      case .empty: break
      }
    }
    return parts
  }

  private func sentence(of change: ReviewChange, _ verb: String) -> String {
    let (from, to) = (change.before?.state ?? .todo, change.after?.state ?? .todo)
    return "\(from == .todo ? to.rawValue : from.rawValue) \(verb): slice \(change.slice) is "
      + "\(to.rawValue)\(from == .todo ? "" : " again")"
  }

  /// Changes the label table as the history says, where that is still possible.
  private mutating func undoneSentence(of change: LabelChange) -> String {
    let id = change.id
    guard project.labels.label(id: id) == change.before else {
      return "label \(id) has been changed since and stays as it is"
    }
    if change.after == nil, project.cases.count > 1 {
      return "label \(id) stays: it may be in use in the other volumes of the project"
    }
    apply(change)
    guard let after = change.after else { return "label \(id) is removed again" }
    return change.before == nil
      ? "label \(id) is back: \(after.name)" : "label \(id) is called \(after.name) again"
  }

  /// Moves to the slice that holds an edit's voxels unless one of them is on screen already.
  ///
  /// - Returns: where the voxels are, as the end of a sentence.
  private mutating func showChanges(of edit: Edit) -> String {
    let size = open.volume.geometry.size
    let touched = edit.changes.map { size.voxel(at: $0.voxel) }
    guard let middle = touched.sorted(by: { size.offset($0) < size.offset($1) }).middle else {
      return ""
    }
    func isOnScreen(_ plane: Plane) -> Bool {
      let through = PlaneLayout(open.volume.geometry, plane).throughAxis
      let slices = Set(touched.map { $0[through] })
      return slices.contains(view.cursor[through]) && slices.count <= 3
    }
    if isOnScreen(view.plane) { return " on this slice" }
    if arrangement == .three, let other = Plane.allCases.first(where: isOnScreen) {
      return " in the \(other.rawValue) view"
    }
    let through = layout.throughAxis
    if Set(touched.map { $0[through] }).count > 1,
      let flat = Axis.allCases.first(where: { axis in Set(touched.map { $0[axis] }).count == 1 })
    {
      // Drawn in another plane: go and look at it there.
      show(PlaneLayout.plane(through: flat, in: open.volume.geometry))
    }
    moveCursor(to: middle)
    return ", gone to \(view.plane.rawValue) slice \(slice)"
  }
}

extension Decision {
  fileprivate var isReview: Bool { if case .review = self { true } else { false } }
}

extension Array {
  /// The element in the middle.
  fileprivate var middle: Element? { isEmpty ? nil : self[count / 2] }
}
