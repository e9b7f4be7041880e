import Foundation
import Neural
import Prediction
import Project
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
  let calibrationMeter: CalibrationMeter
  var schedule: PublishingSchedule
  var steps: Int
  /// How a plan that ends by the clock goes; nil = it ends with its last step.
  var timePlan: TimePlan?
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
    let began = ContinuousClock().now
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
    var last: Calibration?
    if case .resumed(let checkpoint) = plan.origin {
      (record, last) = (checkpoint.record, checkpoint.calibration)
    }
    let state = engine.state
    let network = engine.network
    func predictor(_ net: NetworkChoice) -> SlicePredictor {
      SlicePredictor(
        network: network, input: settings.input, weights: (state, net), threads: plan.threads)
    }
    labeller = PseudoLabeller(
      settings.pseudo, data, predictor(.teacher), isResumed: record != nil)
    let shown = predictor(.teacher)
    calibrationMeter = CalibrationMeter(settings.prediction, data, shown, last: last)
    publisher = Publisher(
      project, data, shown,
      student: settings.prediction.doubt ? predictor(.student) : nil,
      generation: max(
        board.current.generation, record?.generation ?? 0, project.lastGeneration),
      settings)
    let seconds = record?.seconds ?? 0
    schedule = PublishingSchedule(settings.publishing, start: seconds)
    if engine.warm { schedule.hurry(at: seconds) }
    steps = 0
    clock = RunClock(earlier: seconds)
    lastSave = seconds
    ownsRun = record != nil
    // A new plan is measured against itself: another method's best would stay beside its weights.
    best = record == nil ? nil : try? Checkpoint.load(project.bestCheckpoint).record.score
    if ownsRun { try dropRowsAfter(engine.step) }
    project.live.removeAll()
    steps = plan.steps ?? 0
    // A length that is named is a length in steps.
    timePlan = plan.minutes == nil && request.steps == nil ? record?.plan.map(TimePlan.init) : nil
    let speed = plan.minutes == nil ? nil : try engine.measuredSpeed(data: snapshot)
    clock = RunClock(earlier: seconds)
    if let minutes = plan.minutes, let speed {
      planMinutes(minutes, speed, since: began)
    }
    publisher.save = { [weak self] in try self?.whenThereIsRoom(for: "the prediction", $0) }
  }

  /// Plans for a time from `began` on.
  private func planMinutes(
    _ minutes: Double, _ speed: Double, since began: ContinuousClock.Instant
  ) {
    // Reading the project is part of the time that a person waits.
    let used = (ContinuousClock().now - began).seconds
    let seconds = clock.seconds
    let share = plan.settings.publishing.share
    let time = TimePlan(
      step: engine.step, seconds: seconds, end: seconds + minutes * 60 - used,
      // Refreshes seldom need all of their share.
      secondsPerStep: speed / (1 - share / 2))
    (timePlan, steps) = (time, time.decision.steps)
    log(
      String(
        format: "%.3f s a step: about %d steps in %.3g minutes, then the last pass over %@.", speed,
        steps - engine.step, minutes,
        data.cases.count == 1 ? "the volume" : "\(data.cases.count) volumes"))
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
    let place = timePlan?.place(of: engine.step) ?? (step: engine.step, steps: steps)
    if plan.settings.pseudo.isWanted(at: place.step, of: place.steps) { try takeUpLabels() }
    repeat {
      try takePlannedSteps()
      try publishEverything()
    } while try waitForScribbles()
    return ending
  }

  private func takePlannedSteps() throws {
    while engine.step < steps && !wantsStop {
      try takeStep()
      if isLabellingDue { try labelVolumes() }
      try attend()
      if wantsStop { break }
      if schedule.isDue(at: clock.seconds) { try refresh() }
      followClock()
      // After the refresh, whose score belongs into the row of the last step.
      if clock.seconds - lastRows >= 1 { try flushRows() }
      if clock.seconds - lastSave >= plan.settings.publishing.checkpoint { try save() }
    }
    try save()
  }

  /// Whether the network labels the volumes after the step that was just taken.
  private var isLabellingDue: Bool {
    guard let timePlan else {
      return plan.settings.pseudo.isDue(after: engine.step, of: steps)
    }
    return plan.settings.pseudo.isDue(
      from: timePlan.share(at: engine.step - 1), to: timePlan.share(at: engine.step))
  }

  /// Plans on as the clock says.
  private func followClock() {
    guard timePlan != nil else { return }
    timePlan?.took(step: engine.step, seconds: clock.seconds)
    steps = timePlan?.decision.steps ?? steps
  }

  func takeStep() throws {
    let (terms, numbers) = try engine.advance(
      of: steps, at: timePlan?.place(of: engine.step), data: snapshot)
    guard terms.total.isFinite else {
      throw TrainerError.diverged(step: engine.step, checkpoint: savedPath)
    }
    let seconds = clock.seconds
    pace.mark(step: engine.step, seconds: seconds)
    recent.mark(terms)
    var row = MetricsRow(step: engine.step, seconds: seconds, loss: terms.total)
    row.learningRate = Double(numbers.learningRate)
    (row.pce, row.kd) = (terms.partialCrossEntropy, terms.distillation)
    (row.contrast, row.extra) = (terms.contrast, terms.extra)
    rows.append(row)
    board.update { status in
      status.step = engine.step
      status.steps = steps
      status.seconds = seconds
      status.secondsPerStep = pace.secondsPerStep
      status.planSecondsLeft = timePlan?.secondsLeft(at: seconds)
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
    try whenThereIsRoom(for: "metrics.csv") {
      try MetricsFile.append(rows, to: project.metricsFile)
    }
    rows = []
    lastRows = clock.seconds
  }
}
