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
  func missingLabel(paintedBy edit: Edit) -> UInt8? {
    let known = knownLabels
    return edit.changes.first { (1...253).contains($0.new) && !known.contains($0.new) }?.new
  }

  mutating func sayMissing(_ label: UInt8, after count: Int = 0) {
    let done = count == 0 ? "" : "\(Words.count(count, "action")) undone; "
    say(
      done + "this would bring label \(label) back: :label \(label) NAME adds it again first",
      .warning)
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
    if edit.decisions.contains(where: \.changesReview) { open.hasUnwrittenCorrections = true }
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
    let reviews = decisions.compactMap { if case .review(let change) = $0 { change } else { nil } }
    if reviews.count > 1 { parts += sentences(of: reviews) }
    let labelChanges = decisions.count { if case .label = $0 { true } else { false } }
    for decision in decisions {
      switch decision {
      case .review where reviews.count > 1: break
      case .review(let change):
        if change.slice != reviewSlice || !showsReviewPlane { go(toReviewSlice: change.slice) }
        parts.append(sentence(of: change, verb))
      case .kept(let changes):
        // Beside a review or a label it goes without saying.
        guard isPromotion, let sentence = sentence(ofKept: changes) else { continue }
        parts.append(sentence)
      case .label(let change): parts.append(undoneSentence(of: change))
      case .note(let change):
        go(toReviewSlice: change.slice)
        parts.append(
          change.after.map { "note on slice \(change.slice): \($0)" }
            ?? "note on slice \(change.slice) taken away")
      // Slices that are marked now and were not before, or the other way round, are named already; so are voxels.
      case .empty, .removed: break
      }
    }
    guard labelChanges > 3 else { return parts }
    return parts.dropLast(labelChanges) + ["\(labelChanges) changes of labels \(verb)"]
  }

  /// Slices that change their state together, as those that a brush in three dimensions has crossed: by state.
  private func sentences(of reviews: [ReviewChange]) -> [String] {
    let states = Dictionary(grouping: reviews) { $0.after?.state ?? .todo }
    return states.sorted { $0.key.rawValue < $1.key.rawValue }.map { state, changes in
      let slices = changes.map(\.slice).sorted()
      let isRow = slices.count > 2 && (slices.last ?? 0) - (slices.first ?? 0) == slices.count - 1
      let names =
        isRow
        ? "\(slices[0]) to \(slices[slices.count - 1])"
        : slices.map(String.init).joined(separator: ", ")
      return "slice\(slices.count == 1 ? " \(names) is" : "s \(names) are") \(state.rawValue)"
    }
  }

  /// What labels that are kept, or kept no more, say of the slices that they are of.
  private mutating func sentence(ofKept changes: [Change]) -> String? {
    let slices = Set(changes.map { open.scribbles.slice(of: $0.voxel) }).sorted()
    guard let first = slices.first, let last = slices.last else { return nil }
    if !slices.contains(reviewSlice) || !showsReviewPlane { go(toReviewSlice: first) }
    let what = open.accepted.isAccepted(first) ? "kept as labels again" : "no longer kept"
    guard first != last else { return "slice \(first) is \(what)" }
    return "\(slices.count) slices from \(first) to \(last) are \(what)"
  }

  private func sentence(of change: ReviewChange, _ verb: String) -> String {
    let (from, to) = (change.before?.state ?? .todo, change.after?.state ?? .todo)
    return "\(from == .todo ? to.rawValue : from.rawValue) \(verb): slice \(change.slice) is "
      + "\(to.rawValue)\(from == .todo ? "" : " again")"
  }

  /// Changes the label table as the history says, where that is still possible.
  mutating func undoneSentence(of change: LabelChange) -> String {
    let id = change.id
    guard project.labels.label(id: id) == change.before else {
      return "label \(id) has been changed since and stays as it is"
    }
    if change.after == nil, project.cases.count > 1 {
      return "label \(id) stays: it may be in use in the other volumes of the project"
    }
    apply(change)
    guard let after = change.after else { return "label \(id) is removed again" }
    if change.before?.name == after.name { return "\(after.name) has its other colour again" }
    return change.before == nil
      ? "label \(id) is back: \(after.name)" : "label \(id) is called \(after.name) again"
  }

  /// Moves to the slice that holds an edit's voxels unless one of them is on screen already.
  ///
  /// - Returns: where the voxels are, as the end of a sentence.
  private mutating func showChanges(of edit: Edit) -> String {
    let size = open.volume.geometry.size
    let offsets = edit.changes.map(\.voxel).sorted()
    guard let middle = offsets.middle else { return "" }
    let touched = Self.indices(of: offsets, in: size)
    // A stroke in one slice, of whichever plane; a brush in three dimensions makes others.
    let flat = Axis.allCases.first { touched[$0.rawValue].count == 1 }
    func isOnScreen(_ plane: Plane) -> Bool {
      let through = PlaneLayout(open.volume.geometry, plane).throughAxis
      let slices = touched[through.rawValue]
      return slices.contains(view.cursor[through]) && (slices.count <= 3 || flat == nil)
    }
    if isOnScreen(view.plane) {
      let count = flat == nil ? touched[layout.throughAxis.rawValue].count : 1
      return count > 1 ? " on this slice and \(count - 1) more" : " on this slice"
    }
    if arrangement == .three, let other = Plane.allCases.first(where: isOnScreen) {
      return " in the \(other.rawValue) view"
    }
    if touched[layout.throughAxis.rawValue].count > 1, let flat {
      // Drawn in another plane: go and look at it there.
      show(PlaneLayout.plane(through: flat, in: open.volume.geometry))
    }
    moveCursor(to: size.voxel(at: middle))
    return ", gone to \(view.plane.rawValue) slice \(slice)"
  }

  /// The indices of voxels along each axis.
  private static func indices(of offsets: [Int], in size: GridSize) -> [Set<Int>] {
    var isTouched = Axis.allCases.map { Array(repeating: false, count: size[$0]) }
    for offset in offsets {
      let voxel = size.voxel(at: offset)
      for axis in Axis.allCases { isTouched[axis.rawValue][voxel[axis]] = true }
    }
    return isTouched.map { touched in Set(touched.indices.filter { touched[$0] }) }
  }
}

extension Decision {
  /// Whether the review sheet changes with it.
  var changesReview: Bool {
    switch self {
    case .review, .note: true
    case .kept, .empty, .label, .removed: false
    }
  }
}

extension Array {
  /// The element in the middle.
  fileprivate var middle: Element? { isEmpty ? nil : self[count / 2] }
}
