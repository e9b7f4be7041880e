import Annotation
import Foundation
import Testing
import Volume

@testable import Trainer

/// Whether a field suits the data: the strokes say it.
@Suite struct FieldCostTests {
  /// Four pixels of a region whose left column is the slice's second; class 1 has three strokes in it, class 2 one.
  @Test func theClassThatLosesMostCounts() {
    let region = RegionOfInterest(columns: 1..<3, rows: 0..<2)
    let targets = SliceTargets(scribbles: [1, 1, 1, 0, 1, 2])
    // Before the field: class 1, class 1, background, class 2.
    let before: [Float] = [0.2, 0.2, 0.8, 0.2, 0.7, 0.7, 0.1, 0.1, 0.1, 0.1, 0.1, 0.7]
    func cost(behind outputs: [UInt8]) -> Double {
      var cost = FieldCost(outputs: 3)
      cost.take(
        SlicePrediction(slice: 0, outputs: outputs, uncertainty: [], probabilities: before),
        targets, region: region, width: 3)
      return cost.largest
    }
    #expect(cost(behind: [1, 1, 0, 2]) == 0)
    #expect(cost(behind: [0, 1, 0, 2]) == 1.0 / 3)
    #expect(cost(behind: [0, 1, 0, 0]) == 1)
    // One lost and one won.
    #expect(cost(behind: [0, 1, 1, 2]) == 0)
    #expect(cost(behind: [1, 1, 1, 2]) == 0)
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
    #expect(left.record.field == 0 && left.correction.field == nil)
    #expect(try checkpoint("predict.field-cost=1").0.record.field == 60)

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
    checkpoint.record.settings.publishing.fieldWeight = 3
    #expect(checkpoint.correction.field?.weight == 3)
  }
}
