import Neural

/// The rectangle of every slice that goes through the network: the region of interest, enlarged around its
/// middle to sizes that the network can halve often enough.
///
/// The enlargement takes the image's own pixels where there are any, and mirrors beyond its edges.
struct PredictionWindow: Equatable, Sendable {
  let region: RegionOfInterest
  /// First column and row, possibly negative.
  let left: Int, top: Int
  let width: Int, height: Int

  /// - Parameter multiple: sides become multiples of this, at least 16.
  init(_ region: RegionOfInterest, multiple: Int) {
    func side(_ count: Int) -> Int {
      let least = max(count, 16)
      return (least + multiple - 1) / multiple * multiple
    }
    self.region = region
    width = side(region.width)
    height = side(region.height)
    left = region.columns.lowerBound - (width - region.width) / 2
    top = region.rows.lowerBound - (height - region.height) / 2
  }

  /// The input of slices: (slices, channels, height, width).
  func images(_ stack: SliceStack, slices: [Int], input: NetworkInput) -> ImageBatch {
    var batch = ImageBatch(
      count: slices.count, channels: input.channels, height: height, width: width)
    let columns = (left..<left + width).map { PredictionWindow.mirrored($0, stack.width) }
    let rows = (top..<top + height).map { PredictionWindow.mirrored($0, stack.height) }
    let factor = 1 / (SliceStack.one * stack.scale.deviation)
    let shift = -stack.scale.mean / stack.scale.deviation
    var index = 0
    for slice in slices {
      for source in stack.neighbours(of: slice, number: input.slices) {
        for row in rows {
          let start = source * stack.pixels + row * stack.width
          for column in columns {
            batch.values[index] = Float(stack.values[start + column]) * factor + shift
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

  /// The coordinates of the window's pixels.
  private func positions(
    _ stack: SliceStack, slice: Int, _ position: NetworkInput.Position
  ) -> [Float] {
    let columns = (left..<left + width).map { stack.coordinate(column: Float($0)) }
    let rows = (top..<top + height).map { stack.coordinate(row: Float($0)) }
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
