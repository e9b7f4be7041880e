import Foundation
import Project
import Volume

/// Label maps for other programs, written from within.
extension ViewerState {
  /// `:export`: label maps and pictures.
  ///
  /// - what: `labels`, `accepted` or `scribbles`; nil = a picture of the slice
  /// - text: what was typed behind it: an encoding or values as `0=none,1=RV`, perhaps, and a path
  mutating func typedExport(_ what: String?, _ text: String, replaces: Bool) {
    guard let what else { return typedPicture(text, replaces: replaces) }
    let form: ScribbleForm?
    do { form = try typedForm(text) } catch { return say("\(error)", .warning) }
    let chosen = form ?? project.settings.scribbleValues.map { .values($0) } ?? .inkling
    let content: ExportContent =
      switch what {
      case "labels": .labels
      case "accepted": .accepted(chosen)
      default: .scribbles(chosen)
      }
    let hasForm = form != nil && content != .labels
    let path = hasForm ? text.drop { $0 != " " }.drop { $0 == " " } : text[...]
    guard !path.isEmpty else { return outbox.append(.proposeExport(content)) }
    guard URL(fileURLWithPath: String(path)).isImageName else {
      return say("expected NAME.nii.gz, .nrrd or .seg.nrrd, found \(path)", .warning)
    }
    endStroke()
    exporting.count += 1
    say("writing \(path)…")
    outbox.append(
      .exportMap(ExportOrder(content: content, path: String(path), replaces: replaces)))
  }

  /// What the first word says of the numbers that are written; nil where it is the path.
  /// - Throws: `VolumeError.labelValues`, a sentence.
  private func typedForm(_ text: String) throws -> ScribbleForm? {
    guard let word = text.split(separator: " ").first.map(String.init) else { return nil }
    if let encoding = ScribbleEncoding(rawValue: word) { return .encoding(encoding) }
    guard word.contains("="), !word.contains("/") else { return nil }
    let names = Dictionary(project.labels.labels.map { ($0.id, $0.name) }) { first, _ in first }
    return .values(try LabelValues(word, kind: .scribbles, names: names))
  }

  private mutating func typedPicture(_ path: String, replaces: Bool) {
    guard path.lowercased().hasSuffix(".png") else {
      return say(
        "expected :export labels FILE.nii.gz, accepted, scribbles or FILE.png, found "
          + (path.isEmpty ? "nothing" : path), .warning)
    }
    guard !replaces else { return say("pictures replace no file: choose another name", .warning) }
    outbox.append(.export(path: path))
  }

  /// A line that is ready to be sent, or changed first.
  mutating func propose(_ text: String) {
    guard commandLine == nil else { return }
    endStroke()
    var line = CommandLine()
    line.append(text)
    commandLine = line
  }

  /// A label map is written, or is not.
  mutating func finishExport(_ said: Message) {
    exporting.count = max(0, exporting.count - 1)
    message = said
    guard exporting.endsAfter, exporting.count == 0 else { return }
    exporting.endsAfter = false
    if said.kind == .done { outbox.append(.quit) }
  }

  /// `q` while label maps are written: leaves when they are, unless another key comes first.
  mutating func waitForExports() {
    exporting.endsAfter = true
    say("a label map is being written: the viewer closes when it is done", .warning)
  }

  /// Whether nothing is left to review.
  var isReviewed: Bool {
    let progress = open.review.progress(slices: open.slices)
    return progress.done == progress.total
  }

  /// Says after the last slice what comes next; a click on the sentence does it.
  mutating func offerExport() {
    guard isReviewed else { return }
    say("all \(open.slices) slices done: :export labels saves them")
    message?.offer = .exportLabels
  }
}
