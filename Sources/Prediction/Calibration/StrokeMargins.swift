import Foundation
import Neural

/// How surely a network tells the strokes of each class from everything else: what decides how far predictions raise the background.
///
///     m_id = ln p_ic - ln p_id                             at the pixels i of class c's strokes, for all other outputs d
///     nats_c = min(most · factor_c, the most that takes at most a share (cost) of the i), not below 0
///              i is taken when min_d (m_id + nats_d) is less; nats of the background are 0
///
/// A class whose own strokes are hardly told from background yet would be swept away by raising the background, or, raised over by
/// more than a class that looks like it, would turn into that one: raising may take no more than a share (cost) of a class's
/// strokes. Not counted are those that are background anyway (m_i0 < 0): a correction is drawn where the answer is wrong, and
/// one new line of a class would otherwise end its raise in the whole volume until it is learnt. Nor are other classes where the
/// pixel is theirs anyway (m_id < 0): only the difference of two classes' nats matters between them, and each would pull the
/// other down for nothing. Chosen by measurement: docs/explanation/method.md.
package struct StrokeMargins {
  /// K+1.
  private let outputs: Int
  /// Of each class 1…K, stroke pixel after stroke pixel: margins over all outputs 0…K; over itself infinite.
  private var margins: [[Float]]

  /// - Parameter outputs: K+1
  package init(outputs: Int) {
    self.outputs = outputs
    margins = [[Float]](repeating: [], count: outputs - 1)
  }

  /// Takes the strokes of one slice.
  ///
  /// - answer: with probabilities, of a network whose background is not raised
  /// - width: of the whole slice
  package mutating func take(
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
  package func raise(most: [Double], cost: Double) -> [Float] {
    let drawn = margins.indices.filter { !margins[$0].isEmpty }
    var raise = most.map { Float($0) }
    func levelOthers() {
      let smallest = drawn.map { raise[$0] }.min() ?? 0
      for index in raise.indices where !drawn.contains(index) { raise[index] = smallest }
    }
    levelOthers()
    // What one class can't bear, those that look like it may not have either; a chain of such is no longer than the classes.
    for _ in 0..<raise.count {
      for index in drawn {
        raise[index] = min(raise[index], max(0, bearable(index, raise, cost: cost)))
      }
      levelOthers()
    }
    return raise
  }

  /// The most that a class can bear while the others have what they have.
  private func bearable(_ index: Int, _ raise: [Float], cost: Double) -> Float {
    let own = margins[index]
    let starts = stride(from: 0, to: own.count, by: outputs)
    let bounds = starts.filter { own[$0] >= 0 }.map { start in
      (1..<outputs).reduce(own[start]) { least, output in
        let margin = own[start + output]
        return margin < 0 ? least : min(least, margin + raise[output - 1])
      }
    }
    let place = Int(cost * Double(own.count / outputs))
    return place < bounds.count ? bounds.sorted()[place].nextDown : 0
  }
}
