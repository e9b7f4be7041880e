/// When predictions are refreshed, and how long that may take.
///
/// Time is counted in seconds since training began (pauses left out). The first refresh comes early; later
/// ones at least `every` seconds apart, and further if refreshing has used up its share of the time. New scribbles are
/// answered soon, whatever the share: first where the person looks, then in the whole volume.
struct PublishingSchedule: Equatable, Sendable {
  let settings: PublishingSettings
  /// Seconds spent on refreshes so far.
  private(set) var spent = 0.0
  private var next: Double
  /// When the whole volume is to answer new scribbles; nil = it has.
  private var whole: Double?
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
  func budget(at seconds: Double) -> Double {
    let share = max(0, settings.share * (seconds - start + settings.every) - spent)
    if let whole, seconds >= whole { return max(share, PublishingSchedule.wholeBudget) }
    return share
  }

  /// Seconds that may go into the whole volume's answer to new scribbles: large ones answer in part.
  private static let wholeBudget = 1.0

  /// Tells that a refresh has taken `cost` seconds until now.
  mutating func finished(at seconds: Double, cost: Double) {
    spent += cost
    let earned = settings.share > 0 ? spent / settings.share - settings.every : .infinity
    next = max(seconds + settings.every, start + earned)
    if let whole { if seconds - cost >= whole { self.whole = nil } else { hurry(at: whole) } }
  }

  /// New scribbles have come: their slice answers after `settings.answer` seconds of training, the volume after twice as
  /// many.
  mutating func answer(scribblesAt seconds: Double) {
    hurry(at: seconds + settings.answer)
    whole = seconds + 2 * settings.answer
  }

  /// Asks for a refresh as soon as possible: somebody looks at another slice.
  mutating func hurry(at seconds: Double) { next = min(next, seconds) }
}
