/// When predictions are refreshed, and how long that may take.
///
/// Time is counted in seconds since training began (pauses left out). The first refresh comes early; later
/// ones at least `every` seconds apart, and further if refreshing has used up its share of the time. Two things have more: half
/// of the time goes into refreshes until every slice of the volume in focus has an answer, and new scribbles are
/// answered soon: first where the person looks, then in the whole volume.
struct PublishingSchedule: Sendable {
  let settings: PublishingSettings
  /// Seconds spent on refreshes so far, but for first answers and those to scribbles.
  private(set) var spent = 0.0
  private var next: Double
  /// When the first of the scribbles came that the whole volume has not answered, and when it is to do so; nil = it has.
  private var unanswered: (since: Double, until: Double)?
  private let start: Double

  /// - start: seconds at which this run begins, not 0 after a resumption.
  init(_ settings: PublishingSettings, start: Double = 0) {
    self.settings = settings
    self.start = start
    next = start + settings.first
  }

  /// Whether a refresh is due.
  func isDue(at seconds: Double) -> Bool { seconds >= next }

  /// Seconds that a refresh may take beyond the slice in focus and its neighbours.
  ///
  /// A refresh that comes by itself has enough to go beyond them, else it would renew the same three slices for ever: where
  /// refreshes cost much, they come less often. One that somebody has hurried has what the share leaves.
  ///
  /// - hasGaps: whether the volume in focus has slices without any answer yet
  func budget(at seconds: Double, hasGaps: Bool = false) -> Double {
    let left = settings.share * (seconds - start + settings.every) - spent
    let isAnswer = isAnswer(at: seconds)
    var least = 0.0
    if unanswered == nil || isAnswer {
      if left > -1e-6 && settings.share > 0 { least = min(settings.every / 2, 0.5) }
      if fillsGaps(hasGaps) { least = min(settings.every, PublishingSchedule.wholeBudget) }
      if isAnswer { least = PublishingSchedule.wholeBudget }
    }
    return max(left, least)
  }

  /// Seconds that may go into the whole volume's answer to new scribbles, or into its first: large ones answer in part.
  private static let wholeBudget = 1.0

  /// Whoever wants no refreshes by themselves gets none until every slice has an answer either.
  private func fillsGaps(_ hasGaps: Bool) -> Bool { hasGaps && settings.share > 0 }

  private func isAnswer(at seconds: Double) -> Bool {
    unanswered.map { seconds >= $0.until } ?? false
  }

  /// Tells that a refresh has taken `cost` seconds until now.
  ///
  /// - hadGaps: as `budget` was told
  mutating func finished(at seconds: Double, cost: Double, hadGaps: Bool = false) {
    // Somebody has waited for it: it takes nothing away from the refreshes that come by themselves.
    let (isAnswer, isFirst) = (isAnswer(at: seconds - cost), fillsGaps(hadGaps))
    if isAnswer { unanswered = nil }
    if !isAnswer && !isFirst { spent += cost }
    let earned = settings.share > 0 ? spent / settings.share - settings.every : .infinity
    next = seconds + settings.every
    next = isFirst ? max(next, seconds + cost) : max(next, start + earned)
    if let unanswered { hurry(at: unanswered.until) }
  }

  /// New scribbles have come: their slice answers after `settings.answer` seconds of training, the volume after twice as
  /// many; who goes on drawing puts that off to four times as many.
  mutating func answer(scribblesAt seconds: Double) {
    hurry(at: seconds + settings.answer)
    let since = unanswered?.since ?? seconds
    unanswered = (since, min(seconds + 2 * settings.answer, since + 4 * settings.answer))
  }

  /// Asks for a refresh as soon as possible: somebody looks at another slice.
  mutating func hurry(at seconds: Double) { next = min(next, seconds) }
}
