import Volume

/// The lines that mark a slice as empty (`E` in the viewer): nothing of any class is on it, also not between the lines.
package enum EmptyMark {
  /// Millimetres that the lines reach beyond the strokes of the volume, on each side.
  package static let margin = 5.0

  /// Rows from one background line to the next, some 6 mm: enough to teach, few enough not to drown the
  /// strokes that were drawn with care.
  package static func gap(_ layout: PlaneLayout) -> Int {
    max(2, Int((6 / layout.rowSpacing).rounded()))
  }

  /// The slices of a sparse label map that look as if they were marked: no class is drawn on them, and there are the
  /// lines of `E`.
  ///
  /// Only for strokes without a record of marks (`MarkedSlices`): of journals from before there was one, and of label maps
  /// that strokes are taken from. Their shape tells: two lines of background or more, from one column to another, as
  /// far apart as `E` puts them. Other background may have been drawn besides.
  package static func guessed(
    among slices: some Sequence<Int>, of map: LabelMap, in geometry: Geometry, along axis: Axis
  ) -> Set<Int> {
    let layout = PlaneLayout(geometry, PlaneLayout.plane(through: axis, in: geometry))
    return Set(slices.filter { isMarked($0, map, layout, axis) })
  }

  private static func isMarked(
    _ slice: Int, _ map: LabelMap, _ layout: PlaneLayout, _ axis: Axis
  ) -> Bool {
    let strokes = map.slice(slice, along: axis).values
    guard strokes.allSatisfy({ $0 == 0 || $0 == Scribbles.background }),
      strokes.contains(Scribbles.background)
    else { return false }
    let gap = gap(layout)
    return lines(of: slice, map, layout).values.contains { rows in
      rows.count > 1 && zip(rows, rows.dropFirst()).allSatisfy { $0.1 - $0.0 == gap }
    }
  }

  /// The rows, ascending, of all horizontal lines that are long enough, by their first and last column.
  private static func lines(
    of slice: Int, _ map: LabelMap, _ layout: PlaneLayout
  ) -> [ClosedRange<Int>: [Int]] {
    let shortest = min(layout.columns / 2, Int((margin / layout.columnSpacing).rounded()) + 1)
    var found: [ClosedRange<Int>: [Int]] = [:]
    for row in 0..<layout.rows {
      var start: Int?
      for column in 0...layout.columns {
        let isDrawn =
          column < layout.columns
          && map.voxels[map.size.offset(layout.voxel(column: column, row: row, slice: slice))] != 0
        if isDrawn, start == nil { start = column }
        guard !isDrawn, let first = start else { continue }
        start = nil
        if column - first >= shortest { found[first...column - 1, default: []].append(row) }
      }
    }
    return found
  }
}
