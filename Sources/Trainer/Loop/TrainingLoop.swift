import Foundation
import Neural
import Prediction
import Project

/// The loop: takes steps until the plan is done or somebody stops it.
///
/// Between two steps it asks `Attention` for what others want and `TaughtStrokes` for what they have drawn, shows
/// `ShownAnswers`, and hands rows and weights to the `RunOwner`.
final class TrainingLoop {
  let plan: TrainingPlan
  let data: Dataset
  let engine: Engine
  let run: RunOwner
  let attention: Attention
  let answers: ShownAnswers
  let labeller: PseudoLabeller
  var strokes: TaughtStrokes
  var length: PlannedSteps
  private var progress = StepProgress()
  /// What its steps do.
  var learning: Learning
  /// What the answers on screen had made of strokes that no step has learnt yet.
  var agreement: Agreement?
  /// Whether it waits for scribbles when the plan is done.
  let isLive: Bool
  /// Volumes that the last pass over all of them has written.
  var predicted = 0

  /// Reads the project, plans memory and decides the number of steps.
  init(
    _ request: TrainingRequest, _ decided: TrainingPlan, run: RunOwner, attention: Attention
  ) throws {
    let began = ContinuousClock().now
    (self.run, self.attention) = (run, attention)
    let (board, count) = (run.board, run.project.caseNames.count)
    data = try Dataset(run.project, Dataset.Options(decided.settings)) { number in
      board.update { $0.activity = Activity.reading(volume: number, of: count) }
    }
    board.update { $0.activity = Activity.preparing }
    var plan = decided
    plan.takeMedianSpacing(of: data.cases)
    self.plan = plan
    plan.notes.forEach(run.log.say)
    data.takeMessages().forEach(run.log.warn)
    if let sentence = data.check.sentence { throw TrainerError.sentence(sentence) }
    strokes = TaughtStrokes(data)
    if !strokes.notice.isEmpty { run.log.say(strokes.notice) }
    learning = Learning(data, afterScribbles: plan.settings.stepsAfterScribbles)
    isLive = request.live && plan.settings.stepsAfterScribbles > 0
    if request.live && !isLive {
      run.log.say(
        "New scribbles do not prolong this plan (steps.after-scribbles=0): it ends when it is done."
      )
    }
    engine = try Engine(plan, data)
    let resumed = plan.resumed
    labeller = PseudoLabeller(
      plan.settings.pseudo, data, engine.predictor(.teacher, plan), isResumed: resumed != nil)
    answers = ShownAnswers(run, plan, data, engine)
    try run.begin(after: resumed)
    // A length that is named is a length in steps.
    let isNamed = plan.minutes != nil || request.steps != nil
    length = PlannedSteps(
      steps: plan.steps ?? 0, time: isNamed ? nil : resumed?.record.plan.map(TimePlan.init),
      afterScribbles: plan.settings.stepsAfterScribbles)
    if let minutes = plan.minutes { try planMinutes(minutes, since: began) }
    connect()
  }

  /// Where somebody looks is shown first, and files wait for room on the disk.
  private func connect() {
    attention.focus = { [answers, weak run] caseName, slice in
      answers.look(at: caseName, slice: slice, seconds: run?.clock.seconds ?? 0)
    }
    answers.publisher.save = { [weak run] in
      try run?.whenThereIsRoom(for: "the prediction", $0)
    }
  }

  /// Plans for a time from `began` on.
  private func planMinutes(_ minutes: Double, since began: ContinuousClock.Instant) throws {
    let earlier = plan.resumed?.record.seconds ?? 0
    let speed = try run.board.during(Activity.measuring) {
      try engine.measuredSpeed(data: strokes.snapshot)
    }
    run.clock = RunClock(earlier: earlier)
    // Reading the project is part of the time that a person waits.
    let used = (ContinuousClock().now - began).seconds
    let seconds = run.clock.seconds
    let time = TimePlan(
      step: engine.step, seconds: seconds, end: seconds + minutes * 60 - used,
      // Refreshes seldom need all of their share.
      secondsPerStep: speed / (1 - plan.settings.publishing.share / 2))
    length = PlannedSteps(
      steps: 0, time: time, afterScribbles: plan.settings.stepsAfterScribbles)
    run.log.say(
      String(
        format: "%.3f s a step: about %d steps in %.3g minutes, then the last pass over %@.", speed,
        length.steps - engine.step, minutes,
        data.cases.count == 1 ? "the volume" : "\(data.cases.count) volumes"))
  }

  // MARK: The loop

