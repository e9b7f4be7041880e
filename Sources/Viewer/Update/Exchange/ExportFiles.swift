import Project
import Volume

/// Label maps for other programs, written from within.
extension ViewerState {
  /// `:export`: label maps and pictures.
  mutating func typedExport(_ words: [String], replaces: Bool) {
    guard !words.isEmpty else {
      return say("expected :export labels, accepted, scribbles or FILE.png", .warning)
    }
    guard let (content, rest) = Self.content(words) else {
      let path = words.joined(separator: " ")
      guard path.lowercased().hasSuffix(".png") else {
        return say(
          "expected :export labels FILE.nii.gz, accepted, scribbles or FILE.png, found \(path)",
          .warning)
      }
      guard !replaces else { return say("pictures replace no file: choose another name", .warning) }
      return outbox.append(.export(path: path))
    }
    let path = rest.joined(separator: " ")
    guard !path.isEmpty else { return outbox.append(.proposeExport(content)) }
    guard [".nii", ".nii.gz"].contains(where: path.lowercased().hasSuffix) else {
      return say("label maps are NIfTI files: expected NAME.nii.gz, found \(path)", .warning)
    }
    endStroke()
    exporting.count += 1
    say("writing \(path)…")
    outbox.append(.exportMap(ExportOrder(content: content, path: path, replaces: replaces)))
  }

  /// What `labels`, `accepted [ENCODING]` and `scribbles [ENCODING]` stand for, and the words after them.
  private static func content(_ words: [String]) -> (ExportContent, rest: ArraySlice<String>)? {
    let named = words.dropFirst().first.flatMap(ScribbleEncoding.init)
    let rest = words.dropFirst(named == nil ? 1 : 2)
    return switch words[0] {
    case "labels": (.labels, words.dropFirst())
    case "accepted": (.accepted(named ?? .inkling), rest)
    case "scribbles": (.scribbles(named ?? .inkling), rest)
    default: nil
    }
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
