import Annotation
import Foundation
import Testing
import Volume

@testable import Prediction
@testable import Trainer

/// Whether a field suits the data: the strokes say it.
@Suite struct FieldCostTests {
  /// A row of sixteen pixels behind one that lies outside the region: class 1 has ten strokes, class 2 the last five.
  @Test func theClassThatLosesMostDecides() {
    let region = RegionOfInterest(columns: 1..<17, rows: 0..<1)
    let ones = [Int8](repeating: 1, count: 10)
    let twos = [Int8](repeating: 2, count: 5)
    let targets = SliceTargets(scribbles: [1] + ones + [0] + twos)
    // Before the field all are what they should be, but the first of each class.
    let labels: [UInt8] = [0] + [UInt8](repeating: 1, count: 9) + [0, 0, 2, 2, 2, 2]
    let before = (0..<3).flatMap { output in labels.map { Int($0) == output ? Float(0.9) : 0.05 } }
    func exceeds(_ share: Double, _ change: (inout [UInt8]) -> Void) -> Bool {
      var outputs = labels
      change(&outputs)
      var cost = FieldCost(outputs: 3)
      cost.take(
        SlicePrediction(slice: 0, outputs: outputs, uncertainty: [], probabilities: before),
        targets, region: region, width: 17)
      return cost.exceeds(share)
    }
    #expect(!exceeds(0) { _ in })
    // Four of ten, to the background or to another class.
    #expect(exceeds(0.39) { $0.replaceSubrange(1..<5, with: [0, 0, 2, 2]) })
    #expect(!exceeds(0.4) { $0.replaceSubrange(1..<5, with: [0, 0, 2, 2]) })
    // Four of five.
    #expect(exceeds(0.79) { $0.replaceSubrange(12..<16, with: [0, 0, 0, 0]) })
    // Three are too few to say anything; one won makes up for one lost.
    #expect(!exceeds(0) { $0.replaceSubrange(1..<4, with: [0, 0, 0]) })
    #expect(!exceeds(0) { $0.replaceSubrange(0..<5, with: [1, 0, 0, 0, 0]) })
  }

  /// Intensities not looked at, so many nats: small organs are washed away.
  @Test func aFieldThatWashesStrokesAwayIsLeftOut() throws {
    func checkpoint(_ options: String...) throws -> (Checkpoint, SyntheticProject) {
      let test = try SyntheticProject()
      let field = ["predict.field=60", "predict.field-contrast=1000", "predict.background=1.5"]
      try test.train(steps: 40, options: field + options)
      return (try Checkpoint.load(test.project.latestCheckpoint), test)
    }
    let (left, test) = try checkpoint()
    #expect(left.record.field == 0 && left.calibration.field == nil)
    let (kept, other) = try checkpoint("predict.field-cost=1")
    #expect(kept.record.field == 60)
    let answered = try TrainedModel(kept, threads: 1).predict("heart", of: other.project)
    #expect(answered.answer.labels == (try LabelMap.load(other.project.prediction("heart"))))

    // What training has shown and what the checkpoint answers is one thing; with the field strokes would be gone.
    func lost(_ answer: LabelMap) -> Double {
      let strokes = SyntheticProject.scribbles(test.size, test.axis)
      return (1...2).map { label in
        let own = strokes.voxels.indices.filter { strokes.voxels[$0] == label }
        return Double(own.filter { answer.voxels[$0] != label }.count) / Double(own.count)
      }.max() ?? 0
    }
    let volume = try test.project.loadVolume("heart")
    func answer(_ field: Double?) throws -> LabelMap {
      var checkpoint = left
      checkpoint.record.field = field
      return try TrainedModel(checkpoint, threads: 1).predict(volume, axis: test.axis).labels
    }
    #expect(try lost(answer(nil)) > lost(answer(0)) + 0.04)
    let shown = try TrainedModel(left, threads: 1).predict("heart", of: test.project)
    #expect(shown.answer.labels == (try LabelMap.load(test.project.prediction("heart"))))
  }

  @Test func checkpointsWithAnImpossibleFieldAreRefused() throws {
    let test = try SyntheticProject()
    try test.train(steps: 2)
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    #expect(checkpoint.record.field == 0)
    for weight in [-1, 1001, Double.nan] {
      checkpoint.record.field = weight
      #expect(throws: TrainerError.self) {
        try Checkpoint(Safetensors(bytes: checkpoint.file().bytes(), path: "x"), path: "x")
      }
    }
    // Earlier versions have not measured it.
    checkpoint.record.field = nil
    checkpoint.record.settings.prediction.fieldWeight = 3
    #expect(checkpoint.calibration.field?.weight == 3)
  }
}
