import Annotation
import Volume

/// Slices between accepted ones, kept by shape as a starting point for corrections.
extension ViewerState {
  /// `Z`: the slice on screen.
  mutating func interpolate() {
    guard mayReview() else { return }
    let here = reviewSlice
    guard !open.review.state(of: here).isDone else {
      return say("slice \(here) is \(open.review.state(of: here).rawValue) and stays", .warning)
    }
    guard !open.isMarkedEmpty(here) else {
      return say("slice \(here) is marked as empty: X takes that away, then Z", .warning)
    }
    guard let (below, above) = neighbours(of: here) else {
      return say(
        "slice \(here) does not lie between accepted slices: accept one on each side, then Z",
        .warning
      )
    }
    let shapes = self.shapes(from: below, to: above)
    let changes = self.changes(at: here, shapes, below, above)
    guard !changes.isEmpty else {
      return say("slice \(here) is kept as these labels already: A accepts them")
    }
    open.hasUnwrittenCorrections = true
    perform([.kept(changes)])
    say(
      "slice \(here) interpolated from \(below) and \(above) and kept: strokes correct it, A accepts it"
    )
  }

  /// `:interpolate`: every slice between accepted ones, as one action.
  mutating func interpolateAll() {
    guard mayReview() else { return }
    let sources = interpolationSources
    var (changes, filled, left): ([Change], Int, Int) = ([], 0, 0)
    let (width, height, _) = open.volume.geometry.size.sliceSize(along: open.sliceAxis)
    for (below, above) in zip(sources, sources.dropFirst()) where above - below > 1 {
      let between = (below + 1..<above).filter { !open.isMarkedEmpty($0) }
      guard !between.isEmpty else { continue }
      let shapes = self.shapes(from: below, to: above)
      for slice in between {
        guard changes.count + width * height <= Self.mostVoxelsOfAnAction else {
          left += 1
          continue
        }
        let more = self.changes(at: slice, shapes, below, above)
        filled += more.isEmpty ? 0 : 1
        changes += more
      }
    }
    guard !changes.isEmpty else {
      return say("nothing to interpolate: no slices left between accepted ones", .warning)
    }
    open.hasUnwrittenCorrections = true
    perform([.kept(changes)])
    let more = left == 0 ? "" : "; \(left) are left: :interpolate again"
    say("\(Words.count(filled, "slice")) interpolated and kept: u takes all back\(more)")
  }

  /// Slices that others are interpolated from, ascending.
  private var interpolationSources: [Int] {
    (0..<open.slices).filter {
      open.review.state(of: $0).isDone && open.accepted.isAccepted($0)
    }
  }

  private func neighbours(of slice: Int) -> (below: Int, above: Int)? {
    let sources = interpolationSources
    guard let below = sources.last(where: { $0 < slice }),
      let above = sources.first(where: { $0 > slice })
    else { return nil }
    return (below, above)
  }

  private func shapes(from below: Int, to above: Int) -> ShapeInterpolation? {
    guard let first = open.accepted.dense(below), let last = open.accepted.dense(above) else {
      return nil
    }
    let (columns, rows) = open.sliceAxis.inPlane
    let geometry = open.volume.geometry
    return ShapeInterpolation(
      from: first, to: last,
      spacing: (geometry.spacing(along: columns), geometry.spacing(along: rows)))
  }

  private func changes(
    at slice: Int, _ shapes: ShapeInterpolation?, _ below: Int, _ above: Int
  ) -> [Change] {
    let fraction = Double(slice - below) / Double(above - below)
    return shapes.map { open.changesToKeep(slice, as: $0.slice(at: fraction)) } ?? []
  }
}
