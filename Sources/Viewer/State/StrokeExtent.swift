import Annotation
import Volume

/// How far the strokes of a volume reach along each axis, kept up to date edit by edit.
struct StrokeExtent: Equatable, Sendable {
  /// Scribbled voxels at every index of the three axes.
  private var counts: [[Int]]
  private let size: GridSize

  init(of map: LabelMap) {
    size = map.size
    counts = Axis.allCases.map { [Int](repeating: 0, count: map.size[$0]) }
    for (offset, label) in map.voxels.enumerated() where label != 0 { count(offset, 1) }
  }

  private mutating func count(_ offset: Int, _ step: Int) {
    let voxel = size.voxel(at: offset)
    for axis in Axis.allCases { counts[axis.rawValue][voxel[axis]] += step }
  }

  /// Takes an edit into account.
  mutating func note(_ edit: Edit) {
    for change in edit.changes {
      let step = (change.new != 0 ? 1 : 0) - (change.old != 0 ? 1 : 0)
      if step != 0 { count(change.voxel, step) }
    }
  }

  /// First and last index with a stroke along an axis; nil where there is no stroke.
  func range(along axis: Axis) -> ClosedRange<Int>? {
    let counts = counts[axis.rawValue]
    guard let first = counts.firstIndex(where: { $0 > 0 }),
      let last = counts.lastIndex(where: { $0 > 0 })
    else { return nil }
    return first...last
  }
}

extension ViewerState {
  /// The region of interest along an axis of the slices: the strokes, what was imported and the margin around them, as the
  /// trainer takes it. Nil where nothing bounds training: along the slice axis, without strokes or margin.
  func region(along axis: Axis) -> ClosedRange<Int>? {
    guard let margin = project.regionMargin, margin.isFinite, axis != open.sliceAxis,
      var strokes = open.extent.range(along: axis)
    else { return nil }
    if let imported = open.imported?.range(along: axis, in: open.importedSlices) {
      strokes = strokes.joined(with: imported)
    }
    let geometry = open.volume.geometry
    let voxels = Int((margin / max(geometry.spacing(along: axis), 1e-6)).rounded(.up))
    return max(
      0, strokes.lowerBound - voxels)...min(
        geometry.size[axis] - 1, strokes.upperBound + voxels)
  }

  /// The region of interest in the slice on screen, in columns and rows; whole sides where nothing bounds it.
  var regionOnScreen: (columns: ClosedRange<Int>, rows: ClosedRange<Int>)? {
    let layout = layout
    func side(_ axis: Axis, _ isFlipped: Bool, _ count: Int) -> ClosedRange<Int>? {
      guard let range = region(along: axis) else { return nil }
      return isFlipped ? count - 1 - range.upperBound...count - 1 - range.lowerBound : range
    }
    let columns = side(layout.rightAxis, layout.rightFlipped, layout.columns)
    let rows = side(layout.downAxis, layout.downFlipped, layout.rows)
    guard columns != nil || rows != nil else { return nil }
    return (columns ?? 0...layout.columns - 1, rows ?? 0...layout.rows - 1)
  }
}
