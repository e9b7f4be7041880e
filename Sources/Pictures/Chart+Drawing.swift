import Foundation
import Volume

extension Chart {
  private static let ink = RGB(red: 40, green: 40, blue: 40)
  private static let grid = RGB(red: 225, green: 225, blue: 225)
  private static let paper = RGB(red: 255, green: 255, blue: 255)

  /// Draws the chart.
  ///
  /// Lines of more points than there is room for show the mean of neighbours, in a pale band from the smallest
  /// to the largest of them. A right axis reaches from 0 to 1.
  ///
  /// - width, height: of the picture in pixels, at least 320 x 200
  package func picture(width: Int = 1200, height: Int = 700) -> Picture {
    let (width, height) = (max(320, width), max(200, height))
    var picture = Picture(width: width, height: height, colour: Chart.paper)
    let hasRight = series.contains { $0.side == .right }
    let frame = Frame(
      x: 90..<width - (hasRight ? 80 : 40), y: 92..<height - 64,
      scale: AxisScale(holding: series.flatMap { $0.points.map(\.x) }, ticks: 8))
    let lines = series.map { line in
      let count = line.isMarked ? line.points.count : frame.x.count / 3
      let bins = Chart.bins(
        line.points, from: frame.scale.low, to: frame.scale.high, count: max(1, count))
      return line.isMarked
        ? (line, line.points.map { Bin(mean: $0, low: $0.y, high: $0.y) }) : (line, bins)
    }
    let left = AxisScale(
      holding: lines.filter { $0.0.side == .left }.flatMap { $0.1.map(\.mean.y) })
    let right = AxisScale(from: 0, to: 1, step: 0.2)
    drawAxes(&picture, frame, left, hasRight ? right : nil)
    for (line, bins) in lines {
      draw(&picture, line, bins, frame, line.side == .left ? left : right)
    }
    drawLegend(&picture, frame)
    return picture
  }

  /// Where the lines lie in the picture, and the horizontal axis.
  private struct Frame {
    let x: Range<Int>
    let y: Range<Int>
    let scale: AxisScale

    func place(_ point: SIMD2<Double>, _ vertical: AxisScale) -> SIMD2<Double> {
      SIMD2(
        Double(x.lowerBound) + scale.share(point.x) * Double(x.count),
        Double(y.upperBound) - min(1, max(0, vertical.share(point.y))) * Double(y.count))
    }
  }

  private func drawAxes(
    _ picture: inout Picture, _ frame: Frame, _ left: AxisScale, _ right: AxisScale?
  ) {
    for tick in left.ticks {
      let y = Int(frame.place(SIMD2(frame.scale.low, tick), left).y)
      picture.fill(x: frame.x, y: y..<y + 1, Chart.grid)
      let text = left.text(tick)
      let start = frame.x.lowerBound - 12 - Font.width(of: text, scale: 2)
      picture.text(text, x: start, y: y - 7, Chart.ink)
    }
    for tick in right?.ticks ?? [] {
      guard let right else { continue }
      let y = Int(frame.place(SIMD2(frame.scale.low, tick), right).y)
      picture.fill(x: frame.x.upperBound..<frame.x.upperBound + 6, y: y..<y + 1, Chart.ink)
      picture.text(right.text(tick), x: frame.x.upperBound + 14, y: y - 7, Chart.ink)
    }
    for tick in frame.scale.ticks {
      let x = Int(frame.place(SIMD2(tick, left.low), left).x)
      picture.fill(x: x..<x + 1, y: frame.y.upperBound..<frame.y.upperBound + 6, Chart.ink)
      let text = frame.scale.text(tick)
      picture.text(
        text, x: x - Font.width(of: text, scale: 2) / 2, y: frame.y.upperBound + 14, Chart.ink)
    }
    picture.fill(x: frame.x, y: frame.y.upperBound..<frame.y.upperBound + 1, Chart.ink)
    picture.fill(x: frame.x.lowerBound..<frame.x.lowerBound + 1, y: frame.y, Chart.ink)
    if right != nil {
      picture.fill(x: frame.x.upperBound..<frame.x.upperBound + 1, y: frame.y, Chart.ink)
    }
  }

  private func draw(
    _ picture: inout Picture, _ line: Series, _ bins: [Bin], _ frame: Frame, _ scale: AxisScale
  ) {
    for bin in bins where bin.high > bin.low {
      let x = Int(frame.place(bin.mean, scale).x)
      let top = Int(frame.place(SIMD2(bin.mean.x, bin.high), scale).y)
      let bottom = Int(frame.place(SIMD2(bin.mean.x, bin.low), scale).y)
      picture.fill(x: x - 1..<x + 2, y: top..<bottom + 1, line.colour, opacity: 0.18)
    }
    let places = bins.map { frame.place($0.mean, scale) }
    for (start, end) in zip(places, places.dropFirst()) {
      picture.line(from: start, to: end, width: 2.5, line.colour)
    }
    // A single point would leave nothing to see.
    for place in line.isMarked || places.count == 1 ? places : [] {
      picture.line(from: place, to: place, width: 8, line.colour)
    }
  }

  private func drawLegend(_ picture: inout Picture, _ frame: Frame) {
    picture.text(title, x: frame.x.lowerBound, y: 14, Chart.ink)
    var x = frame.x.lowerBound
    for line in series {
      picture.fill(x: x..<x + 26, y: 46..<51, line.colour)
      picture.text(line.name, x: x + 34, y: 42, Chart.ink)
      x += 34 + Font.width(of: line.name, scale: 2) + 30
    }
    picture.text(
      left, x: max(4, frame.x.lowerBound - 12 - Font.width(of: left, scale: 2)), y: 66, Chart.ink)
    if series.contains(where: { $0.side == .right }) {
      picture.text(right, x: frame.x.upperBound + 14, y: 66, Chart.ink)
    }
    let middle = (frame.x.lowerBound + frame.x.upperBound) / 2
    picture.text(
      bottom, x: middle - Font.width(of: bottom, scale: 2) / 2, y: picture.height - 24, Chart.ink)
  }
}
