import Annotation
import Volume

/// Slices marked as empty (`E`): nothing of any class is on them, also not between the background lines.
extension OpenCase {
  /// Rows from one background line to the next, some 6 mm: enough to teach, few enough not to drown the
  /// strokes that were drawn with care.
  static func emptyGap(_ layout: PlaneLayout) -> Int {
    max(2, Int((6 / layout.rowSpacing).rounded()))
  }

  /// Millimetres that the lines reach beyond the strokes of the volume, on each side.
  static let emptyMargin = 5.0

  /// Whether a slice is marked as empty: no class is drawn on it, and there are the lines of `E`.
  ///
  /// Files hold strokes and not what they were made by, so their shape tells: two lines of background or more, from one
  /// column to another, as far apart as `E` puts them. Nobody draws that by hand by accident. Other background may
  /// have been drawn besides.
  func isMarkedEmpty(_ slice: Int) -> Bool {
    let strokes = scribbles.map.slice(slice, along: sliceAxis).values
    guard strokes.allSatisfy({ $0 == 0 || $0 == Scribbles.background }),
      strokes.contains(Scribbles.background)
    else { return false }
    let layout = PlaneLayout(volume.geometry, homePlane)
    let gap = Self.emptyGap(layout)
    return lines(of: slice, layout).values.contains { rows in
      rows.count > 1 && zip(rows, rows.dropFirst()).allSatisfy { $0.1 - $0.0 == gap }
    }
  }

  /// The rows, ascending, of all horizontal lines that are long enough, by their first and last column.
  private func lines(of slice: Int, _ layout: PlaneLayout) -> [ClosedRange<Int>: [Int]] {
    let size = volume.geometry.size
    let shortest = min(
      layout.columns / 2, Int((Self.emptyMargin / layout.columnSpacing).rounded()) + 1)
    var found: [ClosedRange<Int>: [Int]] = [:]
    for row in 0..<layout.rows {
      var start: Int?
      for column in 0...layout.columns {
        let isDrawn =
          column < layout.columns
          && scribbles.map.voxels[
            size.offset(layout.voxel(column: column, row: row, slice: slice))] != 0
        if isDrawn, start == nil { start = column }
        guard !isDrawn, let first = start else { continue }
        start = nil
        if column - first >= shortest { found[first...column - 1, default: []].append(row) }
      }
    }
    return found
  }
}

extension ViewerState {
  /// Whether the slice on screen is marked as empty and nothing else is kept of it: a prediction is not shown
  /// over it then, since accepting would not take it.
  var showsEmptySlice: Bool {
    showsReviewPlane && !open.accepted.isAccepted(reviewSlice) && open.isMarkedEmpty(reviewSlice)
  }
}
