/// Takes a false organ away from around the line that was drawn through it.
///
/// Problem: training learns the pixels of a thin line sooner than what the person meant by it: that this organ is not here. The
/// organ would stand beside the line for many steps.
///
/// Rule (`StrokeSurroundings`): the line takes with it what lies around it, in the part of the answer that it crosses. Around each
/// of its points the largest disc that fits into this part becomes the line's label; the part's outline beside the line ends the
/// discs, and where the line leaves a leak for the organ itself, they are at most twice as large as usual.
///
/// Gain: docs/explanation/choices.md, the rows that begin with "Corrections". Option: predict.surroundings.
package struct DeniedOrgan: PredictionStage {
  package func relabel(_ shown: inout ShownSlice, knowing drawn: DrawnSlice) {
    guard drawn.known.dense.isEmpty else { return }
    let points = drawn.known.points.map {
      StrokeSurroundings.Point(pixel: Int($0.pixel), label: drawn.labels[Int($0.target)])
    }
    shown.labels = StrokeSurroundings(
      of: points, answer: shown.labels, width: drawn.width, columnSpacing: drawn.columnSpacing,
      rowSpacing: drawn.rowSpacing
    ).relabelled()
  }
}
