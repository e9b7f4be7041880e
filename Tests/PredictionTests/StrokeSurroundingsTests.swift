import Testing

@testable import Prediction

/// What a stroke takes with it where it denies the answer.
struct StrokeSurroundingsTests {
  private let width = 40, height = 30

  /// Lets points take their surroundings along.
  private func draw(
    _ points: [StrokeSurroundings.Point], on labels: inout [UInt8], columnSpacing: Double = 1
  ) {
    labels = StrokeSurroundings(
      of: points, answer: labels, width: width, columnSpacing: columnSpacing, rowSpacing: 1
    ).relabelled()
  }

  private func slice(_ label: (Int, Int) -> UInt8) -> [UInt8] {
    (0..<width * height).map { label($0 % width, $0 / width) }
  }

  private func line(_ columns: ClosedRange<Int>, row: Int, label: UInt8)
    -> [StrokeSurroundings.Point]
  {
    columns.map { .init(pixel: row * width + $0, label: label) }
  }

  /// A bar of organ 1: columns 10…29, rows 10…18.
  private var bar: [UInt8] {
    slice { (10...29).contains($0) && (10...18).contains($1) ? 1 : 0 }
  }

  /// A disc of organ 1, radius 9, that leaks out through a channel three rows wide.
  private var leaking: [UInt8] {
    slice { x, y in
      let inside = (x - 12) * (x - 12) + (y - 15) * (y - 15) <= 81
      return inside || (x > 12 && x < 36 && (14...16).contains(y)) ? 1 : 0
    }
  }

  @Test func aLineThroughAFalseOrganTakesItAway() {
    var labels = bar
    draw(line(14...25, row: 14, label: 0), on: &labels)
    let left = labels.filter { $0 == 1 }.count
    #expect(left < 180 / 10, "all but the corners of 180 pixels")
    #expect(labels[14 * width + 10] == 0 && labels[10 * width + 20] == 0)
  }

  @Test func aLeakGoesAndTheOrganStays() {
    var labels = leaking
    draw(line(24...34, row: 15, label: 0), on: &labels)
    for row in 14...16 { for column in 23...35 { #expect(labels[row * width + column] == 0) } }
    let organ = leaking.indices.filter { $0 % width <= 21 && leaking[$0] == 1 }
    #expect(organ.allSatisfy { labels[$0] == 1 })
  }

  @Test func aLineThatHasBeenLearntTakesItAwayToo() {
    for learnt in [14...25, 14...14, 18...20] {
      for step in [1, 2] {
        var labels = bar
        for column in learnt where column % step == 0 { labels[14 * width + column] = 0 }
        draw(line(14...25, row: 14, label: 0), on: &labels)
        #expect(labels.filter { $0 == 1 }.count < 180 / 10, "\(learnt) by \(step)")
      }
    }
  }

  @Test func aRingBesideAnOrganLeavesIt() {
    // As rings are drawn: a pixel or two away from a right answer.
    for distance in 1...3 {
      var labels = bar
      draw(
        line(8...31, row: 9 - distance, label: 0) + line(8...31, row: 19 + distance, label: 0),
        on: &labels)
      #expect(labels == bar)
    }
  }

  @Test func aLineThatGoesOnIntoTheOrganBitesNoMoreThanTwiceItsWidth() {
    var labels = leaking
    draw(line(16...34, row: 15, label: 0), on: &labels)
    // Ten pixels of the organ's middle line are drawn on; the leak is three rows wide.
    for column in 3...11 { #expect(labels[15 * width + column] == 1) }
    #expect(labels[9 * width + 16] == 1 && labels[21 * width + 16] == 1)
  }

  @Test func aShortLineInTheMiddleTakesNoWholeOrganBesideOthers() {
    // Two lines at the bar's edges deny a pixel or two; a short one in its middle is not meant for all of it.
    let edges = line(10...29, row: 10, label: 0) + line(10...29, row: 18, label: 0)
    var labels = bar
    draw(edges + line(18...21, row: 14, label: 0), on: &labels)
    #expect(labels[14 * width + 14] == 1 && labels[14 * width + 25] == 1)
    #expect(labels[14 * width + 17] == 0, "but what is next to it")
  }

  @Test func aLineHalfInTheOrganGoesByItsOtherHalf() {
    var labels = leaking
    draw(line(12...31, row: 15, label: 0), on: &labels)
    #expect(labels[15 * width + 4] == 1 && labels[8 * width + 12] == 1)
  }

  @Test func linesAtTheEdgeNarrowNothingThatAnotherHasTaken() {
    var before = bar
    draw(line(14...25, row: 14, label: 0), on: &before)
    // More points than the first line has, along two of the bar's edges.
    var labels = bar
    let edges = line(10...29, row: 10, label: 0) + line(10...29, row: 18, label: 0)
    draw(line(14...25, row: 14, label: 0) + edges, on: &labels)
    for place in bar.indices where before[place] == 0 { #expect(labels[place] == 0) }
  }

  @Test func aPaintedAreaNamesItsOwnPixelsOnly() {
    var labels = bar
    let half = (10...18).flatMap { line(10...18, row: $0, label: 0) }
    draw(half, on: &labels)
    #expect(labels == bar, "drawn pixels themselves are written elsewhere")
  }

  @Test func anotherOrgansLineGivesItsLabel() {
    var labels = bar
    draw(line(14...25, row: 14, label: 2), on: &labels)
    #expect(labels[12 * width + 20] == 2 && labels[5 * width + 20] == 0)
  }

  @Test func aStrokeInTheBackgroundNamesNothingElse() {
    var labels = slice { _, _ in 0 }
    draw(line(14...25, row: 14, label: 1), on: &labels)
    #expect(labels.allSatisfy { $0 == 0 })
  }

  @Test func agreeingStrokesChangeNothingAndEndTheDiscs() {
    var labels = bar
    draw(line(14...25, row: 14, label: 1), on: &labels)
    #expect(labels == bar)
    // The person says: organ at column 24, none at column 14.
    draw(line(14...14, row: 14, label: 0) + line(16...24, row: 14, label: 1), on: &labels)
    #expect(labels[14 * width + 13] == 0)
    for column in 17...29 { #expect(labels[14 * width + column] == 1) }
  }

  @Test func discsAreRoundInMillimetres() {
    // Columns are twice as far apart: the disc spans half as many of them.
    var labels = slice { x, y in (2...37).contains(x) && (10...18).contains(y) ? 1 : 0 }
    draw(line(20...20, row: 14, label: 0), on: &labels, columnSpacing: 2)
    #expect(labels[14 * width + 22] == 0 && labels[14 * width + 23] == 1)
    #expect(labels[10 * width + 20] == 0)
  }

  @Test func slicesOfOnePixelHaveNoNeighbours() {
    for (width, height) in [(1, 1), (3, 1), (1, 3)] {
      var labels = [UInt8](repeating: 1, count: width * height)
      labels = StrokeSurroundings(
        of: [.init(pixel: 0, label: 0)], answer: labels, width: width, columnSpacing: 1,
        rowSpacing: 1
      ).relabelled()
      #expect(labels.allSatisfy { $0 == 1 })
    }
  }

  @Test func anOrganThatFillsTheSliceHasNoMiddle() {
    var labels = slice { _, _ in 1 }
    draw(line(14...25, row: 14, label: 0), on: &labels)
    #expect(labels.allSatisfy { $0 == 1 }, "the drawn pixels themselves are written elsewhere")
  }
}
