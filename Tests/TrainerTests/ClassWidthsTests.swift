import Annotation
import Foundation
import Testing
import Volume

@testable import Prediction
@testable import Trainer

/// Thin classes let the background be raised further.
@Suite struct ClassWidthsTests {
  /// Probabilities of a slice whose pixels have classes of their own: .8 for theirs, the rest shared by the others.
  private func answer(_ outputs: [Int], classes: Int) -> SlicePrediction {
    let probabilities = (0..<classes).flatMap { output in
      outputs.map { $0 == output ? Float(0.8) : 0.2 / Float(classes - 1) }
    }
    return SlicePrediction(slice: 0, outputs: [], uncertainty: [], probabilities: probabilities)
  }

  /// A square of 6 x 6 pixels of class 1 and a line of 1 x 6 of class 2, apart from each other.
  private var square: [Int] {
    (0..<10).flatMap { row in
      (0..<10).map { column in
        (1...6).contains(row) ? ((1...6).contains(column) ? 1 : column == 8 ? 2 : 0) : 0
      }
    }
  }

  @Test func aWidthIsTwiceTheAreaByTheOutline() throws {
    var widths = ClassWidths(outputs: 4)
    try widths.take(answer(square, classes: 4), width: 10, raise: 0, pixel: (1, 1))
    // 2·36/24 = 3 and 2·6/14 = 6/7; class 3 is not there.
    let factors = widths.factors(power: 0.5)
    #expect(factors[0] == 1 && factors[2] == 1)
    #expect(abs(factors[1] - 3.5.squareRoot()) < 1e-9)
    #expect(widths.factors(power: 0) == [1, 1, 1])
    #expect(widths.factors(power: 3)[1] == ClassWidths.largestFactor)
  }

  @Test func pixelsThatAreNotSquareCountInMillimetres() throws {
    var widths = ClassWidths(outputs: 3)
    // Rows 2 mm apart: the square is 6 x 12 mm, the line 1 x 12 mm.
    try widths.take(answer(square, classes: 3), width: 10, raise: 0, pixel: (column: 1, row: 2))
    let expected = (2 * 72.0 / 36) / (2 * 12.0 / 26)
    #expect(abs(widths.factors(power: 0.25)[1] - pow(expected, 0.25)) < 1e-9)
  }

  @Test func theBackgroundIsRaisedBeforehand() throws {
    var widths = ClassWidths(outputs: 3)
    // ln(.8/.1) = 2.1 nats: more than that and nothing is left.
    try widths.take(answer(square, classes: 3), width: 10, raise: 2.2, pixel: (1, 1))
    #expect(widths.factors(power: 1) == [1, 1])
  }

  @Test func aThinClassIsGivenMoreBackground() throws {
    let even = try raise(thin: 0)
    let thin = try raise(thin: 1)
    #expect(even == [0.25, 0.25])
    // Neither less than before, and the thinner one more.
    #expect(thin.min() == 0.25)
    #expect(try #require(thin.max()) > 0.26)
  }

  /// What the checkpoint of a short run keeps.
  private func raise(thin: Double) throws -> [Float] {
    let test = try SyntheticProject()
    try test.train(
      steps: 150, options: ["predict.background=0.25", "predict.background-thin=\(thin)"])
    return try #require(try Checkpoint.load(test.project.latestCheckpoint).record.raise)
  }
}
