import Prediction

/// How often a prediction had labelled the voxels of strokes as a person then drew them: counted before any step has learnt
/// these strokes.
struct Agreement: Equatable {
  /// Voxels of the strokes on slices that were predicted.
  private(set) var strokes = 0
  /// Those of them that the prediction had labelled so.
  private(set) var agreeing = 0

  /// 0…1; nil where nothing was drawn on a prediction.
  var share: Double? { strokes > 0 ? Double(agreeing) / Double(strokes) : nil }

  /// Counts the strokes of a case that have come since it was read before.
  ///
  /// - labels: of every output of the network, 0 first
  mutating func count(
    _ known: CaseTargets, since before: CaseTargets, shown prediction: VolumePrediction,
    labels: [UInt8]
  ) {
    let size = known.width * known.height
    for (slice, targets) in known.slices where prediction.stamps[slice] != nil {
      let old = Dictionary(
        (before.slices[slice]?.points ?? []).map { ($0.pixel, $0.target) },
        uniquingKeysWith: { $1 })
      for point in targets.points where old[point.pixel] != point.target {
        strokes += 1
        let answer = prediction.raw[slice * size + Int(point.pixel)]
        if answer == labels[Int(point.target)] { agreeing += 1 }
      }
    }
  }
}
