import Foundation
import Neural

/// How surely a network tells the strokes of each class from background: what decides how far predictions raise the background.
///
///     m_i = ln p_ic - ln p_i0                          at the pixels i of class c's strokes
///     nats_c = min(most · factor_c, the cost-quantile of m_c), not below 0
///
/// A class whose own strokes are hardly told from background yet would be swept away by raising it: of no class may raising
/// leave more than a share (cost) of the strokes to background, those counted that are so anyway. Chosen by measurement: docs/explanation/method.md.
struct StrokeMargins {
  /// Margins of each class 1…K.
  private var margins: [[Float]]

  /// - Parameter outputs: K+1
  init(outputs: Int) {
    margins = [[Float]](repeating: [], count: outputs - 1)
  }

  /// Takes the strokes of one slice.
  ///
  /// - answer: with probabilities, of a network whose background is not raised
  /// - width: of the whole slice
  mutating func take(
    _ answer: SlicePrediction, _ targets: SliceTargets, region: RegionOfInterest, width: Int
  ) {
    let pixels = region.width * region.height
    for (inside, target) in targets.strokes(in: region, width: width) {
      let own = answer.probabilities[target * pixels + inside]
      let background = answer.probabilities[inside]
      margins[target - 1].append(log(max(own, 1e-7) / max(background, 1e-7)))
    }
  }

  /// Nats by which predictions raise the background over each class 1…K.
  ///
  /// A class without strokes gets the smallest of the others: with none it would gain on them.
  ///
  /// - most: nats at which it ends, for each class 1…K (thin ones more: `ClassWidths`)
  /// - cost: share of a class's strokes that may be background then, below 1
  func raise(most: [Double], cost: Double) -> [Float] {
    let measured = zip(margins, most).map { margins, most -> Float? in
      guard !margins.isEmpty else { return nil }
      let bearable = margins.sorted()[Int(cost * Double(margins.count))].nextDown
      return min(Float(most), max(0, bearable))
    }
    let smallest = measured.compactMap { $0 }.min() ?? 0
    return measured.map { $0 ?? smallest }
  }
}
