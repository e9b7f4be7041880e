import Annotation
import Foundation
import Volume

/// Accept, reject, promote: what becomes of predicted slices.
///
/// - Accepting freezes what is shown (prediction and strokes) in labels/ and ticks the slice off.
/// - Promoting freezes it too but leaves the slice to do: a starting point for corrections.
/// - Strokes on a frozen slice correct its labels; an accepted one becomes `corrected`.
/// - Rejecting takes the slice out of labels/ again and asks for it to be drawn on.
extension ViewerState {
  /// Whether the slice on screen can be reviewed; says why not.
  mutating func mayReview() -> Bool {
    guard mayEdit() else { return false }
    endStroke()
    guard showsReviewPlane else {
      say("slices are reviewed in the \(open.homePlane.rawValue) plane: Tab goes there", .warning)
      return false
    }
    return true
  }

  private var hasLabelsToFreeze: Bool {
    open.shownStamp(slice: reviewSlice) != nil || open.accepted.isAccepted(reviewSlice)
      || open.scribbles.annotatedSlices.contains(reviewSlice)
  }

  /// Whether freezing the slice is what a person means.
  ///
  /// Without a prediction all that is not drawn becomes background: the first key says so, the same key right
  /// after it does it.
  private mutating func isSureToFreeze(_ command: Command, _ again: String) -> Bool {
    let isKnown =
      open.shownStamp(slice: reviewSlice) != nil || open.accepted.isAccepted(reviewSlice)
      || open.isMarkedEmpty(reviewSlice)
    let asked = Question(command: command, slice: reviewSlice)
    guard !isKnown, question != asked else {
      question = nil
      return true
    }
    question = asked
    say("no prediction yet: what is not drawn becomes background; \(again)", .warning)
    return false
  }

  mutating func accept() {
    guard mayReview() else { return }
    guard hasLabelsToFreeze else {
      return say("nothing to accept yet on this slice: no prediction, no strokes", .warning)
    }
    guard isSureToFreeze(.accept, "A again accepts") else { return }
    let wasDone = open.review.state(of: reviewSlice).isDone
    decide(.accepted, open.changesToFreeze(reviewSlice, labels: knownLabels))
    say("slice \(reviewSlice) accepted, \(reviewSentence)")
    goOn(wasDone: wasDone)
    offerExport()
  }

  mutating func reject() {
    guard mayReview() else { return }
    let wasFrozen = open.accepted.isAccepted(reviewSlice)
    decide(.rejected, open.changesToRelease(reviewSlice))
    say(
      "slice \(reviewSlice) rejected\(wasFrozen ? " and no longer kept as labels" : ""): "
        + "draw where it is wrong")
  }

  mutating func promote() {
    guard mayReview() else { return }
    guard hasLabelsToFreeze else {
      return say("nothing to keep yet on this slice: no prediction, no strokes", .warning)
    }
    guard isSureToFreeze(.promote, "m again keeps it") else { return }
    decide(nil, open.changesToFreeze(reviewSlice, labels: knownLabels))
    say("slice \(reviewSlice) kept as labels: strokes now correct it, A accepts it")
  }

  /// A decision about the slice on screen: its state, if that changes, and what is kept of it.
  private mutating func decide(_ state: ReviewState?, _ kept: [Change]) {
    var decisions: [Decision] = kept.isEmpty ? [] : [.kept(kept)]
    // To reject once more what is rejected is no action that could be taken back.
    let isNews = state.map { $0 != open.review.state(of: reviewSlice) } ?? false
    if let state, isNews || !kept.isEmpty {
      let row = ReviewSheet.Row(
        state: state, generation: open.shownStamp(slice: reviewSlice)?.generation, time: now,
        user: open.user)
      decisions.append(
        .review(
          ReviewChange(slice: reviewSlice, before: open.review.rows[reviewSlice], after: row)))
    }
    guard !decisions.isEmpty else { return }
    open.hasUnwrittenCorrections = true
    perform(decisions)
  }

  /// Does what is decided, as one action that `u` takes back.
  mutating func perform(_ decisions: [Decision]) {
    let edit = Edit(stroke: open.scribbles.nextStroke, changes: [], decisions: decisions)
    open.scribbles.perform(edit)
    outbox.append(.append(edit))
    open.note(edit)
    endEdit()
  }

  /// Writes frozen slices that strokes have changed.
  mutating func writeCorrections() {
    guard open.hasUnwrittenCorrections else { return }
    open.hasUnwrittenCorrections = false
    outbox.append(.writeLabels(open.accepted))
    outbox.append(.writeReview(open.review))
  }

  /// "12 of 18 slices done".
  var reviewSentence: String { open.review.progress(slices: open.slices).sentence }

  /// The slices in the order in which they are worth looking at.
  var worklist: Worklist {
    let known = open.predicted.sliceUncertainty
    return Worklist(
      slices: open.slices, spacing: open.volume.geometry.spacing(along: open.sliceAxis),
      uncertainty: known.allSatisfy { $0 == nil } ? nil : known.map { $0 ?? 1 },
      annotated: open.scribbles.annotatedSlices, review: open.review)
  }

  // MARK: Going there

  /// Shows a slice along the review axis.
  mutating func go(toReviewSlice slice: Int) {
    show(open.homePlane)
    go(toSlice: slice)
  }

  mutating func goToAnnotated(forward: Bool) {
    let slices = open.scribbles.annotatedSlices
    guard let first = slices.first, let last = slices.last else {
      return say("no slice has scribbles yet", .warning)
    }
    let here = reviewSlice
    let next = forward ? slices.first { $0 > here } ?? first : slices.last { $0 < here } ?? last
    go(toReviewSlice: next)
    // Never two numbers side by side of which one counts from 0 and one from 1.
    say("slice \(next): one of \(slices.count) with scribbles")
  }

  mutating func goToUncertain(forward: Bool) {
    let urgent = worklist.items.filter { $0.score > 0 }
    guard !urgent.isEmpty else {
      return say("no slice is left to look at: \(reviewSentence)")
    }
    let place = urgent.firstIndex { $0.slice == reviewSlice }
    let next: Int
    if let place {
      next = (place + (forward ? 1 : urgent.count - 1)) % urgent.count
    } else {
      next = forward ? 0 : urgent.count - 1
    }
    let item = urgent[next]
    go(toReviewSlice: item.slice)
    say("slice \(item.slice): \(Self.reason(item)); one of \(urgent.count) to look at")
  }

  /// Why a slice is where it is in the list.
  static func reason(_ item: Worklist.Item) -> String {
    let doubt = item.uncertainty.map { String(format: "uncertainty %.3f", $0) } ?? "not predicted"
    guard let distance = item.distanceMillimetres else { return doubt }
    return doubt + String(format: ", %.0f mm from the nearest annotation", distance)
  }
}
