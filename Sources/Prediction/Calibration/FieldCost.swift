/// What a field costs each class of its own strokes: where organs don't differ from what surrounds them, or are no wider than
/// its window, it washes them away, and the strokes know it first.
///
///     cost_c = (pixels of c's strokes that are c before the field - those that are c behind it) / pixels of c's strokes
///
/// Chosen by measurement: docs/explanation/method.md, "Outlines and the image".
package struct FieldCost {
  /// So many pixels say nothing, however few the strokes have.
  static let fewest = 3

  /// Of each class 1…K.
  private var strokes: [Int], lost: [Int]

  /// - Parameter outputs: K+1
  package init(outputs: Int) {
    strokes = [Int](repeating: 0, count: outputs - 1)
    lost = strokes
  }

  /// Takes the strokes of one slice.
  ///
  /// - answer: outputs behind the field, with `SlicePrediction.Parts.beforeField`
  /// - width: of the whole slice
  package mutating func take(
    _ answer: SlicePrediction, _ targets: SliceTargets, region: RegionOfInterest, width: Int
  ) {
    let before = largestOutputs(of: answer.probabilities, classes: strokes.count + 1)
    for (inside, target) in targets.strokes(in: region, width: width) {
      strokes[target - 1] += 1
      if Int(before[inside]) == target { lost[target - 1] += 1 }
      if Int(answer.outputs[inside]) == target { lost[target - 1] -= 1 }
    }
  }

  /// Whether some class loses more than a share of its strokes, and more than a few pixels.
  package func exceeds(_ share: Double) -> Bool {
    zip(lost, strokes).contains {
      $0 > FieldCost.fewest && Double($0) > share * Double($1)
    }
  }
}
