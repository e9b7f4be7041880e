import Foundation
import Project

/// What sampling, augmentation and noise cost a training step of a project, where they run beside it.
package struct InputCost: Encodable, Sendable {
  /// Median milliseconds of a step whose batch was made beforehand.
  package let stepMilliseconds: Double
  /// Median milliseconds of a step while the next batch is made beside it, as training does.
  package let trainingMilliseconds: Double
  /// Median milliseconds of one thread for a batch, alone.
  package let batchMilliseconds: Double
  /// Threads of the step.
  package let threads: Int
  /// What training pays: the longer step, as a fraction of the step alone.
  package var share: Double { trainingMilliseconds / stepMilliseconds - 1 }
  /// The work of a batch as a fraction of the step's work on all its threads.
  package var workShare: Double { batchMilliseconds / (stepMilliseconds * Double(threads)) }

  /// Measures with a project's scribbles and settings; nothing of the project is changed.
  /// - Parameter rounds: each is ten steps of either kind in turn.
  /// - Throws: as training does.
  package static func measure(
    _ project: Project, _ request: TrainingRequest, rounds: Int
  ) throws -> InputCost {
    var request = request
    request.fresh = true
    let plan = try TrainingPlan(project, request)
    let data = try Dataset(project, Dataset.Options(plan.settings))
    if let sentence = data.check.sentence { throw TrainerError.sentence(sentence) }
    let engine = try Engine(plan, data)
    let snapshot = data.snapshot
    var times = (alone: [Double](), beside: [Double](), batch: [Double]())
    let clock = ContinuousClock()
    for round in 0..<(rounds + 1) {
      // The first round touches memory for the first time and reads the images.
      if round == 1 { times = ([], [], []) }
      var batch: TrainingBatch?
      for step in 0..<10 {
        let making = try clock.measure {
          batch = try engine.maker.batch(step: round * 10 + step, of: snapshot)
        }
        times.batch.append(making.seconds)
      }
      for _ in 0..<10 {
        let step = try clock.measure { try engine.rehearse(batch, data: snapshot) }
        times.alone.append(step.seconds)
      }
      // The first of them waits for its own batch.
      try engine.rehearse(nil, data: snapshot)
      for _ in 0..<10 {
        let step = try clock.measure { try engine.rehearse(nil, data: snapshot) }
        times.beside.append(step.seconds)
      }
    }
    func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] * 1e3 }
    return InputCost(
      stepMilliseconds: median(times.alone), trainingMilliseconds: median(times.beside),
      batchMilliseconds: median(times.batch), threads: plan.threads)
  }
}
