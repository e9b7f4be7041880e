import Annotation
import Project

/// The prediction before this one, what has changed, and where.
extension ViewerState {
  /// Keys that look at predictions anew, and write on slices.
  mutating func review(_ command: Command) {
    switch command {
    case .interpolate: interpolate()
    case .note: editNote()
    case .compareBefore: compareBefore()
    case .compareDifference: compareDifference()
    case .changed: goToChanged()
    default: break
    }
  }

  /// `~`: the prediction before this one, and back.
  mutating func compareBefore() {
    guard let earlier = earlierStamp() else { return }
    if comparison == .before {
      comparison = nil
      return say("now: \(words(of: open.shownStamp(slice: reviewSlice)))")
    }
    endStroke()
    comparison = .before
    overlays.showsPrediction = true
    say("before: \(words(of: earlier)); ~ shows the present one again")
  }

  /// `#`: where this prediction differs from the one before.
  mutating func compareDifference() {
    guard let earlier = earlierStamp() else { return }
    if comparison == .difference {
      comparison = nil
      return say("differences hidden")
    }
    guard let found = open.difference(reviewSlice, known: knownLabels) else { return }
    guard found.changed > 0 else {
      comparison = nil
      return say("no voxel differs from the one before, \(words(of: earlier))")
    }
    comparison = .difference
    overlays.showsPrediction = true
    let classes = Set(found.won.keys).union(found.lost.keys).sorted().map { label in
      let parts = [
        found.won[label].map { "+\($0)" }, found.lost[label].map { "-\($0)" },
      ]
      return ([labelName(label)] + parts.compactMap { $0 }).joined(separator: " ")
    }
    let verb = found.changed == 1 ? "differs" : "differ"
    say(
      "\(Words.count(found.changed, "voxel")) \(verb) from before: "
        + classes.joined(separator: ", "))
  }

  /// `'`: the slice whose prediction has changed most since the person had it on screen.
  mutating func goToChanged() {
    let known = knownLabels
    let shown = open.shown
    let found = (0..<open.slices).compactMap { slice -> (slice: Int, share: Double)? in
      guard open.earlier.isNews(slice), shown.source(of: slice) == .predicted,
        let difference = open.difference(slice, known: known), difference.changed > 0
      else { return nil }
      return (slice, difference.share)
    }.sorted { ($1.share, $0.slice) < ($0.share, $1.slice) }
    guard let most = found.first else {
      return say("no prediction has changed since you had its slice on screen")
    }
    go(toReviewSlice: most.slice)
    let share = max(1, Int((100 * most.share).rounded()))
    let rest = found.count - 1
    let more = rest == 0 ? "the last one" : "\(rest) more"
    say(
      "slice \(most.slice): \(share)% of its labels changed since you looked (\(more)); # shows where"
    )
  }

  /// Ends looking at the prediction before: what is drawn and decided is about the present one.
  ///
  /// - Returns: whether it was on screen until now.
  mutating func endsLookingBefore() -> Bool {
    guard comparisonOnScreen == .before else { return false }
    comparison = nil
    say("this is the present prediction again: look, then press the key once more", .warning)
    return true
  }

  /// The stamp of the prediction before the one on screen; says why there is none.
  private mutating func earlierStamp() -> PredictionStamp? {
    guard showsReviewPlane else {
      say("slices are compared in the \(open.homePlane.rawValue) plane: Tab goes there", .warning)
      return nil
    }
    let here = reviewSlice
    switch open.shown.source(of: here) {
    case .predicted: break
    case .accepted:
      say("slice \(here) shows kept labels: no prediction to compare", .warning)
      return nil
    case .imported:
      say("slice \(here) shows what was imported: no prediction to compare", .warning)
      return nil
    case .markedEmpty:
      say("slice \(here) is marked as empty: no prediction to compare", .warning)
      return nil
    case nil:
      say("slice \(here) is not predicted yet", .warning)
      return nil
    }
    guard let stamp = open.earlier.stamps[here] else {
      say("this is the first prediction of slice \(here): nothing to compare yet", .warning)
      return nil
    }
    return stamp
  }

  private func words(of stamp: PredictionStamp?) -> String {
    stamp.map { PredictionWords.made($0, now: now) } ?? "not predicted"
  }
}
