/// Keeps what a person has drawn or accepted.
///
/// Problem: a network may answer otherwise where the person has already decided.
///
/// Rule: scribbled pixels and accepted slices keep the person's label and have no uncertainty. No option turns this off.
package struct StrokesKept: PredictionStage {
  package func relabel(_ shown: inout ShownSlice, knowing drawn: DrawnSlice) {
    for (pixel, target) in drawn.known.dense.enumerated() where target >= 0 {
      shown.labels[pixel] = drawn.labels[Int(target)]
      shown.uncertainty[pixel] = 0
    }
    for point in drawn.known.points {
      shown.labels[Int(point.pixel)] = drawn.labels[Int(point.target)]
      shown.uncertainty[Int(point.pixel)] = 0
    }
  }
}
