import Annotation
import Foundation
import Neural
import Volume

/// The training loop with all that it looks after between two steps.
final class TrainingSession {
  let project: Project
  let board: StatusBoard
  let signals: StopSignals?
  let watch: (TrainerStatus) -> Void
  let log: (String) -> Void
  let plan: TrainingPlan
  let data: Dataset
  let engine: Engine
  let publisher: Publisher
  let labeller: PseudoLabeller
  let answerMeter: AnswerMeter
  var schedule: PublishingSchedule
  var steps: Int
  var snapshot: Dataset.Snapshot
  var clock: RunClock
  var pace = Pace()
  var recent = RecentTerms()
  var rows: [MetricsRow] = []
  /// Whether it waits for scribbles when the plan is done.
  let isLive: Bool
  var wantsStop = false
  /// Whether somebody has asked for a pause and nobody for going on since.
  var wantsPause = false
  var best: Double?
  var lastSave: Double
  /// Whether run/ holds this plan and not the one before it.
  var ownsRun: Bool
  /// Whether the plan before it has been moved out of the way.
  var hasMadeRoom = false
  var lastLook = 0.0
  /// What was last said of the strokes; empty = nothing to say.
  var lastNotice = ""
  var lastRows = 0.0
  /// Volumes that the last pass over all of them has written.
  var predicted = 0

  /// Reads the project, plans memory and decides the number of steps.
  init(
    _ project: Project, _ request: TrainingRequest, _ plan: TrainingPlan, board: StatusBoard,
    signals: StopSignals?, watch: @escaping (TrainerStatus) -> Void, log: @escaping (String) -> Void
  ) throws {
    (self.project, self.board, self.signals) = (project, board, signals)
    (self.watch, self.log) = (watch, log)
    var plan = plan
    data = try Dataset(project, Dataset.Options(plan.settings))
    plan.takeMedianSpacing(of: data.cases)
    self.plan = plan
    plan.notes.forEach(log)
    let settings = plan.settings
    isLive = request.live && settings.stepsAfterScribbles > 0
    data.takeMessages().forEach(log)
    if let sentence = data.check.sentence { throw TrainerError.sentence(sentence) }
    lastNotice = data.notice
    if !lastNotice.isEmpty { log(lastNotice) }
    if request.live && !isLive {
      log(
        "New scribbles do not prolong this plan (steps.after-scribbles=0): it ends when it is done."
      )
    }
    engine = try Engine(plan, data)
    snapshot = data.snapshot
    var record: Checkpoint.Record?
    var last: AnswerCorrection?
    if case .resumed(let checkpoint) = plan.origin {
      (record, last) = (checkpoint.record, checkpoint.answerCorrection)
    }
    let state = engine.state
    let network = engine.network
    func predictor(_ net: NetworkChoice, _ settings: TrainingSettings) -> SlicePredictor {
      SlicePredictor(
        network: network, settings, state: state, net: net, threads: plan.threads)
    }
    // What the network learns from is one answer, not the mean over mirror images that may be shown.
    var own = settings
    own.publishing.mirrored = false
    labeller = PseudoLabeller(
      settings.pseudo, data, predictor(.teacher, own), isResumed: record != nil)
    let shown = predictor(.teacher, settings)
    answerMeter = AnswerMeter(settings.publishing, data, shown, last: last)
    publisher = Publisher(
      project, data, shown,
      student: settings.publishing.doubt ? predictor(.student, settings) : nil,
      generation: max(
        board.current.generation, record?.generation ?? 0, project.lastGeneration),
      settings.publishing)
    let seconds = record?.seconds ?? 0
    schedule = PublishingSchedule(settings.publishing, start: seconds)
    if engine.warm { schedule.hurry(at: seconds) }
    steps = 0
    clock = RunClock(earlier: seconds)
    lastSave = seconds
    ownsRun = record != nil
    // A new plan is measured against itself: another method's best would stay beside its weights.
    best = record == nil ? nil : try? Checkpoint.load(project.bestCheckpoint).record.score
    steps = try plannedSteps()
    if ownsRun { try dropRowsAfter(engine.step) }
    project.live.removeAll()
    clock = RunClock(earlier: seconds)
  }

  private func plannedSteps() throws -> Int {
    if let steps = plan.steps { return steps }
    let speed = try engine.measuredSpeed(data: snapshot)
    // Refreshes seldom need all of their share.
    let seconds = (plan.minutes ?? 1) * 60 * (1 - plan.settings.publishing.share / 2)
    let steps = max(1, Int(seconds / max(speed, 1e-6)))
    log(
      String(format: "%.3f s a step: %d steps in %.3g minutes.", speed, steps, plan.minutes ?? 1))
    return engine.step + steps
  }

  // MARK: The loop

  /// Takes steps until the plan is done or somebody stops it; everything is saved then.
  func train() throws -> TrainerStatus.Phase {
    try board.announce { status in
      status.phase = .training
      status.steps = steps
      status.step = engine.step
      status.seconds = clock.seconds
      status.method = plan.settings.method
      status.best = best
      if ownsRun { status.checkpoint = project.latestCheckpoint.lastPathComponent }
      status.message = lastNotice
      if engine.step < steps { (status.predicted, status.volumes) = (nil, nil) }
    }
    log("Training \(plan.settings.method), \(steps) steps, \(engine.sentence).")
    try attend()
    if plan.settings.pseudo.isWanted(at: engine.step, of: steps) { try takeUpLabels() }
    repeat {
      try takePlannedSteps()
      try publishEverything()
    } while try waitForScribbles()
    return ending
  }

  private func takePlannedSteps() throws {
    while engine.step < steps && !wantsStop {
      try takeStep()
      if plan.settings.pseudo.isDue(after: engine.step, of: steps) { try labelVolumes() }
      try attend()
      if wantsStop { break }
      if schedule.isDue(at: clock.seconds) { try refresh() }
      // After the refresh, whose score belongs into the row of the last step.
      if clock.seconds - lastRows >= 1 { try flushRows() }
      if clock.seconds - lastSave >= plan.settings.publishing.checkpoint { try save() }
    }
    try save()
  }

  func takeStep() throws {
    let (terms, numbers) = try engine.advance(of: steps, data: snapshot)
    guard terms.total.isFinite else {
      throw TrainerError.diverged(step: engine.step, checkpoint: savedPath)
    }
    let seconds = clock.seconds
    pace.mark(step: engine.step, seconds: seconds)
    recent.mark(terms)
    rows.append(
      MetricsRow(
        step: engine.step, seconds: seconds, loss: terms.total, pce: terms.partialCrossEntropy,
        kd: terms.distillation, contrast: terms.contrast,
        learningRate: Double(numbers.learningRate),
        extra: terms.extra))
    board.update { status in
      status.step = engine.step
      status.steps = steps
      status.seconds = seconds
      status.secondsPerStep = pace.secondsPerStep
      status.loss = recent.mean(\.total)
      status.terms = [
        "pce": recent.mean(\.partialCrossEntropy), "dice": recent.mean(\.partialDice),
        "kd": recent.mean(\.distillation), "contrast": recent.mean(\.contrast),
        "extra": recent.mean(\.extra),
      ]
    }
    watch(board.current)
  }

  func flushRows() throws {
    try takeOver()
    try MetricsFile.append(rows, to: project.metricsFile)
    rows = []
    lastRows = clock.seconds
  }
}
