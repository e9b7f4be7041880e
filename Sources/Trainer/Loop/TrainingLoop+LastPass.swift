import Foundation
import Prediction
import Project

/// Whole volumes, predicted with the last weights, and what is said of it.
extension TrainingLoop {
  /// The last predictions: of all volumes when the plan is done, of the one in focus when it was stopped.
  func publishEverything() throws {
    let isDone = engine.step >= length.steps
    predicted = 0
    try run.board.announce {
      ($0.phase, $0.activity) = (.predicting, Activity.preparingPrediction)
      $0.message = "Predicting whole volumes."
      ($0.predicted, $0.volumes, $0.predictionSecondsLeft) = (0, data.cases.count, nil)
    }
    let heard = attention.stops
    let (clock, state) = (ContinuousClock(), engine.state)
    let calibration = answers.meter.calibration(state)
    let began = clock.now
    let publisher = answers.publisher
    let (score, written) = try publisher.publishAll(
      state, calibration: calibration, onlyFocus: !isDone
    ) { [self] progress in
      tell(progress, seconds: (clock.now - began).seconds)
      attention.followInstructions()
      // Another signal, or another stop: leave the rest.
      return attention.stops == heard
    }
    predicted = written
    if ending.lacksPredictions { attention.stop() }
    run.board.update {
      $0.generation = publisher.generation
      ($0.predicted, $0.predictionSecondsLeft) = (written, nil)
    }
    publisher.takeMessages().forEach(run.log.warn)
    guard let score else { return }
    run.log.say(String(format: "Mean Dice of the last predictions %.4f.", score))
    try run.noteLast(score) { try checkpoint(calibration, score: score) }
  }

  /// Shows how far it has come, and how long the rest will take.
  private func tell(_ progress: Publisher.Progress, seconds: Double) {
    let left = progress.share > 0 ? seconds * (1 / progress.share - 1) : nil
    let volume = min(progress.volumes, progress.written + 1)
    run.show {
      $0.predicted = progress.written
      $0.predictionSecondsLeft = left
      $0.activity = Activity.predicting(slice: progress.slicesDone + 1, of: progress.slices)
      $0.message =
        "Predicting volume \(volume) of \(progress.volumes)"
        + (left.map { ", " + TrainingLoop.minutes($0) + " left" } ?? "") + "."
    }
  }

  /// "3:20".
  static func minutes(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e9)).rounded())
    return String(format: "%d:%02d", whole / 60, whole % 60)
  }
}
