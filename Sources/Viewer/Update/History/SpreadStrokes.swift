import Annotation
import Volume

/// `:copy`: the strokes of the slice on screen on many slices at once.
extension ViewerState {
  /// Voxels that one action may change at most: its history is kept in memory.
  static let mostVoxelsOfAnAction = 8_000_000

  mutating func typedCopy(_ words: [String]) {
    guard mayEdit() else { return }
    endStroke()
    guard let slices = slices(named: words.joined(separator: " ")) else {
      return say(
        "expected :copy FROM-TO within 0-\(layout.slices - 1), as :copy 3-9; for one slice y, then P",
        .warning)
    }
    let strokes = strokesOfSlice
    let count = strokes.values.reduce(0) { $0 + $1.count }
    guard count > 0 else { return say("this slice has no strokes to copy", .warning) }
    let others = slices.filter { $0 != slice }
    guard !others.isEmpty else {
      return say("slice \(slice) is the one on screen: name others", .warning)
    }
    let most = Self.mostVoxelsOfAnAction / count
    guard others.count <= most else {
      return say(
        "\(count) voxels on \(others.count) slices are too many at once: take at most \(most) slices",
        .warning)
    }
    let number = open.scribbles.nextStroke
    var changed = 0
    for (label, points) in strokes.sorted(by: { $0.key < $1.key }) {
      let edit = paint(voxels: offsets(of: points, on: others), label: label, stroke: number)
      changed += edit?.changes.count ?? 0
    }
    endEdit()
    say(
      changed == 0
        ? "the slices have these strokes already"
        : "strokes of slice \(slice) put on \(Words.count(others.count, "slice")), "
          + "\(Words.count(changed, "voxel")); u takes them back")
  }

  /// Linear offsets of points of the plane on screen, on several of its slices.
  private func offsets(of points: [SlicePoint], on slices: [Int]) -> [Int] {
    let (layout, size) = (layout, open.volume.geometry.size)
    return slices.flatMap { slice in
      points.map { size.offset(layout.voxel(column: $0.column, row: $0.row, slice: slice)) }
    }
  }

  /// "3-9", "9-3" or "3" as slices of the plane on screen; nil where it is something else.
  private func slices(named text: String) -> ClosedRange<Int>? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map {
      Int($0.split(separator: " ").joined(separator: " "))
    }
    guard (1...2).contains(parts.count), let first = parts[0], let last = parts[parts.count - 1],
      (0..<layout.slices).contains(first), (0..<layout.slices).contains(last)
    else { return nil }
    return min(first, last)...max(first, last)
  }
}
