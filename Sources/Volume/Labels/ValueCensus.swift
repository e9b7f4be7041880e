/// Which numbers a label map's file has, how often, and on which slices.
package struct ValueCensus: Sendable {
  /// One number.
  package struct Entry: Equatable, Sendable {
    /// The number.
    package let number: Int
    /// How many voxels have it.
    package var voxels = 0
    /// How many slices have such voxels.
    package var slices = 0
    /// The first and the last of them.
    package var first = 0, last = -1
  }

  /// Ascending.
  package let entries: [Entry]
  /// Voxels in all.
  let total: Int

  /// Counts; slices lie across the axis along which people count them.
  package init(_ map: NumberMap) {
    let axis = map.header?.geometry.sliceAxis ?? .k
    let (columns, rows) = (map.size.i, map.size.j)
    var found: [Int32: Entry] = [:]
    // Neighbours are mostly alike.
    var entry = Entry(number: -1)
    for (offset, number) in map.numbers.enumerated() {
      let slice =
        switch axis {
        case .i: offset % columns
        case .j: offset / columns % rows
        case .k: offset / (columns * rows)
        }
      if Int(number) != entry.number {
        if entry.number >= 0 { found[Int32(entry.number)] = entry }
        entry = found[number] ?? Entry(number: Int(number), first: slice)
      }
      entry.voxels += 1
      if axis == .k, entry.last != slice { entry.slices += 1 }
      entry.first = min(entry.first, slice)
      entry.last = max(entry.last, slice)
    }
    if entry.number >= 0 { found[Int32(entry.number)] = entry }
    if axis != .k { ValueCensus.countSlices(map, axis, &found) }
    (entries, total) = (found.values.sorted { $0.number < $1.number }, map.numbers.count)
  }

  /// Slices that do not lie one after another in memory.
  private static func countSlices(_ map: NumberMap, _ axis: Axis, _ found: inout [Int32: Entry]) {
    for index in 0..<map.size[axis] {
      let values = Set(Slice(of: map.numbers, size: map.size, index: index, along: axis).values)
      for number in values { found[number]?.slices += 1 }
    }
  }

  /// A line for each number, the first dozen.
  package var lines: [String] {
    let shown = entries.prefix(12)
    func padded(_ number: Int, _ all: [Int]) -> String {
      let width = all.map { "\($0)".count }.max() ?? 0
      return String(repeating: " ", count: width - "\(number)".count) + "\(number)"
    }
    let lines = shown.map { entry in
      let place =
        entry.first == entry.last
        ? "slice \(entry.first)" : "\(entry.slices) slices (\(entry.first) to \(entry.last))"
      return "  \(padded(entry.number, shown.map(\.number))): "
        + "\(padded(entry.voxels, shown.map(\.voxels))) voxels on \(place)"
    }
    let more = entries.count - shown.count
    return lines + (more > 0 ? ["  and \(more) numbers more"] : [])
  }
}
