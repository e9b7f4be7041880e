import Annotation
import Foundation
import Neural
import Testing
import Volume

@testable import Prediction
@testable import Trainer

/// The network's own answer, with nothing done to it.
@Suite struct RawAnswerTests {
  @Test func itIsTheNetworksSoftmaxAlone() throws {
    let test = try SyntheticProject()
    try test.train(steps: 10)
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    (checkpoint.record.raise, checkpoint.record.field) = ([2, 3], 12)
    let volume = try test.project.loadVolume("heart")
    func answer(raw: Bool) throws -> TrainedModel.Answer {
      try TrainedModel(checkpoint, raw: raw, threads: 1)
        .predict(volume, probabilities: true)
    }
    let (raw, shown) = (try answer(raw: true), try answer(raw: false))

    // The same, straight from the network.
    let record = checkpoint.record
    let order = SliceOrder(volume.header, across: test.axis, record.settings.input.order)
    let stack = SliceStack(volume, order)
    let (rawStacks, shownStacks) = (
      raw.probabilities.map { order.stack($0) }, shown.probabilities.map { order.stack($0) }
    )
    let window = PredictionWindow(
      RegionOfInterest(width: stack.width, height: stack.height),
      multiple: record.network.multiple, step: stack.step(record.settings.input))
    let network = try Predictor(
      network: record.network, parameters: checkpoint.state.teacher, prefix: "teacher.",
      batch: BatchShape(count: 1, height: window.height, width: window.width), threads: 1)
    var (largest, largestShown): (Float, Float) = (0, 0)
    for slice in 0..<stack.count {
      let own = window.regionValues(
        of: try network.probabilities(
          window.images(stack, slices: [slice], input: record.settings.input))[...],
        planes: record.network.classes)
      for (index, probability) in own.enumerated() {
        let (output, pixel) = index.quotientAndRemainder(dividingBy: stack.pixels)
        let voxel = slice * stack.pixels + pixel
        largest = max(largest, abs(rawStacks[output][voxel] - probability))
        largestShown = max(largestShown, abs(shownStacks[output][voxel] - probability))
      }
    }
    #expect(largest < 1e-6)
    #expect(largestShown > 0.1, "what is shown has been raised and moved")
  }

  /// Labels and probabilities go through the field, the uncertainty is the network's own.
  @Test func fieldsChangeWhatIsShown() throws {
    let test = try SyntheticProject()
    try test.train(steps: 20)
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    func answer(field: Double) throws -> TrainedModel.Answer {
      checkpoint.record.field = field
      return try TrainedModel(checkpoint, threads: 1)
        .predict("heart", of: test.project, probabilities: true).answer
    }
    let (own, shown) = (try answer(field: 0), try answer(field: 20))
    #expect(own.labels != shown.labels)
    #expect(own.uncertainty == shown.uncertainty)
    for voxel in stride(from: 0, to: shown.labels.voxels.count, by: 7) {
      #expect(abs(shown.probabilities.reduce(0) { $0 + $1[voxel] } - 1) < 1e-4)
    }
  }
}
