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
  /// - Throws: when an image can't be read.
  func raise(_ state: ModelState) throws -> [Float] {
    guard settings.measuresRaise else {
      return settings.constantRaise(outputs: predictor.network.classes)
    }
    if let known, known.step == state.step { return known.raise }
    try predictor.load(state, net: .teacher, raise: [])
    var margins = StrokeMargins(outputs: predictor.network.classes)
    for (index, slices) in places.sorted(by: { $0.key < $1.key }) {
      let item = data.cases[index]
      let answers = try predictor.predict(
        try data.stack(index), slices: slices.sorted(), window: predictor.window(of: item),
        parts: .probabilities)
      for answer in answers {
        guard let targets = item.slices[answer.slice] else { continue }
        margins.take(answer, targets, region: item.region, width: item.width)
      }
    }
    let raise = margins.raise(most: settings.background, share: settings.backgroundMargin)
    known = (state.step, raise)
    return raise
  }

  /// The last measurement, of whatever step; none = the network's own answer.
  var last: [Float] { known?.raise ?? [] }

  /// Some slices of every class, by case.
  private var places: [Int: Set<Int>] {
    var places: [Int: Set<Int>] = [:]
    for output in 1..<predictor.network.classes {
      let showing = data.cases.enumerated().flatMap { index, item in
        item.slicesOfOutput[output].map { (index, $0) }
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
