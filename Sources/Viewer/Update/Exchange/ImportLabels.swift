import Annotation
import Project
import Volume

/// Segmentations of other programs, shown in the place of predictions.
extension ViewerState {
  /// What has become of files for and from other programs.
  mutating func take(exchanged event: Event) {
    switch event {
    case .exported(let said): finishExport(said)
    case .importing(let news): take(news)
    case .labelFile(let table, let path): merge(table, from: path)
    case .typing(let line): propose(line)
    default: break
    }
  }

  /// `:import labels FILE`, perhaps with values as `1001=RV,2012=LV` before FILE, and `:import clear`.
  mutating func typedImport(_ words: [String]) {
    guard mayEdit() else { return }
    var path = words.dropFirst().joined(separator: " ")[...]
    // A line that was proposed for the command can be pasted as it is.
    path = path.trimmingPrefix("\(LabelValues.Kind.labels.option) ")
    var values: LabelValues?
    let word = String(path.prefix { $0 != " " })
    if word.contains("="), !word.contains("/"), word.count < path.count {
      let names = Dictionary(project.labels.labels.map { ($0.id, $0.name) }) { first, _ in first }
      do { values = try LabelValues(word, kind: .labels, names: names) } catch {
        return say("\(error)", .warning)
      }
      path = path.dropFirst(word.count + 1)
    }
    switch words.first {
    case "labels" where !path.isEmpty:
      endStroke()
      say("reading \(path)…")
      outbox.append(.importing(.read(path: String(path), labels: project.labels, values: values)))
    case "clear" where path.isEmpty:
      guard open.imported != nil else { return say("nothing is imported here", .warning) }
      outbox.append(.importing(.clear))
    default: say("expected :import labels FILE.nii.gz, or :import clear", .warning)
    }
  }

  mutating func take(_ news: ImportNews) {
    switch news {
    case .read(let segmentation, let name, let missing, let notes):
      guard mayEdit() else { return }
      endStroke()
      let added = add(missing)
      let slices = segmentation.labels.slices(along: open.sliceAxis) { $0 != 0 }.count
      var words = "\(segmentation.source) imported: labels on \(Words.count(slices, "slice"))"
      if !added.isEmpty { words += ", \(added.joined(separator: ", ")) added" }
      let sentence = (["\(words); A accepts a slice"] + notes).joined(separator: ". ")
      outbox.append(.importing(.keep(segmentation, caseName: name, sentence: sentence)))
    case .kept(let segmentation, let name, let sentence):
      if name == open.name { open.imported = segmentation }
      say(sentence)
    }
  }

  /// Adds labels that the project lacks, as one action.
  /// - Returns: what they are called.
  private mutating func add(_ missing: [Label]) -> [String] {
    let changes = missing.filter { project.labels.label(id: $0.id) == nil }
      .map { LabelChange(before: nil, after: $0) }
    decide(changes)
    return changes.compactMap(\.after?.name)
  }

  /// Changes labels, all of them as one action.
  mutating func decide(_ changes: [LabelChange]) {
    guard !changes.isEmpty else { return }
    endStroke()
    changes.forEach { apply($0) }
    perform(changes.map { .label($0) })
  }
}
