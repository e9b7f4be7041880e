/// When predictions are refreshed, and how long that may take.
///
/// Time is counted in seconds since training began (pauses left out). The first refresh comes early; later
/// ones at least `every` seconds apart, and further if refreshing has used up its share of the time.
struct PublishingSchedule: Equatable, Sendable {
  let settings: PublishingSettings
  /// Seconds spent on refreshes so far.
  private(set) var spent = 0.0
  private var next: Double
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
    max(0, settings.share * (seconds - start + settings.every) - spent)
  }

  /// Tells that a refresh has taken `cost` seconds until now.
  mutating func finished(at seconds: Double, cost: Double) {
    spent += cost
    let earned = settings.share > 0 ? spent / settings.share - settings.every : .infinity
    next = max(seconds + settings.every, start + earned)
  }

  /// Asks for a refresh as soon as possible: somebody looks at another slice.
  mutating func hurry(at seconds: Double) { next = min(next, seconds) }
}
