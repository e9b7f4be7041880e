import Neural

/// What lies between a network's own answer and the one that is shown.
struct AnswerCorrection: Equatable, Sendable {
  /// Nats by which the background is raised over each class 1…K; empty = not at all.
  var raise: [Float] = []
  /// What the raised answer goes through; nil = nothing.
  var field: RandomField?
}

/// What a field costs each class of its own strokes: where organs don't differ from what surrounds them, or are no wider than
/// its window, it washes them away, and the strokes know it first.
///
///     cost_c = (pixels of c's strokes that are c before the field - those that are c behind it) / pixels of c's strokes
///
/// Chosen by measurement: docs/explanation/method.md, "Outlines and the image".
struct FieldCost {
  /// Of each class 1…K.
  private var strokes: [Int], lost: [Int]

  /// - Parameter outputs: K+1
  init(outputs: Int) {
    strokes = [Int](repeating: 0, count: outputs - 1)
    lost = strokes
  }

  /// Takes the strokes of one slice.
  ///
  /// - answer: behind the field, with `SlicePrediction.Parts.ownProbabilities`, those before it
  /// - width: of the whole slice
  mutating func take(
    _ answer: SlicePrediction, _ targets: SliceTargets, region: RegionOfInterest, width: Int
  ) {
    let before = largestOutputs(of: answer.probabilities, classes: strokes.count + 1)
    for (inside, target) in targets.strokes(in: region, width: width) {
      strokes[target - 1] += 1
      if Int(before[inside]) == target { lost[target - 1] += 1 }
      if Int(answer.outputs[inside]) == target { lost[target - 1] -= 1 }
    }
  }

  /// What the class that loses most loses; 0 without strokes.
  var largest: Double {
    zip(lost, strokes).map { $1 > 0 ? Double($0) / Double($1) : 0 }.max() ?? 0
  }
}

extension SliceTargets {
  /// Pixels of the strokes of classes 1…K in a region: where they lie in it, row after row, and the class.
  ///
  /// - width: of the whole slice
  func strokes(in region: RegionOfInterest, width: Int) -> [(inside: Int, target: Int)] {
    points.compactMap { point in
      let (row, column) = (Int(point.pixel) / width, Int(point.pixel) % width)
      guard point.target > 0, region.rows.contains(row), region.columns.contains(column) else {
        return nil
      }
      return (
        (row - region.rows.lowerBound) * region.width + column - region.columns.lowerBound,
        Int(point.target)
      )
    }
  }
}
