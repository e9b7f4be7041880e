import Annotation
import Volume

/// Names and colours from and for other programs.
extension ViewerState {
  /// `:labels`, `:labels load FILE`, `:labels save FILE`.
  mutating func typedLabels(_ words: [String], replaces: Bool) {
    let path = words.dropFirst().joined(separator: " ")
    switch words.first {
    case nil: openLabels()
    case "load" where !path.isEmpty:
      guard mayEdit() else { return }
      outbox.append(.labelFile(.load(path: path)))
    case "save" where !path.isEmpty:
      outbox.append(.labelFile(.save(path: path, replaces: replaces)))
    default: say("expected :labels, :labels load FILE or :labels save FILE", .warning)
    }
  }

  /// Takes over names and colours by number, and adds labels that are missing, as one action.
  mutating func merge(_ table: LabelTable, from path: String) {
    guard mayEdit() else { return }
    if let label = table.labels.first(where: { !(1...253).contains($0.id) }) {
      return say("\(path) has a label \(label.id); expected numbers from 1 to 253", .failure)
    }
    let changes = table.labels.compactMap { label -> LabelChange? in
      let before = project.labels.label(id: label.id)
      var after = before ?? label
      (after.name, after.colour) = (label.name, label.colour)
      return before == after ? nil : LabelChange(before: before, after: after)
    }
    if let (one, two) = twins(after: changes) {
      return say(
        "labels \(one.id) and \(two.id) would both be called \(one.name): nothing was changed",
        .failure)
    }
    guard !changes.isEmpty else { return say("\(path) says what the project has already") }
    let added = changes.count { $0.before == nil }
    decide(changes)
    project.labels.takeLines(of: table)
    var parts: [String] = []
    if added < changes.count {
      parts.append("\(Words.count(changes.count - added, "label")) changed")
    }
    if added > 0 { parts.append("\(added) added") }
    say("\(parts.joined(separator: ", ")) from \(path); u takes names and colours back")
  }

  /// Two labels of one name that changes would make.
  private func twins(after changes: [LabelChange]) -> (Label, Label)? {
    let changed = Set(changes.map(\.id))
    let after =
      project.labels.labels.filter { !changed.contains($0.id) } + changes.compactMap(\.after)
    let named = Dictionary(grouping: after) { $0.name.lowercased() }.values.filter { $0.count > 1 }
    let pairs = named.map { $0.sorted { $0.id < $1.id } }.map { ($0[0], $0[1]) }
    return pairs.min { $0.0.id < $1.0.id }
  }
}
