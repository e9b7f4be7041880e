import Foundation
import Neural

/// How wide each class is in a network's answers: thin ones gain most from the gap that strokes leave around organs.
///
///     width_c = 2 · area_c / outline_c                        over the slices looked at, in mm
///     factor_c = min(2, (width of the widest / width_c)^power)
///
/// A gap of like width adds more to a thin organ than to a wide one, relative to its size. Chosen by measurement:
/// docs/explanation/method.md, "The gap around organs".
package struct ClassWidths {
  /// No class gets more than this many times what the widest gets: a few stray pixels have hardly any width.
  static let largestFactor = 2.0

  /// Of each class 1…K, in mm² and mm.
  private var areas: [Double], outlines: [Double]

  /// - Parameter outputs: K+1
  package init(outputs: Int) {
    areas = [Double](repeating: 0, count: outputs - 1)
    outlines = areas
  }

  /// Takes the answer to one slice.
  ///
  /// - answer: with probabilities (K+1, rows, columns), the background not raised
  /// - raise: nats by which the background is raised for this, over all classes alike
  /// - Throws: `NeuralError.shape` for another number of outputs
  /// - pixel: mm between columns, mm between rows
  package mutating func take(
    _ answer: SlicePrediction, width: Int, raise: Double, pixel: (column: Double, row: Double)
  ) throws {
    let raised = try raisedBackground(
      answer.probabilities, by: areas.map { _ in Float(raise) })
    let outputs = largestOutputs(of: raised, classes: areas.count + 1)
    for place in outputs.indices {
      let own = Int(outputs[place])
      if own > 0 { areas[own - 1] += pixel.column * pixel.row }
      func outline(against other: Int, length: Double) {
        guard own != other else { return }
        if own > 0 { outlines[own - 1] += length }
        if other > 0 { outlines[other - 1] += length }
      }
      // Edges to the right and below; what the region's edge cuts is no outline.
      if (place + 1) % width != 0 { outline(against: Int(outputs[place + 1]), length: pixel.row) }
      if place + width < outputs.count {
        outline(against: Int(outputs[place + width]), length: pixel.column)
      }
    }
  }

  /// How many times as many nats as the widest each class 1…K gets; 1 for those that the answers don't show.
  ///
  /// - power: 0 = all alike
  package func factors(power: Double) -> [Double] {
    let widths = zip(areas, outlines).map { $1 > 0 ? 2 * $0 / $1 : 0 }
    let widest = widths.max() ?? 0
    return widths.map { $0 > 0 ? min(ClassWidths.largestFactor, pow(widest / $0, power)) : 1 }
  }
}
