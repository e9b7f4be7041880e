import Testing
import Volume

@testable import Evaluation

@Suite struct UnscribbledDiceTests {
  private let size = GridSize(i: 4, j: 1, k: 3)

  private func map(_ rows: [UInt8]) -> LabelMap { LabelMap(size: size, voxels: rows) }

  private var truth: LabelMap { map([1, 1, 0, 0, 1, 1, 2, 0, 1, 1, 0, 0]) }

  @Test func slicesWithStrokesAreLeftOut() {
    // A stroke of the background on the last slice: only the first two count.
    let strokes = map([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255])
    let scoring = UnscribbledDice(truth: truth, strokes: strokes, axis: .k, classes: 3)
    let found = scoring.dice(of: map([1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0]))
    // Class 1: 3 in common, 4 found, 4 wanted; class 2 missed; class 3 not there.
    #expect(found == [0.75, 0, nil])
    #expect(UnscribbledDice.mean(found) == 0.375)
  }

  @Test func whereEverySliceHasStrokesTheOtherVoxelsCount() {
    let strokes = map([1, 0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0])
    let scoring = UnscribbledDice(truth: truth, strokes: strokes, axis: .k, classes: 2)
    // The drawn voxels are all wrong here, and do not count.
    let found = scoring.dice(of: map([0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0]))
    #expect(found == [1, nil])
  }

  @Test func nothingThereIsNoDice() {
    #expect(UnscribbledDice.mean([nil, nil]) == 0)
  }
}
