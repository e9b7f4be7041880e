import Volume

/// How many voxels of each label the slices of a label map hold, kept beside the map: after a change one slice is
/// counted again and not the volume. Label 0 is not counted.
package struct SliceCounts: Equatable, Sendable {
  private var slices: [[UInt8: Int]]
  private var totals = [Int](repeating: 0, count: 256)

  /// Of a map without labels.
  package init(slices: Int) { self.slices = Array(repeating: [:], count: slices) }

  /// Of the slices of a map across an axis.
  package init(_ map: LabelMap, along axis: Axis) {
    self.init(slices: map.size[axis])
    for slice in slices.indices { renew(slice, map.slice(slice, along: axis).values) }
  }

  /// How many voxels of the whole map have a label.
  package subscript(label: UInt8) -> Int { totals[Int(label)] }

  /// How many voxels of a slice have a label.
  package subscript(label: UInt8, slice slice: Int) -> Int { slices[slice][label] ?? 0 }

  /// Whether no voxel has a label.
  package var isEmpty: Bool { slices.allSatisfy(\.isEmpty) }

  /// Counts a slice again.
  package mutating func renew(_ slice: Int, _ values: [UInt8]) {
    for (label, count) in slices[slice] { totals[Int(label)] -= count }
    var counts = [Int](repeating: 0, count: 256)
    for label in values { counts[Int(label)] += 1 }
    slices[slice] = [:]
    for label in 1..<256 where counts[label] > 0 {
      slices[slice][UInt8(label)] = counts[label]
      totals[label] += counts[label]
    }
  }
}
