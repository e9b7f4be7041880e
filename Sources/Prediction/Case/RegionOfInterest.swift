import Volume

/// The part of every slice in which a project's own volumes are trained on and predicted.
///
/// Background scribbles are rings near the organ, and nothing is known about what lies far outside them. The
/// box of all strokes plus a margin therefore bounds training and prediction in plane; every slice takes
/// part, because strokes on a few slices say little about where the organ ends along the slice axis. Accepted
/// slices do not enlarge it: they are dense everywhere. Labels of another program do (`DrawnLabels.box`).
package struct RegionOfInterest: Equatable, Sendable {
  /// Columns inside.
  package let columns: Range<Int>
  /// Rows inside.
  package let rows: Range<Int>
  /// The strokes' box without the margin; nil where the region is whole slices.
  private let strokes: Box?

  /// A box.
  package init(columns: Range<Int>, rows: Range<Int>) {
    self.init(columns: columns, rows: rows, strokes: nil)
  }

  private init(columns: Range<Int>, rows: Range<Int>, strokes: Box?) {
    (self.columns, self.rows, self.strokes) = (columns, rows, strokes)
  }

  /// Whole slices.
  package init(width: Int, height: Int) {
    self.init(columns: 0..<width, rows: 0..<height)
  }

  /// The box of all strokes plus a margin, cut off at the slice's edges; whole slices when there is no stroke
  /// or no margin is given.
  ///
  /// - scribbles: in the order of the stack; 0 = no scribble, any other label is a stroke
  /// - spacing: millimetres between columns, rows and slices
  /// - margin: millimetres on each side; nil = the region is off
  package init(around scribbles: LabelMap, spacing: SIMD3<Double>, margin: Double?) {
    let (width, height) = (scribbles.size.i, scribbles.size.j)
    guard let margin, margin.isFinite, let box = Box(of: scribbles) else {
      self.init(width: width, height: height)
      return
    }
    func widened(_ range: ClosedRange<Int>, _ spacing: Double, _ limit: Int) -> Range<Int> {
      let voxels = Int((margin / max(spacing, 1e-6)).rounded(.up))
      return max(0, range.lowerBound - voxels)..<min(limit, range.upperBound + voxels + 1)
    }
    self.init(
      columns: widened(box.columns, spacing.x, width),
      rows: widened(box.rows, spacing.y, height), strokes: box)
  }

  /// The outermost pixels of the region (row · width + column), on the sides that lie clear of the strokes' box.
  ///
  /// What lies beyond the region counts as background, so on a slice with strokes its edge does too. Without that,
  /// nothing tells the network what the corners outside a person's strokes are, and a class may run out there.
  func frame(sliceWidth: Int) -> [Int32] {
    guard let strokes, !columns.isEmpty, !rows.isEmpty else { return [] }
    let clearance = RegionOfInterest.clearance
    var sides: [(rows: Range<Int>, columns: Range<Int>)] = []
    func add(_ rows: Range<Int>, _ columns: Range<Int>, distance: Int) {
      if distance >= clearance { sides.append((rows, columns)) }
    }
    let (left, right) = (columns.lowerBound, columns.upperBound - 1)
    let (top, bottom) = (rows.lowerBound, rows.upperBound - 1)
    add(rows, left..<left + 1, distance: strokes.columns.lowerBound - left)
    add(rows, right..<right + 1, distance: right - strokes.columns.upperBound)
    add(top..<top + 1, columns, distance: strokes.rows.lowerBound - top)
    add(bottom..<bottom + 1, columns, distance: bottom - strokes.rows.upperBound)
    let pixels = sides.flatMap { side in
      side.rows.flatMap { row in side.columns.map { Int32(row * sliceWidth + $0) } }
    }
    return Set(pixels).sorted()
  }

  /// A grid of pixels outside the region: a thin sample of what lies far from all strokes. None where the region is whole
  /// slices.
  ///
  /// - width, height: of a slice
  /// - step: pixels between neighbours of the grid
  func sampleOutside(width: Int, height: Int, every step: Int) -> [Int32] {
    guard strokes != nil else { return [] }
    return stride(from: step / 2, to: height, by: step).flatMap { row in
      stride(from: step / 2, to: width, by: step).compactMap { column in
        rows.contains(row) && columns.contains(column) ? nil : Int32(row * width + column)
      }
    }
  }

  /// Fewest pixels between the strokes' box and an edge that is taken for background.
  private static var clearance: Int { 3 }

  /// Columns inside.
  package var width: Int { columns.count }
  /// Rows inside.
  package var height: Int { rows.count }

  /// The same part of a slice, whatever strokes it was made from.
  package static func == (a: RegionOfInterest, b: RegionOfInterest) -> Bool {
    a.columns == b.columns && a.rows == b.rows
  }

  /// The smallest box around all strokes.
  private struct Box: Equatable, Sendable {
    var columns: ClosedRange<Int>
    var rows: ClosedRange<Int>

    init?(of scribbles: LabelMap) {
      var (left, right, top, bottom) = (Int.max, Int.min, Int.max, Int.min)
      for (offset, label) in scribbles.voxels.enumerated() where label != 0 {
        let voxel = scribbles.size.voxel(at: offset)
        (left, right) = (min(left, voxel.i), max(right, voxel.i))
        (top, bottom) = (min(top, voxel.j), max(bottom, voxel.j))
      }
      guard left <= right, top <= bottom else { return nil }
      columns = left...right
      rows = top...bottom
    }
  }
}
