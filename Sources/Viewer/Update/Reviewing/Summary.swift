import Annotation
import Foundation
import Volume

/// `:summary`, shown by itself when the last slice is done.
extension ViewerState {
  mutating func showSummary() {
    endStroke()
    page = .text(title: "Summary of \(open.name)", lines: summary, top: 0)
  }

  /// The lines of the page.
  var summary: [String] {
    states + [""] + work + [""] + volumes
      + (open.review.notes.isEmpty ? [] : ["", "Notes"])
      + open.review.notes.sorted { $0.key < $1.key }.map { "  slice \($0.key): \($0.value)" }
  }

  private var states: [String] {
    func count(_ state: ReviewState) -> Int {
      open.review.slices(in: state).count { $0 < open.slices }
    }
    let decided = count(.accepted) + count(.corrected) + count(.rejected)
    let parts = [
      "accepted \(count(.accepted))", "corrected \(count(.corrected))",
      "rejected \(count(.rejected))", "not decided \(open.slices - decided)",
      "marked as empty \(open.emptySlices.count)",
    ]
    return [reviewSentence, "  " + parts.joined(separator: ", ")]
  }

  private var work: [String] {
    let strokes = open.scribbles.done.count { !$0.changes.isEmpty }
    let voxels = open.scribbles.counts.dropFirst().reduce(0, +)
    var lines = [
      "\(Words.count(strokes, "stroke")), \(Words.count(voxels, "scribbled voxel")) on "
        + Words.count(open.scribbles.annotatedSlices.count, "slice")
    ]
    let stamps = open.scribbles.done.compactMap { open.stamps[$0.stroke] }
    let people = Dictionary(grouping: stamps, by: \.user).mapValues(\.count)
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !people.isEmpty {
      lines.append(
        "  by "
          + people.map { "\($0.key) (\(Words.count($0.value, "action")))" }
          .joined(separator: ", "))
    }
    let times = stamps.map(\.time)
    if let first = times.min(), let last = times.max() {
      lines.append("  from \(first.minuteText(in: timeZone)) to \(last.minuteText(in: timeZone))")
    }
    return lines
  }

  /// Millilitres of what is kept (accepted, or kept to be corrected), and of all that is shown: predictions stand in
  /// elsewhere.
  private var volumes: [String] {
    let amounts = LabelAmounts(open)
    let labels = project.labels.labels
    let width = max(8, min(30, labels.map(\.name.count).max() ?? 0) + 2)
    func row(_ name: String, _ accepted: String, _ shown: String) -> String {
      func right(_ text: String) -> String {
        String(repeating: " ", count: max(1, 12 - text.count)) + text
      }
      return "  " + name.padded(to: width) + right(accepted) + right(shown)
    }
    return ["Millilitres", row("", "kept", "shown")]
      + labels.map { label in
        row(
          label.name.shortened(to: width - 1, ellipsis: Theme(appearance).ellipsis),
          amounts.kept(label.id), amounts.shown(label.id))
      }
  }
}
