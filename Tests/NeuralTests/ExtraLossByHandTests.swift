import Foundation
import Testing

@testable import Neural

/// The further terms on a row of pixels, with numbers that can be checked on paper, and against their definitions.
@Suite struct ExtraLossByHandTests {
  private func value(_ batch: LossCase<Double>, _ term: ExtraTerm) throws -> Double {
    let terms = try batch.evaluate(ScribbleLoss<Double>(.only(term), batch.shape))
    #expect(terms.total == terms.extra)
    return terms.extra
  }

  private func close(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-12 }
  }

  @Test func entropy() throws {
    let batch = try LossCase<Double>.row([0.5, 0.75])
    let second: Double = 0.25 * log(4) + 0.75 * log(4.0 / 3)
    #expect(abs(try value(batch, .entropy) - (log(2) + second) / (2 * log(2))) < 1e-12)
    // The first pixel stands on top of the hill; the second is pushed on to class 1.
    let slope: Double = 0.25 * (log(0.25) + second) / (2 * log(2))
    #expect(close(batch.gradients[0].values, [0, -slope, 0, slope]))
  }

  @Test func contourLength() throws {
    // Class 1: m = 1/2 1/4 1/4 1/4, M = 1/2 1/2 1/4 1/4; class 0: m = 1/4 1/4 .1 .1, M = 1/4 1/4 1/4 .1.
    let batch = try LossCase<Double>.row([0.5, 0.75, 0.25, 0.9])
    #expect(abs(try value(batch, .totalVariation) - 0.05) < 1e-12)
    // ∂L/∂p is +1/8 at pixel 0 and -1/8 at pixel 2 of class 1, +1/8 at pixel 1 and -1/8 at pixel 3 of class 0.
    let ofClassOne: [Double] = [1.0 / 32, -3.0 / 128, -3.0 / 128, 0.01125]
    #expect(close(batch.gradients[0].values, ofClassOne.map { -$0 } + ofClassOne))
  }

  @Test func equalNumbersAreTakenInScanOrder() throws {
    // Class 1 shrinks at pixel 2 alone: of the equal 3/4 around pixel 1 the first, pixel 0, is to fall; pixel 3 to
    // rise. Class 0 at pixel 3: of 3/4 at 3 and 4 pixel 3 is to fall, pixel 2 to rise.
    let batch = try LossCase<Double>.row([0.75, 0.75, 0.75, 0.25, 0.25])
    #expect(abs(try value(batch, .totalVariation) - 0.1) < 1e-12)
    let ofClassOne: [Double] = [0.018_75, 0, 0.018_75, -0.0375, 0]
    #expect(close(batch.gradients[0].values, ofClassOne.map { -$0 } + ofClassOne))
  }

  @Test func mumfordShah() throws {
    // Intensities 0 and 1: class 1 has mean .75/1.25 and region .36/2 + .16 · 3/4, class 0 mean 1/3 and 1/18 + 1/9.
    let batch = try LossCase<Double>.row([0.5, 0.75], slice: [-3, 5])
    let (region, length): (Double, Double) = (0.3 + 1.0 / 6, 0.5)
    #expect(abs(try value(batch, .mumfordShah) - (region + length) / 4) < 1e-12)
    // A flat image has no region's term.
    batch.show([7, 7])
    #expect(abs(try value(batch, .mumfordShah) - length / 4) < 1e-12)
  }

  @Test func mumfordShahGradient() throws {
    // 4 ∂L/∂p: .36 - 1 and .16 + 1 for class 1, 1/9 + 1 and 4/9 - 1 for class 0.
    let batch = try LossCase<Double>.row([0.5, 0.75], slice: [-3, 5])
    _ = try value(batch, .mumfordShah)
    let first: Double = 0.25 * (0.36 - 1 - 1.0 / 9 - 1) / 4
    let second: Double = 0.1875 * (0.16 + 1 - 4.0 / 9 + 1) / 4
    #expect(close(batch.gradients[0].values, [-first, -second, first, second]))
  }

  @Test func gatedCRF() throws {
    // Two alike pixels, one apart, p = (1/2, 1/2) and (1/4, 3/4): k = exp(-1/72), 1 - p·p = 1/2, both ways, n = 3.
    // Ten deviations of intensity away, the third is nobody's neighbour (k = exp(-50)).
    let batch = try LossCase<Double>.row([0.5, 0.75, 0.9], slice: [2, 2, 7])
    let k = exp(-1.0 / 72)
    #expect(abs(try value(batch, .gatedCRF) - k / 3) < 1e-12)
    // g = -2/3 k p of the other pixel.
    let first: Double = -2.0 / 3 * k * 0.25 * (0.75 - 0.25)
    #expect(close(batch.gradients[0].values, [-first, 0, 0, first, 0, 0]))
  }

  @Test func gatedCRFReachesFivePixels() throws {
    // Pixels 0 and 5 are alike, 6 lies beyond the window; others differ in intensity.
    let p: [Double] = [0.5, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75]
    let five = try LossCase<Double>.row(p, slice: [0, 5, 5, 5, 5, 0, 5])
    let six = try LossCase<Double>.row(p, slice: [0, 5, 5, 5, 5, 5, 0])
    func first(_ batch: LossCase<Double>) throws -> Double {
      _ = try value(batch, .gatedCRF)
      return batch.gradients[0].values[7]
    }
    let expected: Double = -2.0 / 7 * exp(-25.0 / 72) * 0.25 * (0.75 - 0.25)
    #expect(abs(try first(five) - expected) < 1e-12)
    #expect(abs(try first(six)) < 1e-12)
  }

  @Test func pyramid() throws {
    // p = 3/4 in all four pixels, 1/4 in the coarse head: q = 1/2, v = ln(4/3)/2, d = 1/8.
    let shape = try LossShape(count: 1, classes: 2, height: 2, width: 2, heads: 2)
    let odds = log(3.0)
    let batch = LossCase<Double>(
      shape,
      student: { $0 == 0 ? [0, 0, 0, 0, odds, odds, odds, odds] : [$1 == 2 ? odds : 0, 0] },
      teacher: { _, count in Array(repeating: 0, count: count) }, labels: [-1, -1, -1, -1])
    #expect(abs(try value(batch, .pyramid) - 1.0 / 16 - log(4.0 / 3) / 2) < 1e-7)
    // By symmetry the coarse head is pushed back by as much as the four pixels together.
    let (fine, coarse) = (batch.gradients[0].values, batch.gradients[1].values)
    #expect(fine[4] > 0.01 && abs(coarse[1] + fine[4...].reduce(0, +)) < 1e-12)
  }

  @Test func pyramidOfOneHeadIsNothing() throws {
    let batch = try LossCase<Double>.row([0.5, 0.75])
    #expect(try value(batch, .pyramid) == 0)
    #expect(batch.gradients[0].values == [0, 0, 0, 0])
  }

  // MARK: Against the definitions, written as plainly as possible

  static let shapes = [(1, 1), (5, 11), (13, 9), (7, 24)]

  @Test(arguments: shapes)
  func contourLengthIsAsDefined(height: Int, width: Int) throws {
    let shape = try LossShape(count: 2, classes: 3, height: height, width: width, heads: 1)
    let batch = LossCase<Double>.extra(shape, seed: 4)
    func pool(_ map: [Double], _ choose: (Double, Double) -> Double) -> [Double] {
      (0..<map.count).map { pixel in
        window(pixel, height, width, radius: 1).reduce(map[pixel]) { choose($0, map[$1]) }
      }
    }
    let (p, pixels) = (batch.probabilities(), height * width)
    var sum = 0.0
    for plane in 0..<6 {
      let eroded = pool(Array(p[plane * pixels..<(plane + 1) * pixels]), min)
      for (wide, narrow) in zip(pool(eroded, max), eroded) { sum += wide - narrow }
    }
    #expect(abs(try value(batch, .totalVariation) - sum / Double(p.count)) < 1e-12)
  }

  @Test(arguments: shapes)
  func gatedCRFIsAsDefined(height: Int, width: Int) throws {
    let shape = try LossShape(count: 2, classes: 3, height: height, width: width, heads: 1)
    let batch = LossCase<Double>.extra(shape, seed: 5)
    let (p, pixels) = (batch.probabilities(), height * width)
    let images = try #require(batch.images).values
    var sum = 0.0
    for image in 0..<2 {
      let slice = Array(images[(2 * image + 1) * pixels..<(2 * image + 2) * pixels])
      let (low, high) = (slice.min() ?? 0, slice.max() ?? 1)
      for i in 0..<pixels {
        for j in window(i, height, width, radius: 5) where j != i {
          let (rows, columns) = (i / width - j / width, i % width - j % width)
          let apart = Double(rows * rows + columns * columns) / 36
          let unlike = (slice[i] - slice[j]) / (high - low) / 0.1
          let agreement = (0..<3).reduce(0.0) {
            let plane = (3 * image + $1) * pixels
            return $0 + p[plane + i] * p[plane + j]
          }
          sum += exp(-0.5 * (apart + unlike * unlike)) * (1 - agreement)
        }
      }
    }
    #expect(abs(try value(batch, .gatedCRF) - sum / Double(2 * pixels)) < 1e-10)
  }

  /// The pixels of a window, without those beyond the border.
  private func window(_ pixel: Int, _ height: Int, _ width: Int, radius: Int) -> [Int] {
    let (row, column) = (pixel / width, pixel % width)
    return (max(0, row - radius)...min(height - 1, row + radius)).flatMap { row in
      (max(0, column - radius)...min(width - 1, column + radius)).map { row * width + $0 }
    }
  }
}
