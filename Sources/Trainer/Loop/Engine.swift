import Foundation
import Neural
import Prediction
import Synchronization

/// The training step with everything that a plan and a data set give it.
final class Engine {
  let settings: TrainingSettings
  let network: NetworkSettings
  let crop: Checkpoint.CropSize
  /// Whether the weights come from a checkpoint's, with a new plan.
  let warm: Bool
  /// Names of classes that a warm start did not find in its checkpoint.
  let unknownClasses: [String]
  private let training: TrainingStep
  /// Makes the batches; also by itself, for measurements.
  let maker: BatchMaker
  private let batches: BatchQueue

  /// Plans memory, and takes over the weights.
  /// - Throws: `TrainerError`, `NeuralError`, `LossError`.
  init(_ plan: TrainingPlan, _ data: Dataset) throws {
    let settings = plan.settings
    let network = settings.network(classes: data.classes)
    var crop = Engine.cropSize(settings, data.cases, multiple: network.multiple)
    if case .resumed(let checkpoint) = plan.origin { crop = checkpoint.record.crop }
    let training = try TrainingStep(
      network: network, loss: settings.lossForInput, optimizer: settings.optimizer,
      batch: BatchShape(count: settings.batch, height: crop.height, width: crop.width),
      workers: Workers(threads: plan.threads), seed: settings.seed)
    switch plan.origin {
    case .fresh: (warm, unknownClasses) = (false, [])
    case .warm(let checkpoint, let path):
      let start = try WarmStart(
        checkpoint, path: path, fresh: training.state, network: network, classes: data.classes)
      try training.warmStart(from: start.state)
      (warm, unknownClasses) = (true, start.unknownClasses)
    case .resumed(let checkpoint):
      try training.load(checkpoint.state)
      (warm, unknownClasses) = (checkpoint.record.warm, [])
    }
    (self.settings, self.network, self.crop, self.training) = (settings, network, crop, training)
    maker = BatchMaker(
      Sampler(
        settings: settings.sampling, seed: settings.seed, height: crop.height, width: crop.width,
        input: settings.input),
      augmentation: settings.augmentation, count: settings.batch)
    batches = BatchQueue(maker)
  }

  /// Steps done.
  var step: Int { training.step }
  /// Weights and moments.
  var state: ModelState { training.state }
  /// What it computes with.
  var arithmetic: Arithmetic { training.arithmetic }
  /// Bytes that the engine has planned.
  var plannedBytes: Int { training.plannedBytes }

  /// Takes the next step of `steps` planned ones, while the batch after it is prepared.
  ///
  /// - place: where rates and ramps see themselves, as step of steps; nil = as it is
  func advance(
    of steps: Int, at place: (step: Int, steps: Int)? = nil, data: Dataset.Snapshot
  ) throws -> (LossTerms, StepRates<Float>) {
    let rates = StepSchedule(settings, step: step, of: steps, at: place, warm: warm).rates
    return (try advance(rates, data, prepares: step + 1 < steps), rates)
  }

  private func advance(
    _ rates: StepRates<Float>, _ data: Dataset.Snapshot, prepares: Bool
  ) throws -> LossTerms {
    let step = training.step
    let batch = try batches.batch(step: step, of: data)
    if prepares { batches.prepare(step: step + 1, of: data) }
    return try run(batch, rates)
  }

  private func run(_ batch: TrainingBatch, _ rates: StepRates<Float>) throws -> LossTerms {
    try training.run(
      student: batch.student, teacher: batch.teacher, targets: batch.targets,
      pseudo: batch.pseudo, imported: batch.imported, rates: rates)
  }

  // MARK: Measuring

  /// All terms at their full cost.
  private var fullCost: StepRates<Float> {
    StepSchedule(settings, step: 1, of: 1, warm: false).rates
  }

  /// A step at full cost, with this batch or (nil) as training takes it, the next batch made beside it.
  func rehearse(_ batch: TrainingBatch?, data: Dataset.Snapshot) throws {
    if let batch {
      _ = try run(batch, fullCost)
    } else {
      _ = try advance(fullCost, data, prepares: true)
    }
  }

  /// Seconds a step, from a few steps that are undone afterwards.
  func measuredSpeed(data: Dataset.Snapshot, atMost seconds: Double = 1) throws -> Double {
    let start = training.state
    let clock = ContinuousClock()
    // The first step touches all memory for the first time.
    try rehearse(nil, data: data)
    let began = clock.now
    var count = 0
    while count < 3 || (count < 50 && (clock.now - began).seconds < seconds) {
      try rehearse(nil, data: data)
      count += 1
    }
    let mean = (clock.now - began).seconds / Double(count)
    try training.load(start)
    return mean
  }

  /// Crops as large as the regions of interest, up to the limit.
  static func cropSize(
    _ settings: TrainingSettings, _ cases: [CaseTargets], multiple: Int
  ) -> Checkpoint.CropSize {
    let taught = cases.filter { !$0.slices.isEmpty }
    func side(_ length: (CaseTargets) -> Double) -> Int {
      let needed = max(16, taught.map { Int(length($0).rounded(.up)) }.max() ?? settings.crop)
      let limit = max(16, settings.crop) / multiple * multiple
      return max(multiple, min(limit, (needed + multiple - 1) / multiple * multiple))
    }
    let input = settings.input
    return Checkpoint.CropSize(
      height: side { Double($0.region.height) / $0.step(input).rows },
      width: side { Double($0.region.width) / $0.step(input).columns })
  }
}

extension Engine {
  /// "network 8,16,32,64, 4 crops of 112 x 96 a step".
  var sentence: String {
    "network \(network.channels.map { "\($0)" }.joined(separator: ",")), \(settings.batch) crops of "
      + "\(crop.width) x \(crop.height) a step"
  }
}
