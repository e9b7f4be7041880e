import Neural

/// Measures on scribbled slices how far predictions raise the background over each class.
final class RaiseMeter {
  /// Scribbled slices of each class that are looked at, evenly spread over the data.
  static let slicesOfClass = 6

  private let settings: PublishingSettings
  private let data: Dataset
  private let predictor: SlicePredictor
  private var known: (step: Int, raise: [Float])?

  /// - Parameter predictor: loaded with the network's own answer while it measures
  init(_ settings: PublishingSettings, _ data: Dataset, _ predictor: SlicePredictor) {
    (self.settings, self.data, self.predictor) = (settings, data, predictor)
  }

  /// Nats over each class 1…K for the teacher of a state; measured once a step.
  ///
  /// When an image can't be read at the moment, the last measurement: weights are saved and shown all the same.
  func raise(_ state: ModelState) -> [Float] {
    let outputs = predictor.network.classes
    guard settings.measuresRaise, !data.cases.allSatisfy(\.isTruth) else {
      return settings.constantRaise(outputs: outputs)
    }
    if let known, known.step == state.step { return known.raise }
    guard let (margins, widths) = try? measured(state) else {
      return known?.raise ?? [Float](repeating: 0, count: outputs - 1)
    }
    let most = widths.factors(power: settings.backgroundThinness).map { $0 * settings.background }
    let raise = margins.raise(most: most, share: settings.backgroundMargin)
    known = (state.step, raise)
    return raise
  }

  /// Other strokes count from now on.
  func strokesChanged() { known?.step = -1 }

  private func measured(_ state: ModelState) throws -> (StrokeMargins, ClassWidths) {
    try predictor.load(state, net: .teacher, raise: nil)
    var margins = StrokeMargins(outputs: predictor.network.classes)
    var widths = ClassWidths(outputs: predictor.network.classes)
    for (index, slices) in places.sorted(by: { $0.key < $1.key }) {
      let item = data.cases[index]
      let window = predictor.window(of: item)
      let atOnce = predictor.sliceCount(of: window)
      let slices = slices.sorted()
      // Probabilities are large: no more of them at once than the network gives.
      for start in stride(from: 0, to: slices.count, by: atOnce) {
        let part = Array(slices[start..<min(slices.count, start + atOnce)])
        let answers = try predictor.predict(
          try data.stack(index), slices: part, window: window, parts: .probabilities)
        for answer in answers {
          guard let targets = item.slices[answer.slice] else { continue }
          margins.take(answer, targets, region: item.region, width: item.width)
          guard settings.backgroundThinness > 0 else { continue }
          widths.take(
            answer, width: item.region.width, raise: settings.background,
            pixel: (item.columnSpacing, item.rowSpacing))
        }
      }
    }
    return (margins, widths)
  }

  /// Some scribbled slices of every class, by case.
  private var places: [Int: Set<Int>] {
    var places: [Int: Set<Int>] = [:]
    for output in 1..<predictor.network.classes {
      let showing = data.cases.enumerated().flatMap { index, item in
        // Accepted slices show it too, but have no strokes.
        item.slicesOfOutput[output].filter { slice in
          item.slices[slice]?.points.contains { $0.target == output } ?? false
        }.map { (index, $0) }
      }
      let count = min(RaiseMeter.slicesOfClass, showing.count)
      for number in 0..<count {
        let (index, slice) = showing[(2 * number + 1) * showing.count / (2 * count)]
        places[index, default: []].insert(slice)
      }
    }
    return places
  }
}
