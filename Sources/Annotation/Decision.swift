import Foundation
import Volume

/// What a person does besides drawing, so that it can be undone among the strokes, in the order in which it was done.
public enum Decision: Equatable, Sendable {
  /// The state of a slice changed.
  case review(ReviewChange)
  /// Labels that are kept of slices changed: 0 = not kept, 1…K class, 255 background. Strokes lie over them and are
  /// not in them.
  case kept([Change])
  /// The label table changed.
  case label(LabelChange)

  /// The decision that takes this one back.
  public var inverse: Decision {
    switch self {
    case .review(let change):
      .review(ReviewChange(slice: change.slice, before: change.after, after: change.before))
    case .kept(let changes): .kept(Edit(stroke: 0, changes: changes).inverse.changes)
    case .label(let change): .label(LabelChange(before: change.after, after: change.before))
    }
  }
}

/// A row of the review sheet before and after; nil = `todo`.
public struct ReviewChange: Equatable, Sendable {
  /// Index along the slice axis.
  public var slice: Int
  /// The row before.
  public var before: ReviewSheet.Row?
  /// The row after.
  public var after: ReviewSheet.Row?

  /// A change of a slice's row.
  public init(slice: Int, before: ReviewSheet.Row?, after: ReviewSheet.Row?) {
    (self.slice, self.before, self.after) = (slice, before, after)
  }
}

/// A label before and after; nil = there is no such label.
public struct LabelChange: Codable, Equatable, Sendable {
  /// The label before.
  public var before: Label?
  /// The label after.
  public var after: Label?

  /// A change of a label.
  public init(before: Label?, after: Label?) { (self.before, self.after) = (before, after) }

  /// The label's number.
  public var id: UInt8 { after?.id ?? before?.id ?? 0 }
}

// MARK: As journal text

extension Decision {
  /// Kind and content as a journal has them; the stroke's number stands between them.
  func words(stroke: Int) -> String {
    switch self {
    case .review(let change):
      "review \(stroke) \(change.slice) \(Self.text(change.before))>\(Self.text(change.after))"
    case .kept(let changes): "kept \(stroke)" + JournalRecord.text(changes)
    case .label(let change): "label \(stroke) " + Self.text(change)
    }
  }

  private static func text(_ row: ReviewSheet.Row?) -> String {
    guard let row else { return "-" }
    let generation = row.generation.map(String.init) ?? ""
    return "\(row.state.rawValue),\(generation),\(row.time.formatted(.iso8601))"
  }

  private static func text(_ change: LabelChange) -> String {
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

  /// Reads what follows `label STROKE `.
  static func label(_ text: String) -> Decision? {
    guard let change = try? JSONDecoder().decode(LabelChange.self, from: Data(text.utf8)),
      (1...253).contains(change.id), change.before.map({ $0.id == change.id }) ?? true
    else { return nil }
    return .label(change)
  }
}
