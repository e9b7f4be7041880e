import Annotation
import Foundation

/// Decisions as journal text.
extension Decision {
  /// Kind and content as a journal has them; the stroke's number stands between them.
  func words(stroke: Int) -> String {
    switch self {
    case .review(let change):
      "review \(stroke) \(change.slice) \(Self.text(change.before))>\(Self.text(change.after))"
    case .kept(let changes): "kept \(stroke)" + JournalRecord.text(changes)
    case .empty(let change):
      "empty \(stroke) \(change.slice) \(change.isMarked ? "marked" : "unmarked")"
    case .label(let change): "label \(stroke) " + Self.text(change)
    case .note(let change): "comment \(stroke) \(change.slice) " + Self.text(NoteText(change))
    case .removed(let removed): "removed \(stroke) \(removed)"
    }
  }

  private static func text(_ row: ReviewSheet.Row?) -> String {
    guard let row else { return "-" }
    let generation = row.generation.map(String.init) ?? ""
    return "\(row.state.rawValue),\(generation),\(row.time.formatted(.iso8601))"
  }

  private static func text(_ change: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(change)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// Reads what follows `review STROKE `; nil when it is no change of a row.
  static func review(_ text: String) -> Decision? {
    let parts = text.split(separator: " ")
    guard parts.count == 2, let slice = Int(parts[0]), (0..<1 << 20).contains(slice) else {
      return nil
    }
    let rows = parts[1].split(separator: ">", omittingEmptySubsequences: false)
    guard rows.count == 2, let before = row(rows[0]), let after = row(rows[1]) else { return nil }
    return .review(ReviewChange(slice: slice, before: before, after: after))
  }

  /// A row; nil in nil where the text is none.
  private static func row(_ text: Substring) -> ReviewSheet.Row?? {
    if text == "-" { return .some(nil) }
    let cells = text.split(separator: ",", omittingEmptySubsequences: false)
    guard cells.count == 3, let state = ReviewState(rawValue: String(cells[0])),
      let time = try? Date(String(cells[2]), strategy: .iso8601)
    else { return nil }
    return ReviewSheet.Row(state: state, generation: Int(cells[1]), time: time)
  }

  /// Reads what follows `empty STROKE `.
  static func empty(_ text: String) -> Decision? {
    let parts = text.split(separator: " ")
    guard parts.count == 2, let slice = Int(parts[0]), (0..<1 << 20).contains(slice),
      ["marked", "unmarked"].contains(parts[1])
    else { return nil }
    return .empty(EmptyChange(slice: slice, isMarked: parts[1] == "marked"))
  }

  /// Reads what follows `comment STROKE `.
  static func note(_ text: String) -> Decision? {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let slice = Int(parts[0]), (0..<1 << 20).contains(slice),
      let note = try? JSONDecoder().decode(NoteText.self, from: Data(parts[1].utf8))
    else { return nil }
    return .note(
      NoteChange(
        slice: slice, before: note.before.flatMap(NoteChange.clean),
        after: note.after.flatMap(NoteChange.clean)))
  }

  /// Reads what follows `removed STROKE `.
  static func removed(_ text: String) -> Decision? {
    Int(text).flatMap { $0 > 0 ? .removed(stroke: $0) : nil }
  }

  /// Reads what follows `label STROKE `.
  static func label(_ text: String) -> Decision? {
    guard let change = try? JSONDecoder().decode(LabelChange.self, from: Data(text.utf8)),
      (1...253).contains(change.id), change.before.map({ $0.id == change.id }) ?? true
    else { return nil }
    return .label(change)
  }
}

/// The note on a slice before and after, as a journal has them.
private struct NoteText: Codable {
  var before: String?
  var after: String?

  init(_ change: NoteChange) { (before, after) = (change.before, change.after) }
}
