import Foundation
import Neural
import Prediction
import Project

/// Which weights a new plan starts from, and what it takes over with them.
extension TrainingPlan {
  /// Weights: `--init`, else the project's latest checkpoint where the network has the same shape, else the project's
  /// init checkpoint, else fresh.
  mutating func chooseWeights(_ project: Project, _ request: TrainingRequest) throws {
    let wishes = Wishes(project, request)
    if let url = request.initCheckpoint { return try start(from: url, of: project, wishes) }
    let latest = project.latestCheckpoint
    if FileManager.default.fileExists(atPath: latest.path) {
      do {
        let checkpoint = try Checkpoint.load(latest)
        // An earlier --init may have brought another network than the preset's.
        if checkpoint.record.settings.preset == settings.preset {
          takeNetwork(of: checkpoint, wishes)
        }
        if hasShape(of: checkpoint) { return try goOn(from: checkpoint, path: latest.path, wishes) }
        notes.append("The last checkpoint has another network; starting from new weights.")
      } catch {
        notes.append("The last checkpoint is left aside: \(error)")
      }
    }
    if let path = project.description.settings.initCheckpoint {
      try start(
        from: URL(fileURLWithPath: path, relativeTo: project.url), of: project, wishes)
    }
  }

  /// Takes the weights that other volumes have taught; their network too, unless the person has named another.
  ///
  /// What they know is kept by small steps, and by showing crops only in such positions as they know: steps of a fresh
  /// network's size lose in seconds what took an hour to learn (docs/explanation/choices.md).
  private mutating func start(from url: URL, of project: Project, _ wishes: Wishes) throws {
    let checkpoint = try Checkpoint.load(url)
    let learnt = checkpoint.record.settings
    let warm = settings.afterInit
    if !wishes.name("optimizer.rate") { settings.learningRate *= warm.rate }
    if !wishes.name("ema") { settings.loss.ramps.emaDecay = warm.emaDecay }
    // What the weights know is older than any stroke: the average looks back on all of it.
    settings.loss.ramps.emaWindow = 1
    if !wishes.name("batch") { settings.batch = max(settings.batch, warm.batch) }
    varyCrops(as: learnt, wishes)
    keepPixels(of: learnt, wishes)
    keepOrder(of: learnt)
    if let note = arithmeticNote(checkpoint) { notes.append(note) }
    takeNetwork(of: checkpoint, wishes)
    try answer(as: learnt, wishes)
    origin = .warm(checkpoint, path: url.path)
    notes.append(
      "Starting from the weights of \(url.path) (step \(checkpoint.state.step), "
        + "channels \(settings.channels.map { "\($0)" }.joined(separator: ","))).")
    let classes = try ClassTable(of: project.description.classes)
    if let sentence = WarmStart.sentence(of: classes, in: checkpoint.record.classes) {
      notes.append(sentence)
    }
  }

  /// A new plan on a project's own weights goes on as their last plan did, where that was of the same kind.
  private mutating func goOn(from checkpoint: Checkpoint, path: String, _ wishes: Wishes)
    throws
  {
    let last = checkpoint.record.settings
    try answer(as: last, wishes)
    origin = .warm(checkpoint, path: path)
    keepPixels(of: last, wishes)
    keepOrder(of: last)
    if let note = arithmeticNote(checkpoint) { notes.append(note) }
    if last.preset == settings.preset {
      if !wishes.name("ema") { settings.loss.ramps.emaDecay = last.loss.ramps.emaDecay }
      settings.loss.ramps.emaWindow = last.loss.ramps.emaWindow
      if !wishes.name("batch") { settings.batch = last.batch }
      varyCrops(as: last, wishes)
      if !wishes.name("optimizer.rate"), settings.learningRate != last.learningRate {
        settings.learningRate = last.learningRate
        notes.append(
          String(format: "The learning rate is %.3g, as in the last run.", last.learningRate))
      }
    }
    notes.append(
      "Starting from the weights of step \(checkpoint.state.step) with a new plan "
        + "(--resume continues the old one, --fresh starts from random weights).")
  }

  /// The network of a checkpoint, unless the person has named another.
  private mutating func takeNetwork(of checkpoint: Checkpoint, _ wishes: Wishes) {
    if wishes.nameNetwork { return }
    let (network, input) = (checkpoint.record.network, checkpoint.record.settings.input)
    settings.channels = network.channels
    if !wishes.name("network.dropout") || settings.dropout.count != network.channels.count {
      settings.dropout = network.dropout
    }
    (settings.input.slices, settings.input.position) = (input.slices, input.position)
    settings.crop = max(network.multiple, settings.crop / network.multiple * network.multiple)
  }

  /// Positions and shapes as weights have known them.
  private mutating func varyCrops(as learnt: TrainingSettings, _ wishes: Wishes) {
    let known = learnt.augmentation
    if !wishes.name("augment.flip") { settings.augmentation.flip = known.flip }
    settings.augmentation.quarterTurn = known.quarterTurn
    if !wishes.name("augment.warp") { settings.augmentation.warp = known.warp }
  }

  /// Pixels of the size that weights have known: any would fit the network, but organs would have another size in them.
  private mutating func keepPixels(of learnt: TrainingSettings, _ wishes: Wishes) {
    if wishes.name("network.spacing") || wishes.name("network.side") { return }
    (settings.input.spacing, settings.input.side) = (learnt.input.spacing, learnt.input.side)
    settings.usesMedianSpacing = false
  }

  /// Voxels in the order that weights have known.
  private mutating func keepOrder(of learnt: TrainingSettings) {
    settings.input.order = learnt.input.order
    if let note = learnt.input.storageNote { notes.append(note) }
  }

  /// What to say of weights that were trained at another level or in another precision.
  func arithmeticNote(_ checkpoint: Checkpoint) -> String? {
    Arithmetic.process.note(on: checkpoint.record.arithmetic)
  }

  /// An interactive plan mends its answers as those of the weights were, which a cohort may have taught.
  ///
  /// Where either side does not raise the background at all (dense truth, weights of the first versions), the plan keeps its
  /// own.
  private mutating func answer(as learnt: TrainingSettings, _ wishes: Wishes) throws {
    let known = learnt.prediction
    guard settings.preset == .interactive, settings.prediction.background > 0, known.background > 0
    else { return }
    var mended = settings
    for option in TrainingOption.recorded where TrainingPlan.answerKeys.contains(option.key) {
      if !wishes.name(option.key) { try mended.set(option, to: option.value(in: learnt)) }
    }
    settings = mended
  }

  /// Options of how an answer is mended before it is shown.
  private static let answerKeys: Set = [
    "predict.background", "predict.background-cost", "predict.background-thin", "predict.field",
    "predict.field-contrast",
  ]

  /// Whether weights fit the network of the settings: the size of pixels does not matter for that.
  private func hasShape(of checkpoint: Checkpoint) -> Bool {
    let input = checkpoint.record.settings.input
    return checkpoint.record.network.channels == settings.channels
      && input.slices == settings.input.slices && input.position == settings.input.position
  }

  /// Which options the person has named, in the request or the project.
  struct Wishes {
    private let keys: Set<String>

    init(_ project: Project, _ request: TrainingRequest) {
      let assigned = request.assignments.map { String($0.prefix { $0 != "=" }) }
      keys = Set(assigned).union(project.description.settings.options.keys)
    }

    func name(_ key: String) -> Bool { keys.contains(key) }

    var nameNetwork: Bool {
      ["network.channels", "network.slices", "network.position"].contains(where: name)
    }
  }
}
