import Annotation
import Foundation
import Prediction
import Volume

/// What the loop leaves on disk: predictions, scores, checkpoints.
extension TrainingSession {
  func refresh() throws {
    let began = clock.seconds
    let hasGaps = !publisher.hasShownFocus
    // Weights that know something give an answer worth having: the whole volume at once, however long it takes.
    let budget: Publisher.Budget =
      engine.warm && hasGaps
      ? .wholeFocus : .seconds(schedule.budget(at: began, hasGaps: hasGaps))
    let (score, calibration) = try publish(budget)
    let now = clock.seconds
    schedule.finished(at: now, cost: now - began, hadGaps: hasGaps)
    board.update { $0.generation = publisher.generation }
    publisher.takeMessages().forEach(log)
    try takeOver(calibration)
    try note(score, calibration)
  }

  /// Shows the weights' answer as far as the budget goes.
  /// - Returns: `Publisher.refresh`, and the calibration with which it was shown
  @discardableResult func publish(_ budget: Publisher.Budget) throws
    -> (score: Double?, calibration: Calibration)
  {
    let state = engine.state
    let calibration = calibrationMeter.recentCalibration(state)
    return (try publisher.refresh(state, calibration: calibration, budget), calibration)
  }

  /// Keeps a score in metrics.csv, and the weights if they are the best so far, with the calibration that has been scored.
  func note(_ score: Double?, _ calibration: Calibration) throws {
    guard let score else { return }
    board.update { $0.dice = score }
    if !rows.isEmpty { rows[rows.count - 1].dice = score }
    if score > best ?? -1 {
      best = score
      board.update { $0.best = score }
      let weights = try checkpoint(calibration, score: score)
      try whenThereIsRoom(for: "the best checkpoint") {
        try weights.write(to: project.bestCheckpoint)
      }
    }
  }

  /// - calibration: nil = not measured
  func checkpoint(_ calibration: Calibration?, score: Double? = nil) throws
    -> Checkpoint
  {
    let state = engine.state
    let checkpoint = Checkpoint(
      state: state,
      record: Checkpoint.Record(
        steps: steps, seconds: clock.seconds, generation: publisher.generation,
        classes: data.classes, network: engine.network, settings: plan.settings,
        warm: engine.warm, crop: engine.crop, score: score, raise: calibration?.raise,
        field: calibration.map { Double($0.field?.weight ?? 0) }, plan: timePlan?.decision))
    guard checkpoint.isFinite else {
      throw TrainerError.diverged(step: engine.step, checkpoint: savedPath)
    }
    return checkpoint
  }

  /// Rows first: a checkpoint without the rows that led to it would leave a gap in metrics.csv for whoever goes on from it.
  func save() throws {
    try flushRows()
    let weights = try checkpoint(calibrationMeter.calibration(engine.state))
    try whenThereIsRoom(for: "the checkpoint") { try weights.write(to: project.latestCheckpoint) }
    lastSave = clock.seconds
  }

  /// The labels that a resumed run had, else new ones.
  func takeUpLabels() throws {
    if case .resumed = plan.origin, let labels = PseudoLabelFiles(project, data).read() {
      data.pseudo = labels
      snapshot = data.snapshot
      return log("Goes on with the labels in \(project.pseudoLabels.path).")
    }
    try labelVolumes()
  }

  /// Lets the teacher label the training volumes; a stop leaves the labels as they were.
  func labelVolumes() throws {
    let began = clock.seconds
    let labels = try labeller.labels(engine.state) { [self] done in
      board.update { $0.message = "Labelling volume \(done) of \(data.cases.count)." }
      try attend()
      return !wantsStop && timePlan?.isOver(at: clock.seconds) != true
    }
    board.update { $0.message = lastNotice }
    guard let labels else { return }
    try takeOver()
    try whenThereIsRoom(for: "what the network has labelled") {
      try PseudoLabelFiles(project, data).write(labels)
    }
    data.pseudo = labels
    snapshot = data.snapshot
    log(
      String(
        format: "Labelled %d volumes after step %d in %.1f s.", data.cases.count, engine.step,
        clock.seconds - began))
  }
}
