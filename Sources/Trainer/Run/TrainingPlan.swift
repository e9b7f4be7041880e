import Annotation
import Foundation
import Neural

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

  private mutating func chooseOrigin(_ project: Project, _ request: TrainingRequest) throws {
    if let url = request.initCheckpoint {
      try start(from: url, named: namesNetwork(project, request))
      return
    }
    let latest = project.latestCheckpoint
    if FileManager.default.fileExists(atPath: latest.path) {
      do {
        let checkpoint = try Checkpoint.load(latest)
        if fits(checkpoint) {
          origin = .warm(checkpoint, path: latest.path)
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
      try start(from: url, named: namesNetwork(project, request))
    }
  }

  /// Takes a checkpoint's weights; its network too, unless the person has named another.
  private mutating func start(from url: URL, named: Bool) throws {
    let checkpoint = try Checkpoint.load(url)
    if !named {
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

  private func fits(_ checkpoint: Checkpoint) -> Bool {
    checkpoint.record.network.channels == settings.channels
      && checkpoint.record.settings.input == settings.input
  }

  private func namesNetwork(_ project: Project, _ request: TrainingRequest) -> Bool {
    let keys = ["network.channels", "network.slices", "network.position", "network.spacing"]
    return request.assignments.contains { text in keys.contains { text.hasPrefix($0 + "=") } }
      || keys.contains { project.description.settings.options[$0] != nil }
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
