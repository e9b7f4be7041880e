import Foundation
import Neural

/// How surely a network tells the strokes of each class from everything else: what decides how far predictions raise the background.
///
///     m_id = ln p_ic - ln p_id                             at the pixels i of class c's strokes, for all other outputs d
///     nats_c = min(most · factor_c, the cost-quantile over i of min_d (m_id + nats_d)), not below 0; nats of the background are 0
///
/// A class whose own strokes are hardly told from others yet would be swept away by raising the background, or, raised over by
/// more than a class that looks like it, would turn into that one: of no class may raising
/// leave more than a share (cost) of the strokes to others, those counted that are so anyway. Chosen by measurement: docs/explanation/method.md.
struct StrokeMargins {
  /// K+1.
  private let outputs: Int
  /// Of each class 1…K, stroke pixel after stroke pixel: margins over all outputs 0…K; over itself infinite.
  private var margins: [[Float]]

  /// - Parameter outputs: K+1
  init(outputs: Int) {
    self.outputs = outputs
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
      func logarithm(_ output: Int) -> Float {
        log(max(answer.probabilities[output * pixels + inside], 1e-7))
      }
      let own = logarithm(target)
      margins[target - 1] += (0..<outputs).map { $0 == target ? .infinity : own - logarithm($0) }
    }
  }

  /// Nats by which predictions raise the background over each class 1…K.
  ///
  /// A class without strokes gets the smallest of the others: with none it would gain on them.
  ///
  /// - most: nats at which it ends, for each class 1…K (thin ones more: `ClassWidths`)
  /// - cost: share of a class's strokes that may be lost then, below 1
  func raise(most: [Double], cost: Double) -> [Float] {
    let drawn = margins.indices.filter { !margins[$0].isEmpty }
    var raise = most.map { Float($0) }
    // What one class cannot bear the others may not have either: on from the largest until nothing changes. Classes that
    // take strokes from each other would go down step by step for long; a few rounds say enough of them.
    for _ in 0..<StrokeMargins.rounds {
      let before = raise
      for index in drawn {
        let bearable = bearable(index, raise, among: drawn, cost: cost)
        raise[index] = min(raise[index], max(0, bearable))
      }
      if raise == before { break }
    }
    let smallest = drawn.map { raise[$0] }.min() ?? 0
    return raise.indices.map { drawn.contains($0) ? raise[$0] : smallest }
  }

  private static let rounds = 8

  /// The most that a class can bear while the others have what they have.
  private func bearable(_ index: Int, _ raise: [Float], among drawn: [Int], cost: Double) -> Float {
    let rivals: [(output: Int, nats: Float)] = [(0, 0)] + drawn.map { ($0 + 1, raise[$0]) }
    let strokes = stride(from: 0, to: margins[index].count, by: outputs).map { start in
      rivals.map { margins[index][start + $0.output] + $0.nats }.min() ?? 0
    }
    return strokes.sorted()[Int(cost * Double(strokes.count))].nextDown
  }
}
