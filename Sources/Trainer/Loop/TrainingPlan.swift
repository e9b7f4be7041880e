import Foundation
import Neural
import Prediction
import Project
import Volume

/// How a run will go, decided before anything is allocated: settings, starting weights, planned steps.
struct TrainingPlan {
  /// Where the weights come from.
  enum WeightSource {
    /// Drawn from the seed.
    case fresh
    /// Weights of a checkpoint, new plan.
    case warm(Checkpoint, path: String)
    /// Everything of a checkpoint.
    case resumed(Checkpoint)
  }

  var settings: TrainingSettings
  var origin: WeightSource
  /// Planned steps, those before a resume included; nil = to be measured.
  var steps: Int?
  /// Minutes still to come, to measure them for.
  var minutes: Double?
  var threads: Int
  /// What the person should know about these decisions.
  var notes: [String] = []

  /// Decides.
  ///
  /// Options: preset (`TrainingChoice`), then method, then the project's options, then the request's; weights:
  /// `chooseWeights`.
  init(_ project: Project, _ request: TrainingRequest) throws {
    try request.validate()
    threads =
      request.threads ?? project.description.settings.threads ?? UsableProcessors.count
    if request.resume {
      let checkpoint = try TrainingPlan.resumable(project, request)
      settings = checkpoint.record.settings
      request.adjust?(&settings)
      (origin, steps) = (.resumed(checkpoint), request.steps ?? checkpoint.record.steps)
      notes += [settings.input.storageNote, arithmeticNote(checkpoint)].compactMap(\.self)
      takeLength(of: request)
      return
    }
    settings = try TrainingPlan.settings(project, request)
    (origin, steps) = (.fresh, settings.steps)
    takeLength(of: request)
    if !request.fresh { try chooseWeights(project, request) }
    try settings.validate()
    if case .fresh = origin, settings.pseudo.isWanted(at: 0, of: 1) {
      throw TrainerError.sentence(
        "Method \(settings.method) learns from labels of weights that know something, and begins with them: "
          + "name the first stage's checkpoint with --init, or train that stage in this project before."
      )
    }
  }

  /// Who names a length gets that length; otherwise new scribbles prolong the plan.
  private mutating func takeLength(of request: TrainingRequest) {
    minutes = request.minutes
    if minutes != nil { steps = nil }
    if request.steps != nil || minutes != nil { settings.stepsAfterScribbles = 0 }
  }

  /// Preset, method and options, the request's before the project's.
  static func settings(_ project: Project, _ request: TrainingRequest) throws -> TrainingSettings {
    try settings(
      project.description.settings, volumes: project.description.volumes.count, request)
  }

  /// The same of what a project of so many volumes would say.
  static func settings(_ wishes: ProjectSettings, volumes: Int, _ request: TrainingRequest) throws
    -> TrainingSettings
  {
    let choice = TrainingChoice(wishes, volumes: volumes, preset: request.preset)
    var settings = try TrainingPreset(named: choice.preset).settings
    settings.apply(try TrainingMethod.named(request.method ?? wishes.method))
    for (key, value) in wishes.options.sorted(by: { $0.key < $1.key }) {
      try settings.set(key, to: value)
    }
    settings.usesRegion = choice.regionMarginMillimetres != nil
    if settings.regionMargin == nil { settings.regionMargin = wishes.regionMarginMillimetres }
    try settings.set(assignments: request.assignments)
    if let steps = request.steps { settings.steps = steps }
    if let seed = request.seed { settings.seed = seed }
    request.adjust?(&settings)
    return settings
  }

  /// One size of pixels for all volumes, so that an organ has one size too: the median of those that teach, unless weights
  /// have brought theirs.
  mutating func takeMedianSpacing(of cases: [CaseTargets]) {
    guard settings.usesMedianSpacing else { return }
    settings.usesMedianSpacing = false
    let spacings = cases.filter { !$0.taughtSlices.isEmpty }
      .map { ($0.columnSpacing * $0.rowSpacing).squareRoot() }.sorted()
    guard !spacings.isEmpty else { return }
    let median = spacings[spacings.count / 2]
    settings.input.spacing = max(0.05, min(50, (median * 100).rounded() / 100))
  }

  fileprivate static func resumable(_ project: Project, _ request: TrainingRequest) throws
    -> Checkpoint
  {
    let url = project.latestCheckpoint
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw TrainerError.sentence(
        "There is nothing to resume: \(url.path) does not exist. Run `inkling train` without --resume."
      )
    }
    let checkpoint = try Checkpoint.load(url)
    let gone = checkpoint.record.settings.discontinued
    guard gone.isEmpty else {
      throw TrainerError.sentence(
        "The stopped run was trained with \(gone.joined(separator: ", ")), which this version no longer has. "
          + "Run `inkling train` without --resume: it starts from these weights.")
    }
    let (done, planned) = (checkpoint.state.step, checkpoint.record.steps)
    if let steps = request.steps, steps <= done {
      throw TrainerError.sentence(
        "\(done) of \(planned) steps are done: --steps \(steps) leaves none. Name more than \(done)."
      )
    }
    let status = (try? TrainerStatus.load(project.statusFile)) ?? nil
    let lacksPredictions = status?.lacksPredictions == true && status?.step == done
    guard done < planned || lacksPredictions || request.steps != nil || request.minutes != nil
    else {
      throw TrainerError.sentence(
        "All \(planned) planned steps are done. Run `inkling train` without --resume "
          + "for a new plan that starts from these weights, or name --steps or --minutes to prolong this one."
      )
    }
    let classes = try ClassTable(of: project.description.classes)
    guard classes == checkpoint.record.classes else {
      throw TrainerError.sentence(
        "The project's classes are \(classes.sentence) now, the checkpoint's were "
          + "\(checkpoint.record.classes.sentence). Run `inkling train` without --resume: it keeps the "
          + "weights and starts the new classes afresh.")
    }
    return checkpoint
  }
}

extension TrainingSettings {
  /// What training would have in a project of so many volumes; whether it fits together, `validate` says.
  /// - Throws: a sentence for options that do not exist or make no sense.
  package init(_ wishes: ProjectSettings, volumes: Int) throws {
    self = try TrainingPlan.settings(wishes, volumes: volumes, TrainingRequest())
  }
}

extension TrainingRequest {
  /// - Throws: what would keep a run on a project from beginning, but for its strokes.
  package func check(for project: Project) throws {
    _ = try TrainingPlan(project, self)
    for name in project.caseNames { try project.checkImage(name) }
  }

  /// The settings that training a project would have.
  /// - Throws: a sentence for options that do not exist or make no sense, and where there is nothing to resume.
  package func settings(for project: Project) throws -> TrainingSettings {
    try validate()
    if resume { return try TrainingPlan.resumable(project, self).record.settings }
    let settings = try TrainingPlan.settings(project, self)
    try settings.validate()
    return settings
  }
}
