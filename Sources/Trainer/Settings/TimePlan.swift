import Annotation

/// A plan that ends by the clock: how many steps it has is decided again and again, as the speed becomes known.
///
/// Rates and ramps follow the share of the plan that is done. It goes on from where it was at the last decision and reaches 1
/// at the step that was decided on, so it never jumps and never falls. With one decision alone it is step / steps.
struct TimePlan: Sendable {
  /// What was decided: at `step`, with `share` of the plan done, that step `steps` is the last one. With it alone a
  /// resumed run takes the same numbers.
  struct Course: Codable, Equatable, Sendable {
    var step: Int
    var share: Double
    var steps: Int
  }

  /// The last decision.
  private(set) var decision: Course
  /// Seconds of training at which it ends; nil = the last decision stands (a resumed run's).
  private let end: Double?
  /// Where a step was taken, of which the speed is measured.
  private var marks: [(step: Int, seconds: Double)] = []
  /// When the next decision is due.
  private var next: Double
  private let interval: Double
  private let start: Double

  /// Begins at `step` and `seconds`, `secondsPerStep` being a first guess.
  init(step: Int, seconds: Double, end: Double, secondsPerStep: Double) {
    (start, self.end) = (seconds, end)
    interval = min(5, max(0.2, (end - seconds) / 40))
    next = seconds + interval
    marks = [(step, seconds)]
    let steps = step + max(1, TimePlan.steps(end - seconds, secondsPerStep))
    decision = Course(step: step, share: Double(step) / Double(steps), steps: steps)
  }

  /// Goes on as decided before, whatever the clock says.
  init(resuming decision: Course) {
    self.decision = decision
    (end, next, interval, start) = (nil, .infinity, 0, 0)
  }

  /// The share of the plan that is done before a step, 0…1.
  func share(at step: Int) -> Double {
    let passed = Double(step - decision.step) / Double(max(1, decision.steps - decision.step))
    return min(1, decision.share + (1 - decision.share) * max(0, passed))
  }

  /// The same as a step of the steps decided on.
  func place(of step: Int) -> (step: Int, steps: Int) {
    (Int((share(at: step) * Double(decision.steps)).rounded()), decision.steps)
  }

  /// Seconds until the time is over; nil = the clock says nothing.
  func secondsLeft(at seconds: Double) -> Double? { end.map { max(0, $0 - seconds) } }

  /// Whether the time is over.
  func isOver(at seconds: Double) -> Bool { end.map { seconds >= $0 } ?? false }

  /// Tells that a step was taken, and decides where that is due: from the speed of the last third, with all that
  /// happens between steps.
  mutating func took(step: Int, seconds: Double) {
    guard let end else { return }
    if isOver(at: seconds) { return decide(at: step, steps: step) }
    guard seconds >= next || step >= decision.steps else { return }
    next = seconds + interval
    let since = seconds - max(2, (seconds - start) / 3)
    while marks.count > 1, marks[1].seconds <= since { marks.removeFirst() }
    let speed = (seconds - marks[0].seconds) / Double(max(1, step - marks[0].step))
    marks.append((step, seconds))
    decide(at: step, steps: step + TimePlan.steps(end - seconds, speed))
  }

  private mutating func decide(at step: Int, steps: Int) {
    decision = Course(step: step, share: share(at: step), steps: steps)
  }

  private static func steps(_ seconds: Double, _ secondsPerStep: Double) -> Int {
    Int(min(1e9, (max(0, seconds) / max(secondsPerStep, 1e-6)).rounded()))
  }
}
