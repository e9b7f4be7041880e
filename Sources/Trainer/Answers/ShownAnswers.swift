import Neural
import Prediction
import Project

/// The answers that are shown while training goes on: when they are renewed, how they are mended, and the publisher that writes
/// them.
final class ShownAnswers {
  let publisher: Publisher
  let meter: CalibrationMeter
  private var schedule: PublishingSchedule
  /// Whether the weights knew something before the first step.
  private let isWarm: Bool

  /// - start: seconds of training at which this run begins
  init(
    _ publisher: Publisher, _ meter: CalibrationMeter, _ settings: PublishingSettings,
    start: Double, isWarm: Bool
  ) {
    (self.publisher, self.meter, self.isWarm) = (publisher, meter, isWarm)
    schedule = PublishingSchedule(settings, start: start)
    if isWarm { schedule.hurry(at: start) }
  }

  /// A score, if the answers gave one, and the calibration with which they were shown.
  typealias Outcome = (score: Double?, calibration: Calibration)

  /// Whether they are to be renewed.
  func areDue(at seconds: Double) -> Bool { schedule.isDue(at: seconds) }

  /// Renews them as far as there is time.
  ///
  /// - clock: seconds of training
  func refresh(_ state: ModelState, clock: () -> Double) throws -> Outcome {
    let began = clock()
    let hasGaps = !publisher.hasShownFocus
    // Weights that know something give an answer worth having: the whole volume at once, however long it takes.
    let budget: Publisher.Budget =
      isWarm && hasGaps
      ? .wholeFocus : .seconds(schedule.budget(at: began, hasGaps: hasGaps))
    let outcome = try publish(state, budget)
    let now = clock()
    schedule.finished(at: now, cost: now - began, hadGaps: hasGaps)
    return outcome
  }

  /// Shows the slice in focus alone.
  func showFocus(_ state: ModelState) throws { _ = try publish(state, .seconds(0)) }

  private func publish(_ state: ModelState, _ budget: Publisher.Budget) throws -> Outcome {
    let calibration = meter.recentCalibration(state)
    return (try publisher.refresh(state, calibration: calibration, budget), calibration)
  }

  /// Somebody looks at a slice.
  func look(at caseName: String, slice: Int, seconds: Double) {
    publisher.look(at: caseName, slice: slice)
    // Turning through slices does not ask for a prediction each time.
    schedule.hurry(at: seconds + 0.3)
  }

  /// Other strokes have come.
  ///
  /// - isTaught: whether training takes them up
  func strokesChanged(on caseNames: [String], isTaught: Bool, at seconds: Double) {
    meter.strokesChanged()
    guard isTaught else { return }
    // The person waits for the answer to this stroke.
    schedule.answer(scribblesAt: seconds)
    publisher.strokesChanged(on: caseNames)
  }
}
