import Annotation
import Foundation
import Neural
import Volume

/// How a run will go, decided before anything is allocated: settings, starting weights, planned steps.
struct TrainingPlan {
  /// Where the weights come from.
  enum Origin {
    /// Drawn from the seed.
    case fresh
    /// Weights of a checkpoint, new plan.
    case warm(Checkpoint, path: String)
    /// Everything of a checkpoint.
    case resumed(Checkpoint)
  }

  var settings: TrainingSettings
  var origin: Origin
  /// Planned steps; nil = to be measured.
  var steps: Int?
  /// Minutes to measure them for.
  var minutes: Double?
  var threads: Int
  /// What the person should know about these decisions.
  var notes: [String] = []

  /// Decides.
  ///
  /// Options: preset, then method, then the project's options, then the request's. Weights: `--init`, else the
  /// project's latest checkpoint where the network is the same, else the project's init checkpoint, else fresh.
  init(_ project: Project, _ request: TrainingRequest) throws {
    try request.validate()
    threads =
      request.threads ?? project.description.settings.threads
      ?? ProcessInfo.processInfo.activeProcessorCount
    if request.resume {
      let checkpoint = try TrainingPlan.resumable(project)
      settings = checkpoint.record.settings
      (origin, steps) = (.resumed(checkpoint), checkpoint.record.steps)
      return
    }
    settings = try TrainingPlan.settings(project, request)
    (origin, steps, minutes) = (.fresh, settings.steps, request.minutes)
    if request.minutes != nil { steps = nil }
    // Who names a length gets that length; otherwise new scribbles prolong the plan.
    if request.steps != nil || request.minutes != nil { settings.stepsAfterScribbles = 0 }
    if settings.usesMedianSpacing { try takeMedianSpacing(of: project) }
    if !request.fresh { try chooseOrigin(project, request) }
    try settings.validate()
  }

  /// Preset, method and options, the request's before the project's.
  static func settings(_ project: Project, _ request: TrainingRequest) throws -> TrainingSettings {
    let wishes = project.description.settings
    var settings = try TrainingPreset(named: request.preset ?? wishes.preset).settings
    settings.apply(try TrainingMethod.named(request.method ?? wishes.method))
    for (key, value) in wishes.options.sorted(by: { $0.key < $1.key }) {
      try settings.set(key, to: value)
    }
    if settings.regionMargin == nil { settings.regionMargin = wishes.regionMarginMillimetres }
    if wishes.regionMarginMillimetres == nil { settings.usesRegion = false }
    try settings.set(assignments: request.assignments)
    if let steps = request.steps { settings.steps = steps }
    if let seed = request.seed { settings.seed = seed }
    return settings
  }

  /// One size of pixels for all volumes, so that an organ has one size too.
  private mutating func takeMedianSpacing(of project: Project) throws {
    var spacings: [Double] = []
    for name in project.caseNames
    where FileManager.default.fileExists(atPath: project.scribbles(name).path) {
      let (columns, rows) = try project.entry(name).sliceAxis.inPlane
      let spacing = try ImageHeader.load(try project.imageURL(name)).geometry.spacing
      spacings.append((spacing[columns.rawValue] * spacing[rows.rawValue]).squareRoot())
    }
    settings.usesMedianSpacing = false
    guard !spacings.isEmpty else { return }
    let median = spacings.sorted()[spacings.count / 2]
    settings.input.spacing = max(0.05, min(50, (median * 100).rounded() / 100))
  }

  private mutating func chooseOrigin(_ project: Project, _ request: TrainingRequest) throws {
    if let url = request.initCheckpoint {
      try start(from: url, Wishes(project, request))
      return
    }
    let latest = project.latestCheckpoint
    if FileManager.default.fileExists(atPath: latest.path) {
      do {
        let checkpoint = try Checkpoint.load(latest)
        if fits(checkpoint) {
          origin = .warm(checkpoint, path: latest.path)
          goOn(as: checkpoint.record.settings, Wishes(project, request))
          notes.append(
            "Starting from the weights of step \(checkpoint.state.step) with a new plan "
              + "(--resume continues the old one, --fresh starts from random weights).")
          return
        }
        notes.append("The last checkpoint has another network; starting from new weights.")
      } catch {
        notes.append("The last checkpoint is left aside: \(error)")
      }
    }
    if let path = project.description.settings.initCheckpoint {
      let url = URL(fileURLWithPath: path, relativeTo: project.url)
      try start(from: url, Wishes(project, request))
    }
  }

