import Annotation
import Foundation
import Testing
import Volume

@testable import Trainer

/// How far predictions raise the background.
@Suite struct StrokeMarginsTests {
  /// Four pixels of a region whose left column is the slice's second.
  @Test func aClassGivesNoMoreOfItsStrokesThanItMay() {
    let region = RegionOfInterest(columns: 1..<3, rows: 0..<2)
    func odds(_ nats: [Float]) -> [Float] { nats.map { exp($0) / 4 } }
    // Background everywhere 1/4; class 1 has margins 1, 2, 3, 4 nats, class 2 none of its own.
    let answer = SlicePrediction(
      slice: 0, outputs: [], uncertainty: [],
      probabilities: [0.25, 0.25, 0.25, 0.25] + odds([1, 2, 3, 4]) + odds([9, 9, 9, 9]))
    // A slice of three columns: targets of its two rows; the first column lies outside the region.
    let targets = SliceTargets(scribbles: [1, 1, 1, 2, 1, 1])
    var margins = StrokeMargins(outputs: 3)
    margins.take(answer, targets, region: region, width: 3)
    func close(_ raise: [Float], _ expected: [Float]) -> Bool {
      raise.count == expected.count && zip(raise, expected).allSatisfy { abs($0 - $1) < 1e-5 }
    }
    // Class 2 has no stroke in the region: what the other has is left to it.
    #expect(close(margins.raise(most: [9, 9], cost: 0.25), [2, 2]))
    #expect(close(margins.raise(most: [0.75, 9], cost: 0.25), [0.75, 0.75]))
    #expect(close(margins.raise(most: [9, 9], cost: 0.1), [1, 1]))
    #expect(close(margins.raise(most: [9, 9], cost: 0.99), [4, 4]))
  }

  @Test func classesThatAreNotToldFromBackgroundKeepTheirPlace() {
    let answer = SlicePrediction(
      slice: 0, outputs: [], uncertainty: [], probabilities: [0.7, 1, 0.3, 0])
    var margins = StrokeMargins(outputs: 2)
    margins.take(
      answer, SliceTargets(scribbles: [1, 1]),
      region: RegionOfInterest(width: 2, height: 1), width: 2)
    #expect(margins.raise(most: [2], cost: 0) == [0])
  }

  @Test func checkpointsAnswerAsTrainingHasShown() throws {
    let test = try SyntheticProject()
    try test.train(steps: 60, options: ["predict.background=3", "predict.background-cost=0.25"])
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    let raise = try #require(checkpoint.record.raise)
    #expect(raise.count == 2 && raise.contains { $0 > 0 })
    // The same from the network's own probabilities of the scribbled slices.
    checkpoint.record.raise = []
    let maps = try TrainedModel(checkpoint, threads: 1)
      .predict("heart", of: test.project, probabilities: true).answer.probabilities
    let strokes = SyntheticProject.scribbles(test.size, test.axis)
    for label in 1...2 {
      let margins = strokes.voxels.indices.filter { strokes.voxels[$0] == label }
        .map { log(maps[label][$0] / maps[0][$0]) }.sorted()
      let expected = min(3, max(0, margins[margins.count / 4]))
      #expect(abs(raise[label - 1] - expected) < 1e-3)
    }
    checkpoint.record.raise = raise
    let shown = try TrainedModel(checkpoint, threads: 1).predict("heart", of: test.project)
    #expect(shown.answer.labels == (try LabelMap.load(test.project.prediction("heart"))))
  }

  @Test func withoutAMarginItIsTheSameForAll() throws {
    let test = try SyntheticProject()
    try test.train(steps: 2, options: ["predict.background=1.5", "predict.background-cost=1"])
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    #expect(checkpoint.answerCorrection.raise == [1.5, 1.5])
    // Earlier versions have not said it.
    checkpoint.record.raise = nil
    #expect(checkpoint.answerCorrection.raise == [1.5, 1.5])
    checkpoint.record.raise = [1]
    #expect(throws: TrainerError.self) {
      try Checkpoint(Safetensors(bytes: checkpoint.file().bytes(), path: "x"), path: "x")
    }
  }
}
