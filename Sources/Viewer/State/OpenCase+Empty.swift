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

  /// Whether a slice is marked as empty: the lines are all there, and no class has been drawn since.
  func isMarkedEmpty(_ slice: Int) -> Bool {
    guard let lines = emptyLines[slice],
      lines.allSatisfy({ scribbles.map.voxels[$0] == Scribbles.background })
    else { return false }
    return hasNoClass(slice)
  }

  private func hasNoClass(_ slice: Int) -> Bool {
    scribbles.map.slice(slice, along: sliceAxis).values.allSatisfy {
      $0 == 0 || $0 == Scribbles.background
    }
  }

  /// The lines of slices that were marked as empty before the volume was opened.
  ///
  /// Files hold strokes and not what they were made by, so their shape tells: no class, and two lines or more
  /// from one column to another, as far apart as `E` puts them. Nobody draws that by hand by accident.
  func findEmptyLines() -> [Int: [Int]] {
    var found: [Int: [Int]] = [:]
    for slice in scribbles.annotatedSlices where hasNoClass(slice) {
      found[slice] = drawnLines(of: slice)
    }
    return found
  }

  /// All strokes of a slice if they are such lines and nothing else.
  private func drawnLines(of slice: Int) -> [Int]? {
    let layout = PlaneLayout(volume.geometry, homePlane)
    let size = volume.geometry.size
    let shortest = min(
      layout.columns / 2, Int((Self.emptyMargin / layout.columnSpacing).rounded()) + 1)
    var (rows, offsets): ([Int], [Int]) = ([], [])
    var extent: ClosedRange<Int>?
    for row in 0..<layout.rows {
      func offset(_ column: Int) -> Int {
        size.offset(layout.voxel(column: column, row: row, slice: slice))
      }
      let drawn = (0..<layout.columns).filter { scribbles.map.voxels[offset($0)] != 0 }
      guard let first = drawn.first, let last = drawn.last else { continue }
      let line = first...last
      guard line.count == drawn.count, line.count >= shortest, extent == nil || extent == line
      else { return nil }
      extent = line
      rows.append(row)
      offsets += drawn.map(offset)
    }
    let gap = Self.emptyGap(layout)
    let isEven = zip(rows, rows.dropFirst()).allSatisfy { $0.1 - $0.0 == gap }
    return rows.count > 1 && isEven ? offsets : nil
  }
}

extension ViewerState {
  /// Whether the slice on screen is marked as empty and nothing else is kept of it: a prediction is not shown
  /// over it then, since accepting would not take it.
  var showsEmptySlice: Bool {
    showsReviewPlane && !open.accepted.isAccepted(reviewSlice) && open.isMarkedEmpty(reviewSlice)
  }
}
