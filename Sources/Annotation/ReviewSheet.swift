import Foundation

/// What a person has decided about a slice's prediction.
package enum ReviewState: String, Codable, CaseIterable, Sendable {
  /// Not looked at.
  case todo
  /// Right as it was.
  case accepted
  /// Wrong; needs scribbles.
  case rejected
  /// Accepted once, then changed by hand.
  case corrected

  /// Whether nothing is left to do.
  package var isDone: Bool { self == .accepted || self == .corrected }
}

/// review/CASE.csv: slice, state, generation, time, user, note. Slices without a row are `todo`.
package struct ReviewSheet: Equatable, Sendable {
  /// One row.
  package struct Row: Equatable, Sendable {
    /// The decision.
    package var state: ReviewState
    /// Generation of the prediction that was on screen; nil = none.
    package var generation: Int?
    /// When it was decided.
    package var time: Date
    /// Who decided it; nil = not recorded.
    package var user: String?

    /// A row; fractions of a second are dropped.
    package init(state: ReviewState, generation: Int?, time: Date, user: String? = nil) {
      (self.state, self.generation, self.time) = (state, generation, time.wholeSeconds)
      self.user = user
    }

    /// Whether two rows are the same decision: not everything that records one says who took it.
    package func isSame(as other: Row) -> Bool {
      state == other.state && generation == other.generation && time == other.time
    }
  }

  /// Rows by slice.
  package private(set) var rows: [Int: Row] = [:]
  /// Notes by slice; also slices without a row may have one.
  package private(set) var notes: [Int: String] = [:]

  /// A sheet on which everything is `todo`.
  package init() {}

  /// The state of a slice.
  package func state(of slice: Int) -> ReviewState {
    rows[slice]?.state ?? .todo
  }

  /// Sets the state of a slice.
  /// - Returns: what changed.
  @discardableResult
  package mutating func set(
    _ state: ReviewState, slice: Int, generation: Int?, time: Date = Date(), user: String? = nil
  ) -> ReviewChange? {
    guard slice >= 0 else { return nil }
    let change = ReviewChange(
      slice: slice, before: rows[slice],
      after: Row(state: state, generation: generation, time: time, user: user))
    apply(change)
    return change
  }

  /// Does what a change says.
  package mutating func apply(_ change: ReviewChange) { rows[change.slice] = change.after }

  /// Does what a change of a note says.
  package mutating func apply(_ change: NoteChange) { notes[change.slice] = change.after }

  /// Says who took a decision, where that is not recorded.
  package mutating func fillUser(of slice: Int, _ user: String?) {
    if rows[slice]?.user == nil { rows[slice]?.user = user }
  }

  /// Notes that a person drew on a slice: an accepted one becomes `corrected`.
  /// - Returns: what changed; nil = nothing.
  @discardableResult
  package mutating func noteEdit(slice: Int, time: Date = Date(), user: String? = nil)
    -> ReviewChange?
  {
    guard let row = rows[slice], row.state == .accepted else { return nil }
    return set(.corrected, slice: slice, generation: row.generation, time: time, user: user)
  }

  /// Slices in a state, ascending.
  package func slices(in state: ReviewState) -> [Int] {
    rows.filter { $0.value.state == state }.keys.sorted()
  }

  /// How far a volume of `slices` slices is.
  package func progress(slices: Int) -> ReviewProgress {
    ReviewProgress(
      done: rows.filter { $0.key < slices && $0.value.state.isDone }.count, total: slices)
  }
}

/// How much of a volume is reviewed.
package struct ReviewProgress: Equatable, Sendable {
  /// Slices accepted or corrected.
  package var done: Int
  /// Slices there are.
  package var total: Int

  /// A count of `done` among `total`.
  package init(done: Int, total: Int) {
    self.done = done
    self.total = total
  }

  /// "37 of 61 slices done".
  package var sentence: String { "\(done) of \(total) slices done" }
}

extension Date {
  /// Without fractions of a second, as text files keep it.
  package var wholeSeconds: Date {
    Date(timeIntervalSince1970: timeIntervalSince1970.rounded(.down))
  }
}
