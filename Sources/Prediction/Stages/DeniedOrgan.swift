/// Takes a false organ away from around the line that was drawn through it.
///
/// Problem: training learns the pixels of a thin line sooner than what the person meant by it: that this organ is not here. The
/// organ would stand beside the line for many steps.
///
/// Rule: `StrokeSurroundings`, the discs around the line that fit into the part which it crosses take the line's label.
///
/// Gain: Benchmarks/ablation.csv, docs/explanation/choices.md.
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
