import Annotation
import Foundation
import Testing
import Volume

@testable import Prediction
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

  @Test func noClassIsRaisedOverSoFarThatItTurnsIntoAnother() {
    func logits(_ nats: [Float]) -> [Float] { nats.map { exp($0) } }
    // Strokes of class 1 at the first pixel, of class 2 at the second: 1 is sure that it is no background, but hardly
    // that it is not 2, which itself can't bear much.
    let answer = SlicePrediction(
      slice: 0, outputs: [], uncertainty: [],
      probabilities: logits([0, 0]) + logits([5, -9]) + logits([4.5, 1]))
    var margins = StrokeMargins(outputs: 3)
    margins.take(
      answer, SliceTargets(scribbles: [1, 2]), region: RegionOfInterest(width: 2, height: 1),
      width: 2)
    let raise = margins.raise(most: [4, 4], cost: 0.1)
    #expect(abs(raise[0] - 1.5) < 1e-4 && abs(raise[1] - 1) < 1e-4)
    #expect(
      margins.raise(most: [4, 0.25], cost: 0.1)[0] < 0.76, "nor when the other's end is named")
    // Class 2 without a stroke: it has the smallest of the others', which is class 1's own.
    var alone = StrokeMargins(outputs: 3)
    alone.take(
      answer, SliceTargets(scribbles: [1, -1]), region: RegionOfInterest(width: 2, height: 1),
      width: 2)
    #expect(alone.raise(most: [4, 1], cost: 0.1) == [4, 4])
  }

  @Test func classesThatTakeStrokesFromEachOtherDoNotPullEachOtherDown() {
    // The first pixel is class 1's stroke and looks like 2, the second the other way round; both are far from background.
    let (low, high) = (exp(Float(5)), exp(Float(5.2)))
    let answer = SlicePrediction(
      slice: 0, outputs: [], uncertainty: [], probabilities: [1, 1, low, high, high, low])
    var margins = StrokeMargins(outputs: 3)
    margins.take(
      answer, SliceTargets(scribbles: [1, 2]), region: RegionOfInterest(width: 2, height: 1),
      width: 2)
    #expect(margins.raise(most: [1, 1.5], cost: 0.1) == [1, 1.5])
  }

  @Test func aNewLineWhereTheAnswerIsWrongLeavesTheRestAsItIs() {
    // Eight pixels are sure to be the class, two that have just been drawn are sure to be background.
    let nats: [Float] = [3, 3, 3, 3, 3, 3, 3, 3, -4, -4]
    let answer = SlicePrediction(
      slice: 0, outputs: [], uncertainty: [],
      probabilities: [Float](repeating: 1, count: 10) + nats.map { exp($0) })
    var margins = StrokeMargins(outputs: 2)
    margins.take(
      answer, SliceTargets(scribbles: [Int8](repeating: 1, count: 10)),
      region: RegionOfInterest(width: 10, height: 1), width: 10)
    #expect(margins.raise(most: [2], cost: 0.1) == [2])
    #expect(abs(margins.raise(most: [9], cost: 0.1)[0] - 3) < 1e-4)
    // Where all but a share is background, nothing is known.
    #expect(margins.raise(most: [2], cost: 0.85) == [0])
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
    /// The share of a label's strokes that another output wins when the background is raised so far.
    func lost(_ label: Int, _ raise: [Float]) -> Double {
      let drawn = strokes.voxels.indices.filter { strokes.voxels[$0] == label }
      func nats(_ output: Int, _ voxel: Int) -> Float {
        log(maps[output][voxel]) - (output == 0 ? 0 : raise[output - 1])
      }
      return Double(
        drawn.count { voxel in (0...2).contains { nats($0, voxel) > nats(label, voxel) } })
        / Double(drawn.count)
    }
    for label in 1...2 {
      #expect(lost(label, raise) <= 0.25)
      var further = raise
      further[label - 1] += 0.01
      #expect(lost(label, further) > 0.25 || further[label - 1] > 3)
    }
    checkpoint.record.raise = raise
    let shown = try TrainedModel(checkpoint, threads: 1).predict("heart", of: test.project)
    #expect(shown.answer.labels == (try LabelMap.load(test.project.prediction("heart"))))
  }

  @Test func withoutAMarginItIsTheSameForAll() throws {
    let test = try SyntheticProject()
    try test.train(steps: 2, options: ["predict.background=1.5", "predict.background-cost=1"])
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    #expect(checkpoint.calibration.raise == [1.5, 1.5])
    // Earlier versions have not said it.
    checkpoint.record.raise = nil
    #expect(checkpoint.calibration.raise == [1.5, 1.5])
    checkpoint.record.raise = [1]
    #expect(throws: TrainerError.self) {
      try Checkpoint(Safetensors(bytes: checkpoint.file().bytes(), path: "x"), path: "x")
    }
  }
}
