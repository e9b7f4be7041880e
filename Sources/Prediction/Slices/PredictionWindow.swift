import Neural

/// The rectangle of every slice that goes through the network: the region of interest, enlarged around its
/// middle to sizes that the network can halve often enough.
///
/// The enlargement takes the image's own pixels where there are any, and mirrors beyond its edges. Where the network's
/// pixels are not the slice's, the window is interpolated linearly from the slice, and the answer back from the window.
package struct PredictionWindow: Equatable, Sendable {
  let region: RegionOfInterest
  /// The network's pixels.
  let width: Int, height: Int
  /// The slice's column of the first pixel of the network, and its row: possibly negative, not whole where pixels differ.
  let left: Double, top: Double
  /// Columns and rows of the slice from one pixel of the network to the next.
  let step: PixelStep

  /// - Parameter multiple: sides become multiples of this, at least 16.
  init(_ region: RegionOfInterest, multiple: Int, step: PixelStep = .native) {
    func side(_ count: Int, _ step: Double) -> Int {
      let least = max(Int((Double(count) / step).rounded(.up)), 16)
      return (least + multiple - 1) / multiple * multiple
    }
    func first(_ range: Range<Int>, _ count: Int, _ step: Double) -> Double {
      if step == 1 { return Double(range.lowerBound - (count - range.count) / 2) }
      let middle = Double(range.lowerBound + range.upperBound - 1) / 2
      return middle - Double(count - 1) / 2 * step
    }
    (self.region, self.step) = (region, step)
    width = side(region.width, step.columns)
    height = side(region.height, step.rows)
    left = first(region.columns, width, step.columns)
    top = first(region.rows, height, step.rows)
  }

  /// The slice's columns of the network's pixels.
  private var columns: [Double] { (0..<width).map { left + Double($0) * step.columns } }
  /// The slice's rows of the network's pixels.
  private var rows: [Double] { (0..<height).map { top + Double($0) * step.rows } }

  /// The input of slices: (slices, channels, height, width).
  func images(_ stack: SliceStack, slices: [Int], input: NetworkInput) -> ImageBatch {
    var batch = ImageBatch(
      count: slices.count, channels: input.channels, height: height, width: width)
    let columns = columns.map { Place($0, count: stack.width) }
    let rows = rows.map { Place($0, count: stack.height) }
    let factor = 1 / (SliceStack.one * stack.scale.deviation)
    let shift = -stack.scale.mean / stack.scale.deviation
    var index = 0
    for slice in slices {
      for source in stack.neighbours(of: slice, number: input.slices) {
        let start = source * stack.pixels
        for row in rows {
          let (upper, lower) = (start + row.first * stack.width, start + row.second * stack.width)
          for column in columns {
            func line(_ start: Int) -> Float {
              let first = Float(stack.values[start + column.first])
              return column.share == 0
                ? first
                : first + column.share * (Float(stack.values[start + column.second]) - first)
            }
            let above = line(upper)
            let value = row.share == 0 ? above : above + row.share * (line(lower) - above)
            batch.values[index] = value * factor + shift
            index += 1
          }
        }
      }
      let positions = positions(stack, slice: slice, input.position)
      batch.values.replaceSubrange(index..<index + positions.count, with: positions)
      index += positions.count
    }
    return batch
  }

  /// Values of the region's pixels, (planes, rows, columns), from those of the window's, (planes, height, width).
  func regionValues(of answer: ArraySlice<Float>, planes: Int) -> [Float] {
    func places(_ range: Range<Int>, _ first: Double, _ step: Double, _ count: Int) -> [Place] {
      range.map { Place((Double($0) - first) / step, count: count, mirrors: false) }
    }
    let columns = places(region.columns, left, step.columns, width)
    let rows = places(region.rows, top, step.rows, height)
    var values: [Float] = []
    values.reserveCapacity(planes * columns.count * rows.count)
    if step == .native, let left = columns.first?.first {
      for plane in 0..<planes {
        for row in rows {
          let start = answer.startIndex + (plane * height + row.first) * width + left
          values += answer[start..<start + columns.count]
        }
      }
      return values
    }
    answer.withUnsafeBufferPointer { answer in
      for plane in 0..<planes {
        for row in rows {
          let upper = (plane * height + row.first) * width
          let lower = (plane * height + row.second) * width
          for column in columns {
            let (a, b) = (answer[upper + column.first], answer[upper + column.second])
            let (c, d) = (answer[lower + column.first], answer[lower + column.second])
            let (above, below) = (a + column.share * (b - a), c + column.share * (d - c))
            values.append(above + row.share * (below - above))
          }
        }
      }
    }
    return values
  }

  /// A place between two neighbouring pixels of a row or column of `count`.
  private struct Place {
    let first: Int, second: Int
    /// What the second counts for, 0…1.
    let share: Float

    /// - mirrors: beyond the edges is the mirror image; otherwise the edge itself
    init(_ place: Double, count: Int, mirrors: Bool = true) {
      let below = place.rounded(.down)
      share = Float(place - below)
      func index(_ place: Int) -> Int {
        mirrors ? PredictionWindow.mirrored(place, count) : min(count - 1, max(0, place))
      }
      (first, second) = (index(Int(below)), index(Int(below) + 1))
    }
  }

  /// The coordinates of the window's pixels.
  private func positions(
    _ stack: SliceStack, slice: Int, _ position: NetworkInput.Position
  ) -> [Float] {
    let columns = columns.map { stack.coordinate(column: Float($0)) }
    let rows = rows.map { stack.coordinate(row: Float($0)) }
    let depth = stack.coordinate(slice: slice)
    var planes: [Float] = []
    if position != .none {
      planes += rows.flatMap { _ in columns }
      planes += rows.flatMap { row in columns.map { _ in row } }
    }
    if position == .space { planes += [Float](repeating: depth, count: width * height) }
    return planes
  }

  /// A place reflected into 0..<count without repeating the edge.
  static func mirrored(_ place: Int, _ count: Int) -> Int {
    guard count > 1 else { return 0 }
    let period = 2 * (count - 1)
    let rest = ((place % period) + period) % period
    return rest < count ? rest : period - rest
  }
}
