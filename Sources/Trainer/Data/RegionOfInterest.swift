import Volume

/// The part of every slice in which a project's own volumes are trained on and predicted.
///
/// Background scribbles are rings near the organ, and nothing is known about what lies far outside them. The
/// box of all strokes plus a margin therefore bounds training and prediction in plane; every slice takes
/// part, because strokes on a few slices say little about where the organ ends along the slice axis. Accepted
/// slices do not enlarge it: they are dense everywhere.
public struct RegionOfInterest: Equatable, Sendable {
  /// Columns inside.
  public let columns: Range<Int>
  /// Rows inside.
  public let rows: Range<Int>

  /// A box.
  public init(columns: Range<Int>, rows: Range<Int>) {
    self.columns = columns
    self.rows = rows
  }

  /// Whole slices.
  public init(width: Int, height: Int) {
    self.init(columns: 0..<width, rows: 0..<height)
  }

  /// The box of all strokes plus a margin, cut off at the slice's edges; whole slices when there is no stroke
  /// or no margin is given.
  ///
  /// - scribbles: 0 = no scribble, any other label is a stroke
  /// - spacing: millimetres between voxels along i, j, k
  /// - margin: millimetres on each side; nil = the region is off
  public init(around scribbles: LabelMap, axis: Axis, spacing: SIMD3<Double>, margin: Double?) {
    let (width, height, _) = scribbles.size.sliceSize(along: axis)
    guard let margin, margin.isFinite, let box = Box(of: scribbles, axis: axis) else {
      self.init(width: width, height: height)
      return
    }
    let (columnAxis, rowAxis) = axis.inPlane
    func widened(_ range: ClosedRange<Int>, _ spacing: Double, _ limit: Int) -> Range<Int> {
      let voxels = Int((margin / max(spacing, 1e-6)).rounded(.up))
      return max(0, range.lowerBound - voxels)..<min(limit, range.upperBound + voxels + 1)
    }
    self.init(
      columns: widened(box.columns, spacing[columnAxis.rawValue], width),
      rows: widened(box.rows, spacing[rowAxis.rawValue], height))
  }

  /// Columns inside.
  public var width: Int { columns.count }
  /// Rows inside.
  public var height: Int { rows.count }

  /// The smallest box around all strokes.
  private struct Box {
    var columns: ClosedRange<Int>
    var rows: ClosedRange<Int>

    init?(of scribbles: LabelMap, axis: Axis) {
      let (columnAxis, rowAxis) = axis.inPlane
      var (left, right, top, bottom) = (Int.max, Int.min, Int.max, Int.min)
      for (offset, label) in scribbles.voxels.enumerated() where label != 0 {
        let voxel = scribbles.size.voxel(at: offset)
        (left, right) = (min(left, voxel[columnAxis]), max(right, voxel[columnAxis]))
        (top, bottom) = (min(top, voxel[rowAxis]), max(bottom, voxel[rowAxis]))
      }
      guard left <= right, top <= bottom else { return nil }
      columns = left...right
      rows = top...bottom
    }
  }
}