  /// Takes a checkpoint's weights; its network too, unless the person has named another.
  ///
  /// What other volumes have taught is kept by small steps, and by showing crops only in such positions as it knows:
  /// steps of a fresh network's size lose in seconds what took an hour to learn (docs/explanation/interactive.md).
  private mutating func start(from url: URL, _ wishes: Wishes) throws {
    let checkpoint = try Checkpoint.load(url)
    let learnt = checkpoint.record.settings
    if !wishes.name("optimizer.rate") { settings.learningRate *= settings.initRate }
    if !wishes.name("ema") { settings.loss.ramps.emaDecay = settings.initEMADecay }
    // What the weights know is older than any stroke: the average looks back on all of it.
    if !wishes.name("ema.window") { settings.loss.ramps.emaWindow = 1 }
    if !wishes.name("batch") { settings.batch = max(settings.batch, settings.initBatch) }
    varyCrops(as: learnt, wishes)
    if !wishes.nameNetwork {
      settings.channels = checkpoint.record.network.channels
      settings.dropout = checkpoint.record.network.dropout
      settings.input = checkpoint.record.settings.input
      let multiple = checkpoint.record.network.multiple
      settings.crop = max(multiple, settings.crop / multiple * multiple)
    }
    origin = .warm(checkpoint, path: url.path)
    notes.append(
      "Starting from the weights of \(url.path) (step \(checkpoint.state.step), "
        + "channels \(settings.channels.map { "\($0)" }.joined(separator: ","))).")
  }

  /// A new plan on a project's own weights goes on as their last plan did, where that was of the same kind.
  private mutating func goOn(as last: TrainingSettings, _ wishes: Wishes) {
    guard last.preset == settings.preset else { return }
    if !wishes.name("ema") { settings.loss.ramps.emaDecay = last.loss.ramps.emaDecay }
    if !wishes.name("ema.window") { settings.loss.ramps.emaWindow = last.loss.ramps.emaWindow }
    if !wishes.name("batch") { settings.batch = last.batch }
    varyCrops(as: last, wishes)
    guard !wishes.name("optimizer.rate"), settings.learningRate != last.learningRate else { return }
    settings.learningRate = last.learningRate
    notes.append("The learning rate is \(last.learningRate), as in the last run.")
  }

  /// Positions and shapes as weights have known them.
  private mutating func varyCrops(as learnt: TrainingSettings, _ wishes: Wishes) {
    let known = learnt.augmentation
    if !wishes.name("augment.flip") { settings.augmentation.flip = known.flip }
    if !wishes.name("augment.turn") { settings.augmentation.quarterTurn = known.quarterTurn }
    if !wishes.name("augment.bend") { settings.augmentation.bend = known.bend }
  }

  private func fits(_ checkpoint: Checkpoint) -> Bool {
    checkpoint.record.network.channels == settings.channels
      && checkpoint.record.settings.input == settings.input
  }

  /// Which options the person has named, in the request or the project.
  private struct Wishes {
    private let keys: Set<String>

    init(_ project: Project, _ request: TrainingRequest) {
      let assigned = request.assignments.map { String($0.prefix { $0 != "=" }) }
      keys = Set(assigned).union(project.description.settings.options.keys)
    }

    func name(_ key: String) -> Bool { keys.contains(key) }

    var nameNetwork: Bool {
      [
        "network.channels", "network.slices", "network.position", "network.spacing",
        "network.side",
      ].contains(where: name)
    }
  }

  private static func resumable(_ project: Project) throws -> Checkpoint {
    let url = project.latestCheckpoint
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw TrainerError.sentence(
        "There is nothing to resume: \(url.path) does not exist. Run `inkling train` without --resume."
      )
    }
    let checkpoint = try Checkpoint.load(url)
    guard checkpoint.state.step < checkpoint.record.steps else {
      throw TrainerError.sentence(
        "All \(checkpoint.record.steps) planned steps are done. Run `inkling train` without --resume "
          + "for a new plan that starts from these weights.")
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

extension TrainingRequest {
  /// The settings that training a project would have.
  /// - Throws: a sentence for options that do not exist or make no sense.
  public func settings(for project: Project) throws -> TrainingSettings {
    try validate()
    let settings = try TrainingPlan.settings(project, self)
    try settings.validate()
    return settings
  }
}
