import Foundation
import Volume

/// Which slice to look at next: uncertain ones far from everything annotated come first.
///
/// score = mean uncertainty of the slice (0…1) x distance in mm to the nearest annotated or accepted
/// slice. Annotated slices and slices that are done score 0.
package struct Worklist: Equatable, Sendable {
  /// One slice.
  package struct Item: Equatable, Sendable {
    /// Index along the slice axis.
    package var slice: Int
    /// Mean of entropy / ln(K+1) over the slice, 0…1; nil = not predicted yet.
    package var uncertainty: Double?
    /// Distance to the nearest annotated slice; nil = nothing is annotated.
    package var distanceMillimetres: Double?
    /// What the order follows.
    package var score: Double
  }

  /// All slices, most urgent first; equal ones by slice.
  package let items: [Item]
  /// Slices that hold scribbles, are accepted or corrected, ascending.
  package let annotated: [Int]

  /// - Parameters:
  ///   - slices: number of slices.
  ///   - spacing: distance between slices in millimetres.
  ///   - uncertainty: mean uncertainty per slice; nil = no prediction, then distance alone counts.
  ///   - annotated: slices with scribbles.
  ///   - review: slices that are done are not proposed.
  package init(
    slices: Int, spacing: Double, uncertainty: [Double]?, annotated: [Int],
    review: ReviewSheet = ReviewSheet()
  ) {
    let done = (0..<slices).filter { review.state(of: $0).isDone }
    let known = Set(annotated).union(done).filter { (0..<slices).contains($0) }.sorted()
    self.annotated = known
    items = (0..<slices).map { slice in
      let nearest = known.map { abs($0 - slice) }.min().map { Double($0) * spacing }
      let doubt = uncertainty.flatMap { $0.indices.contains(slice) ? $0[slice] : nil }
      // Nothing annotated: every slice is equally far away.
      return Item(
        slice: slice, uncertainty: doubt, distanceMillimetres: nearest,
        score: (doubt ?? 1) * (nearest ?? spacing))
    }.sorted { ($1.score, $0.slice) < ($0.score, $1.slice) }
  }

  /// Slices that are neither annotated nor done, most urgent first.
  package var open: [Int] {
    let known = Set(annotated)
    return items.map(\.slice).filter { !known.contains($0) }
  }

  /// The most urgent slice other than `current`; nil when all are annotated or done.
  package func mostUrgent(except current: Int? = nil) -> Int? {
    open.first { $0 != current }
  }

  /// The slice that follows `current` in order of urgency, from the top again after the last.
  package func next(after current: Int) -> Int? {
    let open = open
    guard let place = open.firstIndex(of: current) else { return open.first }
    return open[(place + 1) % open.count]
  }

  /// The next annotated slice above `current`, from the bottom again after the last.
  package func nextAnnotated(after current: Int) -> Int? {
    annotated.first { $0 > current } ?? annotated.first
  }

  /// The next annotated slice below `current`, from the top again after the first.
  package func previousAnnotated(before current: Int) -> Int? {
    annotated.last { $0 < current } ?? annotated.last
  }

  /// Mean uncertainty of every slice of an uncertainty map (0…255 stands for 0…1).
  package static func uncertainty(of map: LabelMap, along axis: Axis) -> [Double] {
    let (width, height, count) = map.size.sliceSize(along: axis)
    let scale = 1 / Double(max(1, width * height) * 255)
    return (0..<count).map { slice in
      Double(map.slice(slice, along: axis).values.reduce(0) { $0 + Int($1) }) * scale
    }
  }
}
