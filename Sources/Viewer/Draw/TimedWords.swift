import Annotation
import Foundation
import Project

/// When the prediction on screen was made, in words.
struct PredictionWords {
  let state: ViewerState

  init(_ state: ViewerState) { self.state = state }

  /// "predicted 6 s ago, step 520", or what is shown instead of a prediction; shorter where there is no room, for a number
  /// that is cut is another number.
  func text(room: Int) -> String {
    let whole = text
    if whole.hasPrefix("imported ") { return String(whole.prefix(cells: room)) }
    guard whole.cells > room, whole.hasPrefix("predicted ") else { return whole }
    let short = String(whole.dropFirst("predicted ".count))
    return short.cells <= room
      ? short : short.split(separator: ",").first.map(String.init) ?? short
  }

  /// The same where there is room for it.
  var text: String {
    let slice = state.reviewSlice
    if state.open.accepted.isAccepted(slice) { return "kept labels, no prediction" }
    if state.open.isMarkedEmpty(slice) { return "marked as empty" }
    if state.comparisonOnScreen == .before, let stamp = state.open.earlier.stamps[slice] {
      return "before: " + Self.made(stamp, now: state.now)
    }
    guard let stamp = state.open.shownStamp(slice: slice) else { return "not predicted yet" }
    if let origin = stamp.origin { return origin }
    return "predicted " + Self.made(stamp, now: state.now)
  }

  /// "6 s ago, step 520", or the number of the prediction where nothing else is known.
  static func made(_ stamp: PredictionStamp, now: Date) -> String {
    let age = stamp.time.map { ago(now.timeIntervalSince($0)) }
    let parts = [age, stamp.step.map { "step \($0)" }].compactMap { $0 }
    return parts.isEmpty ? "as number \(stamp.generation)" : parts.joined(separator: ", ")
  }

  /// "6 s ago", "4 min ago", "3 h ago", "12 days ago"; a clock that is ahead of ours counts as now.
  static func ago(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "at an unknown time" }
    let whole = Int(max(0, min(seconds, 1e9)))
    switch whole {
    case ..<100: return "\(whole) s ago"
    case ..<(100 * 60): return "\(whole / 60) min ago"
    case ..<(48 * 3600): return "\(whole / 3600) h ago"
    default: return "\(whole / 86400) days ago"
    }
  }
}

extension ViewerState {
  /// Everything on the screen that time alone changes: where it differs after a tick, the screen is drawn anew.
  var timedWords: [String] {
    let trainer = TrainerWords(self)
    return [
      message?.text ?? "", trainer.short().0, trainer.heartbeat ?? "", trainer.message.text,
      trainer.activity ?? "",
      PredictionWords(self).text,
    ]
  }
}
