import Annotation
import Volume

/// Choosing, adding and naming labels.
extension ViewerState {
  /// Number keys: chooses a label; a number one above the last adds it.
  mutating func choose(label id: UInt8) {
    if id == Scribbles.background || project.labels.label(id: id) != nil { return take(label: id) }
    let last = project.labels.labels.last?.id ?? 0
    guard id == last + 1 else {
      return say(
        "there is no label \(id) yet: \(last + 1) adds the next one, or :label \(id) NAME", .warning
      )
    }
    if name(label: id, "label \(id)") { take(label: id, added: true) }
  }

  /// `:label NUMBER NAME`: names or adds a label, and chooses it as the number alone does.
  mutating func choose(label id: UInt8, named name: String) {
    let isNew = project.labels.label(id: id) == nil
    guard self.name(label: id, name) else { return }
    take(label: id)
    say("label \(id) is \(name)\(isNew ? ", added" : "") and chosen")
  }

  mutating func take(label id: UInt8, added: Bool = false) {
    endStroke()
    if id != pen.label { pen.previousLabel = pen.label }
    pen.label = id
    pen.erases = false
    let name = labelName(id)
    say(added ? "\(name) added; :label \(id) NAME names it" : "label \(name)")
  }

  mutating func nextLabel(_ step: Int) {
    let ids = [Scribbles.background] + project.labels.labels.map(\.id)
    let place = ids.firstIndex(of: pen.label) ?? 0
    take(label: ids[((place + step) % ids.count + ids.count) % ids.count])
  }

  /// The labels that the project has; an old stroke or prediction may show others.
  var knownLabels: Set<UInt8> { Set(project.labels.labels.map(\.id)) }

  /// `i`: the label under the cursor, of a stroke or else of the prediction.
  mutating func pickLabel() {
    let offset = open.volume.geometry.size.offset(view.cursor)
    let stroke = open.scribbles.map.voxels[offset]
    let below = showsEmptySlice ? Scribbles.background : labelBelow(at: offset)
    let id = stroke != 0 ? stroke : below
    if id == 0, open.shownStamp(slice: reviewSlice) == nil {
      return say("no label under the cursor", .warning)
    }
    guard id == 0 || id == Scribbles.background || knownLabels.contains(id) else {
      return say("label \(id) was removed: :label \(id) NAME adds it again", .warning)
    }
    take(label: id == 0 ? Scribbles.background : id)
  }

  /// Gives a label a name, and makes it where there is none.
  ///
  /// - Returns: whether it has the name now; why not is said.
  private mutating func name(label id: UInt8, _ name: String) -> Bool {
    guard mayWrite() else { return false }
    guard (1...253).contains(id) else {
      say("labels have numbers from 1 to 253; background has no name of its own", .warning)
      return false
    }
    if let other = project.labels.labels.first(where: {
      $0.name.lowercased() == name.lowercased() && $0.id != id
    }) {
      say("label \(other.id) is called \(name) already: choose another name", .warning)
      return false
    }
    let change = change(ofLabel: id, to: name)
    guard change.before != change.after else { return true }
    endStroke()
    apply(change)
    perform([.label(change)])
    return true
  }

  private func change(ofLabel id: UInt8, to name: String) -> LabelChange {
    let before = project.labels.label(id: id)
    let colours = LabelTable.standard(names: Array(repeating: "", count: Int(id)))
    let colour = colours.label(id: id)?.colour ?? RGB(red: 255, green: 255, blue: 255)
    var after = before ?? Label(id: id, name: name, colour: colour)
    after.name = name
    return LabelChange(before: before, after: after)
  }

  /// Adds the label of a number key, if that is the next one, without recording it yet: the digit may be the first of a
  /// count.
  mutating func additionForNow(ofLabel id: UInt8) -> LabelChange? {
    let all = project.labels.labels
    guard readOnlyReason == nil, id == (all.last?.id ?? 0) + 1,
      !all.contains(where: { $0.name.lowercased() == "label \(id)" })
    else { return nil }
    let change = change(ofLabel: id, to: "label \(id)")
    project.labels = labels(after: change)
    take(label: id, added: true)
    return change
  }

  /// The label table after a change.
  func labels(after change: LabelChange) -> LabelTable {
    let others = project.labels.labels.filter { $0.id != change.id }
    return project.labels.with(others + [change.after].compactMap(\.self))
  }

  /// Changes the label table, and sees to it that nothing paints a label that is gone.
  mutating func apply(_ change: LabelChange) {
    if change.after == nil { forget(label: change.id) }
    project.labels = labels(after: change)
    if pen.label != Scribbles.background, project.labels.label(id: pen.label) == nil {
      pen.label = project.labels.labels.first?.id ?? 1
    }
    // Many changes of one action are written once, when all are made.
    outbox.removeAll { $0 == .writeClasses }
    outbox.append(.writeClasses)
  }

  /// Removes a label that nothing is drawn with.
  mutating func remove(label id: UInt8) {
    guard mayWrite() else { return }
    endStroke()
    guard project.labels.label(id: id) != nil else {
      return say("there is no label \(id)", .warning)
    }
    guard project.labels.labels.count > 1 else { return say("one label must remain", .warning) }
    guard project.cases.count == 1 else {
      return say(
        "label \(id) may be in use in the other volumes of the project: it stays", .warning)
    }
    if let found = usage(ofLabel: id) { return say("label \(id) is in use \(found)", .warning) }
    let change = LabelChange(before: project.labels.label(id: id), after: nil)
    let kept = open.changesToForget(label: id)
    apply(change)
    perform((kept.isEmpty ? [] : [.kept(kept)]) + [.label(change)])
    say("label \(id) removed; u brings it back")
  }

  /// Sees to it that nothing paints a label that was removed; undo and redo look for themselves.
  private mutating func forget(label id: UInt8) {
    if pen.previousLabel == id { pen.previousLabel = Scribbles.background }
    if pen.last?.label == id { pen.last = nil }
    if pen.copied?.points[id] != nil { pen.copied = nil }
  }

  /// What a label is used by, and how that ends; nil when nothing uses it.
  private func usage(ofLabel id: UInt8) -> String? {
    func slices(_ map: LabelMap) -> String? {
      let found = map.slices(along: open.sliceAxis) { $0 == id }
      guard !found.isEmpty else { return nil }
      let first = found.prefix(3).map(String.init).joined(separator: ", ")
      let more = found.count > 3 ? " and \(found.count - 3) more" : ""
      return "slice\(found.count == 1 ? "" : "s") \(first)\(more)"
    }
    switch (slices(open.scribbles.map), slices(open.accepted.map)) {
    case (let drawn?, nil): return "by strokes on \(drawn): remove them first"
    case (nil, let kept?): return "in the kept labels of \(kept): R there lets them go"
    case (let drawn?, let kept?):
      return "by strokes on \(drawn) and in the kept labels of \(kept)"
    case (nil, nil): return nil
    }
  }
}
