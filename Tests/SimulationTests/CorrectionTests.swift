import Simulation
import Testing
import Volume

@Suite struct CorrectionTests {
  private func slice(_ rows: [String]) -> Slice<UInt8> {
    Slice(
      width: rows[0].count, height: rows.count,
      values: rows.flatMap { $0.map { UInt8($0.wholeNumberValue ?? 0) } })
  }

  @Test func theLargestErrorGetsALine() throws {
    let truth = slice(["00000000", "01111110", "01111110", "01111110", "00000022", "00000022"])
    var prediction = truth
    for index in prediction.values.indices where truth.values[index] == 1 {
      prediction.values[index] = 0
    }
    prediction.values[47] = 0
    let found = try #require(Correction(of: prediction, truth: truth))
    #expect(found.label == 1)
    // A line of one pixel's width along the middle row of the 6 x 3 block.
    #expect(found.pixels.count < 9 && found.pixels.count >= 3)
    #expect(found.pixels.allSatisfy { truth.values[$0] == 1 })
    #expect(found.pixels.contains { $0 / 8 == 2 })
  }

  @Test func whatSpillsOverIsBackground() {
    let truth = slice(["0000", "0010", "0000"])
    let prediction = slice(["1110", "1110", "0010"])
    let found = Correction(of: prediction, truth: truth)
    #expect(found?.label == 0)
    #expect(
      found?.pixels.allSatisfy { truth.values[$0] == 0 && prediction.values[$0] == 1 } == true)
  }

  @Test func nothingWrongNothingToDraw() {
    let truth = slice(["012"])
    #expect(Correction(of: truth, truth: truth) == nil)
  }
}
