import Foundation

/// A picture of 8-bit greys.
package struct GreyImage: Equatable, Sendable {
  /// Number of columns.
  package let width: Int
  /// Number of rows.
  package let height: Int
  /// 0…255, row after row.
  package let values: [UInt8]

  /// - Precondition: at least one pixel, and a value for each.
  package init(width: Int, height: Int, values: [UInt8]) {
    precondition(
      width > 0 && height > 0 && values.count == width * height, "a value for each pixel")
    (self.width, self.height, self.values) = (width, height, values)
  }

  /// A part of the picture; what lies outside is black.
  package func cut(x: Range<Int>, y: Range<Int>) -> GreyImage {
    var cut: [UInt8] = []
    cut.reserveCapacity(x.count * y.count)
    let inside = x.clamped(to: 0..<width)
    for row in y {
      guard (0..<height).contains(row), !inside.isEmpty else {
        cut += repeatElement(0, count: x.count)
        continue
      }
      cut += repeatElement(0, count: inside.lowerBound - x.lowerBound)
      cut += values[row * width + inside.lowerBound..<row * width + inside.upperBound]
      cut += repeatElement(0, count: x.upperBound - inside.upperBound)
    }
    return GreyImage(width: x.count, height: y.count, values: cut)
  }

  /// The picture with every pixel repeated, or left out, to another size: nearest pixels.
  package func resized(width wanted: Int, height wantedRows: Int) -> GreyImage {
    let columns = (0..<wanted).map { $0 * width / wanted }
    var resized: [UInt8] = []
    resized.reserveCapacity(wanted * wantedRows)
    for row in 0..<wantedRows {
      let start = row * height / wantedRows * width
      for column in columns { resized.append(values[start + column]) }
    }
    return GreyImage(width: wanted, height: wantedRows, values: resized)
  }
}
