import Volume

/// Which slices a person has marked as empty, as it is recorded.
///
/// A mark lasts while the slice holds background and no class: a piece of its lines may be erased, more background may be
/// drawn. Who erases the last of the background takes the mark away with it.
package struct MarkedSlices: Equatable, Sendable {
  /// The slices that a mark is recorded of.
  package private(set) var recorded: Set<Int>
  /// Whether every mark is recorded; not so in histories from before that, where the lines tell (`EmptyMark`).
  package let isComplete: Bool

  /// Marks from before the first stroke.
  package init(_ recorded: Set<Int> = [], isComplete: Bool = true) {
    (self.recorded, self.isComplete) = (recorded, isComplete)
  }

  /// Records or forgets the mark of a slice.
  package mutating func note(_ change: EmptyChange) {
    if change.isMarked { recorded.insert(change.slice) } else { recorded.remove(change.slice) }
  }

  /// Those of some slices of a sparse label map that are marked as empty.
  package func slices(
    among slices: some Sequence<Int>, of map: LabelMap, in geometry: Geometry, along axis: Axis
  ) -> Set<Int> {
    let known = Set(slices.filter { (0..<map.size[axis]).contains($0) })
    let marked = known.intersection(recorded).filter {
      let labels = map.slice($0, along: axis).values
      return labels.contains(Scribbles.background)
        && labels.allSatisfy { $0 == 0 || $0 == Scribbles.background }
    }
    guard !isComplete else { return marked }
    return marked.union(
      EmptyMark.guessed(among: known.subtracting(marked), of: map, in: geometry, along: axis))
  }
}

/// A slice was marked as empty, or its mark was taken away.
package struct EmptyChange: Equatable, Sendable {
  /// Index along the slice axis.
  package var slice: Int
  /// Whether the slice is marked from here on.
  package var isMarked: Bool

  /// A change of a slice's mark.
  package init(slice: Int, isMarked: Bool) { (self.slice, self.isMarked) = (slice, isMarked) }

  /// The change that takes this one back.
  package var inverse: EmptyChange { EmptyChange(slice: slice, isMarked: !isMarked) }
}
