import Testing
import Volume

@testable import Pictures

@Suite struct ChartTests {
  private let blue = RGB(red: 0, green: 0, blue: 200)
  private let orange = RGB(red: 220, green: 90, blue: 0)

  private func count(_ colour: RGB, in picture: Picture, x: Range<Int>, y: Range<Int>) -> Int {
    y.reduce(0) { sum, row in sum + x.count { picture[$0, row] == colour } }
  }

  @Test func ticksAreRoundNumbers() {
    let scale = AxisScale(holding: [0.13, 2.9])
    #expect(scale.low == 0 && scale.high == 3 && scale.step == 0.5)
    #expect(scale.ticks.map(scale.text) == ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"])
    let steps = AxisScale(holding: [1, 30000], ticks: 8)
    #expect(steps.ticks.map(steps.text).prefix(3) == ["0", "5000", "10000"])
    let below = AxisScale(holding: [-0.04, 0.11])
    #expect(below.low == -0.05 || below.low == -0.06 || below.low == -0.04)
    #expect(below.ticks.map(below.text).contains("0.00"), "no minus before 0")
    #expect(below.share(below.low) == 0 && below.share(below.high) == 1)
  }

  @Test func oddValuesHaveAnAxisToo() {
    for values in [[], [0], [.nan], [.infinity, 1], [5, 5], [-3]] as [[Double]] {
      let scale = AxisScale(holding: values)
      #expect(scale.high > scale.low && scale.step > 0 && scale.ticks.count > 1, "\(values)")
    }
  }

  @Test func binsAreMeansOfNeighbours() {
    let points = (0..<8).map { SIMD2(Double($0), Double($0 * $0)) }
    let bins = Chart.bins(points, from: 0, to: 8, count: 4)
    #expect(bins.count == 4)
    #expect(bins[1] == Chart.Bin(mean: SIMD2(2.5, 6.5), low: 4, high: 9))
    #expect(Chart.bins(points, from: 0, to: 0, count: 4).count == 8)
    #expect(Chart.bins([], from: 0, to: 1, count: 4).isEmpty)
  }

  @Test func linesLieBetweenTheAxes() {
    let rising = (0...100).map { SIMD2(Double($0), Double($0) / 10) }
    let chart = Chart(
      title: "t", bottom: "step", left: "loss", right: "Dice",
      series: [
        .init(name: "a", colour: blue, points: rising),
        .init(
          name: "b", colour: orange, points: [SIMD2(50, 0.5)], side: .right, isMarked: true),
      ])
    let picture = chart.picture(width: 600, height: 400)
    #expect(picture.width == 600 && picture.height == 400)
    // From the lower left to the upper right, and a mark in the middle.
    #expect(count(blue, in: picture, x: 90..<130, y: 290..<340) > 20)
    #expect(count(blue, in: picture, x: 480..<522, y: 90..<140) > 20)
    #expect(count(blue, in: picture, x: 90..<130, y: 92..<140) == 0)
    #expect(count(orange, in: picture, x: 295..<316, y: 204..<225) > 20)
  }

  @Test func nothingAndLittleCanBeDrawn() {
    let empty = Chart(title: "", bottom: "", left: "", right: "", series: [])
    #expect(empty.picture(width: 1, height: 1).width == 320)
    for values in [[], [1], [.nan, 2], [0, 0]] as [[Double]] {
      let points = values.enumerated().map { SIMD2(Double($0.offset), $0.element) }
      let chart = Chart(
        title: "é", bottom: "x", left: "y", right: "",
        series: [.init(name: "n", colour: blue, points: points)])
      #expect(chart.picture(width: 400, height: 300).height == 300)
    }
  }
}
