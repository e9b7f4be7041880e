import Foundation
import Neural
import Prediction
import Project
import Volume

/// A checkpoint that answers for whole volumes.
package final class TrainedModel {
  /// What the checkpoint says about itself.
  package let record: Checkpoint.Record
  private let predictor: SlicePredictor
  /// nil = answers are the network's own.
  private let calibration: Calibration?

  /// A model of a checkpoint's teacher or student.
  ///
  /// - raw: answers are the network's own;
  ///   otherwise the background is raised and outlines are moved, as training shows them
  package init(
    _ checkpoint: Checkpoint, net: NetworkChoice = .teacher, raw: Bool = false, threads: Int
  ) {
    record = checkpoint.record
    let settings = record.settings
    calibration = raw ? nil : checkpoint.calibration
    predictor = SlicePredictor(
      network: record.network, input: settings.input,
      weights: (checkpoint.state, net), threads: threads,
      calibration.map { PredictionPipeline(settings.prediction, $0) } ?? .none)
  }

  /// The answer for one volume, on its grid.
  package struct Answer: Sendable {
    /// 0 = background, else label ids.
    package let labels: LabelMap
    /// Entropy / ln(K+1) as 0…255.
    package let uncertainty: LabelMap
    /// One map 0…1 an output, background first; empty unless asked for. 0 outside the region of interest, but
    /// the background's, which is 1 there.
    package let probabilities: [[Float]]
  }

  /// Predicts all slices of a volume by the image alone.
  ///
  /// - probabilities: whether to keep them
  /// - progress: called after each batch of slices with the number done
  package func predict(
    _ volume: Volume, probabilities: Bool = false, progress: (Int) -> Void = { _ in }
  ) throws -> Answer {
    try answer(volume, volume.geometry.sliceAxis, nil, probabilities, progress)
  }

  /// Predicts a project's own volume as training shows it: region of interest, scribbles and accepted slices kept,
  /// stray components dropped.
  /// - Throws: `ProjectError.otherImage` when it is not the image that was drawn on.
  package func predict(
    _ caseName: String, of project: Project, probabilities: Bool = false,
    progress: (Int) -> Void = { _ in }
  ) throws -> (answer: Answer, volume: Volume) {
    let volume = try project.loadVolume(caseName)
    try project.checkImage(caseName, is: volume)
    let entry = try project.entry(caseName)
    let settings = record.settings
    let (targets, _) = try CaseTargets.read(
      project, caseName, on: volume.header, classes: record.classes,
      CaseTargets.Reading(order: settings.input.order, margins: settings.margins))
    let pipeline = PredictionPipeline(
      settings.prediction, calibration ?? Calibration(),
      severalOrgans: project.labelTable.severalOrgans)
    let answer = try answer(volume, entry.sliceAxis, (targets, pipeline), probabilities, progress)
    return (answer, volume)
  }

  private func answer(
    _ volume: Volume, _ axis: Axis, _ drawn: (targets: CaseTargets, pipeline: PredictionPipeline)?,
    _ probabilities: Bool, _ progress: (Int) -> Void
  ) throws -> Answer {
    let order = SliceOrder(volume.header, across: axis, predictor.input.order)
    var stack = try SliceStack.checked(volume, order)
    let region =
      drawn?.targets.region ?? RegionOfInterest(width: stack.width, height: stack.height)
    var (prediction, maps) = try answer(stack, region, probabilities, progress)
    if let organ = record.organ, drawn == nil, calibration != nil {
      for _ in 0..<TrainedModel.mostMoves {
        guard let zero = organ.zero(of: stack, finding: prediction.raw) else { break }
        stack.zero = zero
        (prediction, maps) = try answer(stack, region, probabilities, progress)
      }
    }
    let shown =
      drawn.map { prediction.shown(with: $0.targets, $0.pipeline) }
      ?? ShownSlice(labels: prediction.raw, uncertainty: prediction.rawUncertainty)
    return Answer(
      labels: order.map(shown.labels), uncertainty: order.map(shown.uncertainty),
      probabilities: maps.volumes(order))
  }

  /// How often an image is answered anew because its organ lies in an unusual place.
  private static let mostMoves = 2

  /// The network's answer to all slices of a stack.
  private func answer(
    _ stack: SliceStack, _ region: RegionOfInterest, _ probabilities: Bool,
    _ progress: (Int) -> Void
  ) throws -> (VolumePrediction, GatheredProbabilities) {
    let window = predictor.window(region, stack.step(predictor.input))
    var prediction = VolumePrediction(
      caseName: "", width: stack.width, height: stack.height, count: stack.count,
      labels: record.classes.labels)
    var maps = GatheredProbabilities(
      outputs: probabilities ? record.network.classes : 0, stack: stack, region: region)
    let atOnce = predictor.sliceCount(of: window)
    for start in stride(from: 0, to: stack.count, by: atOnce) {
      let slices = Array(start..<min(stack.count, start + atOnce))
      for slice in try predictor.predict(
        stack, slices: slices, window: window,
        parts: probabilities ? [.uncertainty, .probabilities] : .uncertainty)
      {
        prediction.take(slice, region: region, stamp: PredictionStamp(generation: 0))
        maps.take(slice)
      }
      progress(slices.count)
    }
    return (prediction, maps)
  }
}
