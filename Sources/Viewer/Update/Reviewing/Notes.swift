import Annotation

/// Notes on slices, who decided, and what comes after a decision.
extension ViewerState {
  /// `"`: opens the line with the note of the slice.
  mutating func editNote() {
    guard mayReview() else { return }
    commandLine = CommandLine(text: "note " + (open.review.notes[reviewSlice] ?? ""))
  }

  /// `:note TEXT`.
  mutating func typedNote(_ words: [String]) {
    guard mayReview() else { return }
    let text = words.joined(separator: " ")
    let before = open.review.notes[reviewSlice]
    guard text.count <= NoteChange.longest else {
      return say(
        "expected a note of at most \(NoteChange.longest) characters, found \(text.count)", .warning
      )
    }
    let after = NoteChange.clean(text)
    guard before != after else {
      return say(after == nil ? "slice \(reviewSlice) has no note" : "the note is the same")
    }
    perform([.note(NoteChange(slice: reviewSlice, before: before, after: after))])
    outbox.append(.writeReview(open.review))
    say("note on slice \(reviewSlice) \(after == nil ? "removed; u brings it back" : "kept")")
  }

  /// `:set step on`: whether accepting goes on to the next slice.
  mutating func typedStep(_ text: String) {
    guard ["on", "off"].contains(text) else {
      return say("expected :set step on or off", .warning)
    }
    stepsOn = text == "on"
    say(
      stepsOn
        ? "A goes on to the next slice worth looking at" : "A stays on the slice it accepts")
  }

  /// After accepting: the summary when all is done, else the next slice if that is wanted.
  ///
  /// - wasDone: whether the slice was done before
  mutating func goOn(wasDone: Bool) {
    if open.review.progress(slices: open.slices).done == open.slices {
      return wasDone ? () : showSummary()
    }
    guard stepsOn,
      let next = worklist.items.first(where: {
        $0.slice != reviewSlice && !open.review.state(of: $0.slice).isDone
      })
    else { return }
    let done = message?.text ?? ""
    go(toReviewSlice: next.slice)
    say("\(done); on to slice \(next.slice)")
  }

  /// "anna 2026-08-01 10:05", or the time alone; nil where nothing is decided.
  func decided(_ slice: Int) -> String? {
    guard let row = open.review.rows[slice], row.state != .todo else { return nil }
    return [row.user, row.time.minuteText(in: timeZone)].compactMap { $0 }.joined(separator: " ")
  }
}