  /// Takes steps until the plan is done or somebody stops it; everything is saved then.
  func train() throws {
    try run.board.announce { status in
      status.phase = .training
      status.steps = length.steps
      status.step = engine.step
      status.seconds = run.clock.seconds
      status.method = plan.settings.method
      (status.preset, status.channels) = (plan.settings.preset.rawValue, plan.settings.channels)
      status.activity = learning.words(at: engine.step)
      status.best = run.bestScore
      if let file = run.savedFile { status.checkpoint = file.lastPathComponent }
      status.message = strokes.notice
      if engine.step < length.steps { (status.predicted, status.volumes) = (nil, nil) }
    }
    run.log.say("Training \(plan.settings.method), \(length.steps) steps, \(engine.sentence).")
    try attend()
    if length.wantsLabels(plan.settings.pseudo, at: engine.step) { try takeUpLabels() }
    repeat {
      try takePlannedSteps()
      try publishEverything()
    } while try waitForScribbles()
  }

  private func takePlannedSteps() throws {
    let settings = plan.settings
    while engine.step < length.steps && !attention.wantsStop {
      try takeStep()
      if length.isLabellingDue(settings.pseudo, after: engine.step) { try labelVolumes() }
      try attend()
      if attention.wantsStop { break }
      if answers.areDue(at: run.clock.seconds) { try refresh() }
      length.took(step: engine.step, seconds: run.clock.seconds)
      // After the refresh, whose score belongs into the row of the last step.
      if run.areRowsDue { try flushRows() }
      if run.isSaveDue(every: settings.publishing.checkpoint) { try save() }
    }
    try save()
  }

  func takeStep() throws {
    let (terms, numbers) = try engine.advance(
      of: length.steps, at: length.place(of: engine.step), data: strokes.snapshot)
    guard terms.total.isFinite else { throw diverged }
    let seconds = run.clock.seconds
    progress.mark(step: engine.step, seconds: seconds, terms)
    var row = MetricsRow(step: engine.step, seconds: seconds, loss: terms.total)
    row.learningRate = Double(numbers.learningRate)
    (row.pce, row.kd) = (terms.partialCrossEntropy, terms.distillation)
    (row.contrast, row.extra) = (terms.contrast, terms.extra)
    row.agreement = agreement?.share
    agreement = nil
    run.add(row)
    run.show { status in
      status.step = engine.step
      status.activity = learning.words(at: engine.step)
      status.steps = length.steps
      status.seconds = seconds
      status.planSecondsLeft = length.time?.secondsLeft(at: seconds)
      progress.tell(&status)
    }
  }

  private var diverged: TrainerError {
    .diverged(step: engine.step, checkpoint: run.savedFile?.path)
  }

  // MARK: What it leaves on disk

  /// Renews the answers that are shown.
  func refresh() throws {
    let (score, calibration) = try run.board.during(Activity.refreshing) {
      try answers.refresh(engine.state) { run.clock.seconds }
    }
    run.board.update { $0.generation = answers.publisher.generation }
    answers.publisher.takeMessages().forEach(run.log.warn)
    try run.takeOver { try checkpoint(calibration) }
    if let score { try run.note(score) { try checkpoint(calibration, score: score) } }
  }

  /// Saves weights and the rows that led to them.
  func save() throws {
    try run.board.during(Activity.saving) {
      try flushRows()
      try run.save(try checkpoint(answers.meter.calibration(engine.state)))
    }
  }

  private func flushRows() throws {
    // Whose calibration there is no time to measure.
    try run.flushRows { try checkpoint(nil) }
  }

  /// The weights as they are now.
  ///
  /// - calibration: nil = not measured
  func checkpoint(_ calibration: Calibration?, score: Double? = nil) throws -> Checkpoint {
    let checkpoint = Checkpoint(
      state: engine.state,
      record: Checkpoint.Record(
        steps: length.steps, seconds: run.clock.seconds, generation: answers.publisher.generation,
        classes: data.classes, network: engine.network, settings: plan.settings,
        warm: engine.warm, crop: engine.crop, score: score, raise: calibration?.raise,
        field: calibration.map { Double($0.field?.weight ?? 0) },
        organ: plan.settings.input.position == .none ? nil : OrganPlace(of: data.cases),
        plan: length.time?.decision, arithmetic: engine.arithmetic))
    guard checkpoint.isFinite else { throw diverged }
    return checkpoint
  }

  /// How it ends, if it ends now.
  var ending: RunEnding {
    RunEnding(
      step: engine.step, steps: length.steps, predicted: predicted, volumes: data.cases.count,
      seconds: run.clock.seconds, project: run.project.url.path)
  }
}
