import Volume

/// Where the organ lies in the volumes that taught a network, from the middle of each.
///
/// Coordinates count from the array's middle, where scans of one kind have the organ in about the same place. An image that is
/// cropped or padded on one side has it elsewhere, and the network, which knows where to look, loses it. What it finds all
/// the same says how far the image is off.
package struct OrganPlace: Codable, Equatable, Sendable {
  /// Millimetres along columns, rows and slices from the middle to the median voxel of all classes: the median volume's.
  package let centre: [Double]
  /// How far from that it was in 95 of 100 volumes.
  package let reach: [Double]

  /// Fewer volumes say too little of how its place varies.
  static let fewestVolumes = 8
  /// Nearer than this a place is never called unusual: strokes and answers have not the same middle.
  static let leastReach = 25.0

  /// - Returns: nil where there are too few volumes with strokes of a class
  package init?(of cases: [CaseTargets]) {
    let places = cases.compactMap(\.organPlace)
    guard places.count >= OrganPlace.fewestVolumes else { return nil }
    func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    let middle = (0..<3).map { axis in median(places.map { $0[axis] }) }
    centre = middle
    reach = (0..<3).map { axis in
      let distances = places.map { abs($0[axis] - middle[axis]) }.sorted()
      return max(OrganPlace.leastReach, distances[distances.count * 95 / 100])
    }
  }

  /// Where a stack's coordinates should have their zero so that what has been found in it lies where it usually does; nil where
  /// it does already, or nothing was found.
  ///
  /// - labels: (count, height, width), 0 = background
  package func zero(of stack: SliceStack, finding labels: [UInt8]) -> SIMD3<Double>? {
    let pixels = stack.pixels
    guard
      let found = OrganPlace.median(
        of: labels.indices.lazy.filter { labels[$0] != 0 }.map {
          ($0 % stack.width, $0 % pixels / stack.width, $0 / pixels)
        }, in: (stack.width, stack.height, stack.count))
    else { return nil }
    let spacing = [stack.columnSpacing, stack.rowSpacing, stack.sliceSpacing]
    var (zero, isFar) = (stack.zero, false)
    for axis in 0..<3 {
      let offset = (found[axis] - zero[axis]) * spacing[axis] - centre[axis]
      if abs(offset) > reach[axis] {
        zero[axis] += offset / spacing[axis]
        isFar = true
      }
    }
    return isFar ? zero : nil
  }

  /// The median place along columns, rows and slices; nil of none.
  fileprivate static func median(
    of voxels: some Sequence<(Int, Int, Int)>, in size: (Int, Int, Int)
  ) -> SIMD3<Double>? {
    var counts = [size.0, size.1, size.2].map { [Int](repeating: 0, count: $0) }
    for (column, row, slice) in voxels {
      counts[0][column] += 1
      counts[1][row] += 1
      counts[2][slice] += 1
    }
    let half = (counts[0].reduce(0, +) + 1) / 2
    guard half > 0 else { return nil }
    func place(_ counts: [Int]) -> Double {
      var sum = 0
      return Double(
        counts.firstIndex {
          sum += $0
          return sum >= half
        } ?? 0)
    }
    return SIMD3(place(counts[0]), place(counts[1]), place(counts[2]))
  }
}

extension CaseTargets {
  /// Millimetres from the volume's middle to the median voxel of all strokes of classes, and of accepted ones.
  fileprivate var organPlace: SIMD3<Double>? {
    let voxels = slices.flatMap { slice, known in
      (known.points.filter { $0.target > 0 }.map { Int($0.pixel) }
        + known.dense.indices.filter { known.dense[$0] > 0 })
        .map { ($0 % width, $0 / width, slice) }
    }
    guard let median = OrganPlace.median(of: voxels, in: (width, height, count)) else { return nil }
    let middle = SIMD3(Double(width - 1), Double(height - 1), Double(count - 1)) / 2
    return (median - middle) * SIMD3(columnSpacing, rowSpacing, sliceSpacing)
  }
}
