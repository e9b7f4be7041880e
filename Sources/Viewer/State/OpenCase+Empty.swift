import Annotation
import Volume

/// Slices marked as empty, kept at hand: every frame asks for them.
extension OpenCase {
  /// Whether a slice is marked as empty.
  func isMarkedEmpty(_ slice: Int) -> Bool { emptySlices.contains(slice) }

  /// Looks at slices whose strokes have changed.
  mutating func renewEmptyMarks(_ slices: some Collection<Int>) {
    emptySlices.subtract(slices)
    emptySlices.formUnion(
      scribbles.emptySlices(among: slices, in: volume.geometry))
  }
}

extension ViewerState {
  /// Whether the slice on screen is marked as empty and nothing else is kept of it: a prediction is not shown
  /// over it then, since accepting would not take it.
  var showsEmptySlice: Bool {
    showsReviewPlane && open.shown.source(of: reviewSlice) == .markedEmpty
  }
}
