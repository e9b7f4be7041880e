import Foundation
import Volume

/// What a stroke says about the pixels around it, where the answer shows another organ there.
///
/// Training learns the pixels of a thin line sooner than what the person meant by it: that this organ is not here. A line
/// through something wrong, a false organ or a leak, is drawn along its middle. So the discs around the line that fit into
/// the part it crosses (its medial axis: Blum, "A transformation for extracting new descriptors of shape", 1967) take
/// the line's label; where an organ leaks out, the outline beside the line ends the discs, and what lies farther in stays.
/// A stroke of an organ in what is shown as background only names its own pixels: how far the organ goes is not to be
/// seen there.
struct StrokeSurroundings {
  /// Columns and rows of the slice.
  let width: Int, height: Int
  /// Millimetres between columns and between rows.
  let columnSpacing: Double, rowSpacing: Double

  /// A pixel that a person has drawn.
  struct Point {
    /// Offset in the slice.
    let pixel: Int
    let label: UInt8
  }

  private struct Disc {
    let center: Int
    let label: UInt8
    /// Millimetres.
    let radius: Double
  }

  /// Relabels the surroundings of points that are drawn within another organ.
  ///
  /// - labels: (height, width), the answer
  func apply(to labels: inout [UInt8], points: [Point]) {
    let answer = labels
    let denied = Set(
      points.lazy.filter { answer[$0.pixel] != $0.label }.map { answer[$0.pixel] }
    ).subtracting([0]).sorted()
    for organ in denied {
      let discs = discs(within: organ, answer, points)
      guard !discs.isEmpty else { continue }
      // How far each pixel lies within the disc that it has been given to.
      var depth = [Double](repeating: -1, count: answer.count)
      for disc in discs where depth[disc.center] < disc.radius {
        paint(disc, &labels, &depth) { answer[$0] == organ }
      }
    }
  }

  /// The discs around points with other labels, the largest first.
  private func discs(within organ: UInt8, _ answer: [UInt8], _ points: [Point]) -> [Disc] {
    let denying = points.filter { answer[$0.pixel] == organ && $0.label != organ }
    if denying.isEmpty { return [] }
    // Where the person has drawn the organ itself, a disc ends too.
    var outside = answer.map { $0 != organ }
    for point in points where point.label == organ { outside[point.pixel] = true }
    let distances = DistanceTransform.distances(
      to: outside, size: GridSize(i: width, j: height, k: 1),
      spacing: SIMD3(columnSpacing, rowSpacing, 1))
    return denying.map {
      Disc(center: $0.pixel, label: $0.label, radius: distances[$0.pixel])
    }.filter { $0.radius.isFinite }.sorted { ($1.radius, $0.center) < ($0.radius, $1.center) }
  }

  private func paint(
    _ disc: Disc, _ labels: inout [UInt8], _ depth: inout [Double], where isInside: (Int) -> Bool
  ) {
    let (column, row) = (disc.center % width, disc.center / width)
    let (columns, rows) = (Int(disc.radius / columnSpacing), Int(disc.radius / rowSpacing))
    for y in max(0, row - rows)...min(height - 1, row + rows) {
      for x in max(0, column - columns)...min(width - 1, column + columns) {
        let distance = hypot(Double(x - column) * columnSpacing, Double(y - row) * rowSpacing)
        let (pixel, within) = (y * width + x, disc.radius - distance)
        guard within >= 0, within > depth[pixel], isInside(pixel) else { continue }
        (labels[pixel], depth[pixel]) = (disc.label, within)
      }
    }
  }
}
