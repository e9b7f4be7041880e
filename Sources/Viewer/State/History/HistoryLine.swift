import Annotation
import Foundation
import Project
import Volume

/// One action of the history in words, for the list of strokes.
struct HistoryLine: Equatable {
  /// Its number in the journal.
  let number: Int
  /// What was done.
  let what: String
  /// Voxels of strokes that changed.
  let voxels: Int
  /// First and last slice, along the axis that slices are reviewed along; nil = it is about none.
  let slices: ClosedRange<Int>?
  /// Who did it and when; nil = not recorded.
  let stamp: StrokeStamp?
  /// Whether it has been taken back.
  let isUndone: Bool
}

/// The history as a list, newest first; made line by line, for there may be thousands.
extension ViewerState {
  /// Number of lines.
  var historyCount: Int { open.scribbles.done.count + open.scribbles.undone.count }

  /// The action of a line, and whether it has been taken back.
  func action(ofLine line: Int) -> (edit: Edit, isUndone: Bool)? {
    let (done, undone) = (open.scribbles.done, open.scribbles.undone)
    if undone.indices.contains(line) { return (undone[line], true) }
    let place = done.count - 1 - (line - undone.count)
    return done.indices.contains(place) ? (done[place], false) : nil
  }

  /// A line in words.
  func historyLine(_ line: Int) -> HistoryLine? {
    guard let (edit, isUndone) = action(ofLine: line) else { return nil }
    return HistoryLine(
      number: edit.stroke, what: what(edit), voxels: edit.changes.count, slices: slices(of: edit),
      stamp: open.stamps[edit.stroke], isUndone: isUndone)
  }

  /// Whole actions may change millions of voxels: they are counted without being gathered.
  private func slices(of edit: Edit) -> ClosedRange<Int>? {
    var (first, last) = (Int.max, Int.min)
    func note(_ slice: Int) { (first, last) = (min(first, slice), max(last, slice)) }
    for change in edit.changes { note(open.scribbles.slice(of: change.voxel)) }
    for decision in edit.decisions {
      switch decision {
      case .review(let change): note(change.slice)
      case .kept(let changes):
        for change in changes { note(open.scribbles.slice(of: change.voxel)) }
      case .empty(let change): note(change.slice)
      case .note(let change): note(change.slice)
      case .label, .removed: break
      }
    }
    return first <= last ? first...last : nil
  }

  /// What an action did; of a stroke, what it painted.
  private func what(_ edit: Edit) -> String {
    if let stroke = edit.removedStroke { return "removed stroke \(stroke)" }
    for case .empty(let change) in edit.decisions where change.isMarked {
      return "marked as empty"
    }
    if !edit.changes.isEmpty {
      var isPainted = Array(repeating: false, count: 256)
      for change in edit.changes { isPainted[Int(change.new)] = true }
      let labels = (1...255).filter { isPainted[$0] }.map { labelName(UInt8($0)) }
      return labels.isEmpty ? "erased" : labels.joined(separator: ", ")
    }
    return edit.decisions.last.map(words) ?? "nothing"
  }

  private func words(_ decision: Decision) -> String {
    switch decision {
    case .review(let change): change.after?.state.rawValue ?? ReviewState.todo.rawValue
    case .kept(let changes): changes.first?.new == 0 ? "no longer kept" : "kept as labels"
    case .empty(let change): change.isMarked ? "marked as empty" : "no longer marked"
    case .note(let change): change.after == nil ? "note removed" : "note"
    case .removed(let stroke): "removed stroke \(stroke)"
    case .label(let change):
      switch (change.before, change.after) {
      case (nil, let after?): "label \(after.id) added: \(after.name)"
      case (let before?, nil): "label \(before.id) removed: \(before.name)"
      default: "label \(change.id) named \(change.after?.name ?? "")"
      }
    }
  }
}

extension OpenCase {
  /// Who took the last decision about a slice, as far as the history tells.
  func reviewer(of slice: Int) -> String? {
    for action in scribbles.done.reversed() {
      for case .review(let change) in action.decisions where change.slice == slice {
        // `-` stands for nobody known.
        return change.after?.user
          ?? stamps[action.stroke].flatMap { $0.user == "-" ? nil : $0.user }
      }
    }
    return nil
  }
}

extension Date {
  /// "2026-08-01 10:05".
  func minuteText(in zone: TimeZone) -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents(in: zone, from: self)
    return String(
      format: "%04d-%02d-%02d %02d:%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0,
      parts.hour ?? 0, parts.minute ?? 0)
  }
}
