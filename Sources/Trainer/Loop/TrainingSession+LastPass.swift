import Foundation
import Prediction
import Project

/// Whole volumes, predicted with the last weights, and what is said of it.
extension TrainingSession {
  /// The last predictions: of all volumes when the plan is done, of the one in focus when it was stopped.
  func publishEverything() throws {
    let isDone = engine.step >= steps
    predicted = 0
    try board.announce {
      $0.phase = .predicting
      $0.message = "Predicting whole volumes."
      ($0.predicted, $0.volumes, $0.predictionSecondsLeft) = (0, data.cases.count, nil)
    }
    let heard = signals?.count ?? 0
    let (clock, state) = (ContinuousClock(), engine.state)
    let calibration = calibrationMeter.calibration(state)
    let began = clock.now
    let (score, written) = try publisher.publishAll(
      state, calibration: calibration, onlyFocus: !isDone
    ) { [self] progress in
      tell(progress, seconds: (clock.now - began).seconds)
      // Another signal, or another stop: leave the rest.
      return !followInstructions().contains(.stop) && (signals?.count ?? 0) == heard
    }
    predicted = written
    if lacksPredictions { wantsStop = true }
    board.update {
      $0.generation = publisher.generation
      ($0.predicted, $0.predictionSecondsLeft) = (written, nil)
    }
    publisher.takeMessages().forEach(log)
    if let score { try keepLast(score, calibration) }
  }

  /// Whether some volumes lack the answer of a plan that is done.
  var lacksPredictions: Bool { engine.step >= steps && predicted < data.cases.count }

  /// Shows how far it has come, and how long the rest will take.
  private func tell(_ progress: Publisher.Progress, seconds: Double) {
    let left = progress.share > 0 ? seconds * (1 / progress.share - 1) : nil
    let volume = min(progress.volumes, progress.written + 1)
    board.update {
      $0.predicted = progress.written
      $0.predictionSecondsLeft = left
      $0.message =
        "Predicting volume \(volume) of \(progress.volumes)"
        + (left.map { ", " + TrainingSession.minutes($0) + " left" } ?? "") + "."
    }
    watch(board.current)
  }

  /// "3:20".
  static func minutes(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e9)).rounded())
    return String(format: "%d:%02d", whole / 60, whole % 60)
  }

  private func keepLast(_ score: Double, _ calibration: Calibration) throws {
    log(String(format: "Mean Dice of the last predictions %.4f.", score))
    guard let last = rows.last ?? MetricsFile.tail(project.metricsFile, rows: 1).first else {
      return
    }
    rows = [last]
    try note(score, calibration)
    try flushRows()
  }

  // MARK: The end

  /// How a run has ended.
  var ending: TrainerStatus.Phase {
    engine.step < steps ? .stopped : lacksPredictions ? .incomplete : .done
  }

  /// What to say at the end.
  func lastWord(_ phase: TrainerStatus.Phase) -> String {
    let all = data.cases.count
    switch phase {
    case .done:
      return String(
        format: "All %d steps done in %.0f s, %@ predicted.", steps, clock.seconds,
        all == 1 ? "the volume" : "all \(all) volumes")
    case .incomplete:
      return "Incomplete: all \(steps) steps are taken and saved, but training was stopped when "
        + "\(predicted) of \(all) volumes were predicted; `inkling train \(project.url.path) --resume` predicts them."
    default:
      return
        "Stopped after step \(engine.step) of \(steps); `inkling train \(project.url.path) --resume` goes on from there."
    }
  }
}
