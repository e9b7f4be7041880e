/// A letter for what has been done to slices: drawn on, decided.
struct SliceSigns {
  private let state: ViewerState
  private let theme: Theme
  private let annotated: Set<Int>

  init(_ state: ViewerState, _ theme: Theme) {
    self.state = state
    self.theme = theme
    annotated = Set(state.open.scribbles.annotatedSlices)
  }

  /// The letter of neighbouring slices: of the one that needs most attention.
  func sign(of slices: Range<Int>) -> (glyph: Unicode.Scalar, ink: Ink) {
    let states = slices.map { state.open.review.state(of: $0) }
    if states.contains(.rejected) { return ("R", theme.warning) }
    if zip(slices, states).contains(where: { annotated.contains($0) && !$1.isDone }) {
      return ("s", theme.accent)
    }
    guard states.allSatisfy(\.isDone) else { return (theme.dot, theme.dim) }
    return (states.contains(.corrected) ? "C" : "A", theme.good)
  }
}
