import Neural
import Prediction

/// Measures on scribbled slices how answers become what is shown: how far they raise the background over each class.
final class CalibrationMeter {
  /// Scribbled slices of each class that are looked at, evenly spread over the data.
  static let slicesOfClass = 6

  private let settings: PredictionSettings
  private let data: Dataset
  private let predictor: SlicePredictor
  /// Dense truth says where the background is; nothing needs to be mended then.
  private let isTruth: Bool
  /// What was measured last, with whatever strokes there were.
  private var last: Calibration?
  /// Steps of the first and the last measurement with the present strokes: after the first the answer changes fast, then ever more
  /// slowly. nil = none yet.
  private var measured: (first: Int, last: Int)?
  /// Some scribbled slices of every class, by case; gathered again when strokes change.
  private lazy var places = scribbledPlaces()

  /// - Parameters:
  ///   - predictor: loaded without a pipeline while it measures
  ///   - last: what an interrupted run has measured
  init(
    _ settings: PredictionSettings, _ data: Dataset, _ predictor: SlicePredictor,
    last: Calibration?
  ) {
    (self.settings, self.data, self.predictor) = (settings, data, predictor)
    isTruth = data.cases.allSatisfy(\.isTruth)
    self.last = last
  }

  /// The calibration for the teacher of a state; measured once a step.
  ///
  /// When an image can't be read at the moment, the last measurement: weights are saved and shown all the same.
  func calibration(_ state: ModelState) -> Calibration {
    if let last, measured?.last == state.step { return last }
    // Strokes that training does not take up (all undone) say nothing either.
    guard data.check.sentence == nil, let calibration = try? measure(state) else {
      return last ?? unmeasured
    }
    measured = (measured?.first ?? state.step, state.step)
    last = calibration
    return calibration
  }

  /// The same for a refresh among many: a measurement holds until a fifth of the steps since the first with
  /// these strokes have come after it.
  ///
  /// It costs two passes over scribbled slices, more than a large volume's refresh has time for.
  func recentCalibration(_ state: ModelState) -> Calibration {
    if let last, let measured, state.step - measured.last <= (state.step - measured.first) / 5 {
      return last
    }
    return calibration(state)
  }

  /// Other strokes count from now on.
  func strokesChanged() {
    measured = nil
    places = scribbledPlaces()
  }

  /// What needs no measuring.
  private var unmeasured: Calibration {
    let outputs = predictor.network.classes
    return Calibration(
      raise: settings.measuresRaise
        ? [Float](repeating: 0, count: outputs - 1) : settings.constantRaise(outputs: outputs),
      field: settings.field)
  }

  private func measure(_ state: ModelState) throws -> Calibration {
    var calibration = Calibration(
      raise: settings.constantRaise(outputs: predictor.network.classes), field: settings.field)
    if settings.measuresRaise && !isTruth { calibration.raise = try raise(state) }
    return calibration
  }

  private func raise(_ state: ModelState) throws -> [Float] {
    try predictor.load(state, net: .teacher, .none)
    var margins = StrokeMargins(outputs: predictor.network.classes)
    var widths = ClassWidths(outputs: predictor.network.classes)
    try look(.probabilities) { answer, targets, item in
      margins.take(answer, targets, region: item.region, width: item.width)
      guard settings.backgroundThinness > 0 else { return }
      try widths.take(
        answer, width: item.region.width, raise: settings.background,
        pixel: (item.columnSpacing, item.rowSpacing))
    }
    let most = widths.factors(power: settings.backgroundThinness).map { $0 * settings.background }
    return margins.raise(most: most, cost: settings.backgroundCost)
  }

  /// Predicts some scribbled slices of every class.
  private func look(
    _ parts: SlicePrediction.Parts,
    _ take: (SlicePrediction, SliceTargets, CaseTargets) throws -> Void
  ) throws {
    for (index, slices) in places.sorted(by: { $0.key < $1.key }) {
      let item = data.cases[index]
      let window = predictor.window(of: item)
      let atOnce = predictor.sliceCount(of: window)
      let slices = slices.sorted()
      // Probabilities are large: no more of them at once than the network gives.
      for start in stride(from: 0, to: slices.count, by: atOnce) {
        let part = Array(slices[start..<min(slices.count, start + atOnce)])
        let answers = try predictor.predict(
          try data.stack(index), slices: part, window: window, parts: parts)
        for answer in answers {
          guard let targets = item.slices[answer.slice] else { continue }
          try take(answer, targets, item)
        }
      }
    }
  }

  private func scribbledPlaces() -> [Int: Set<Int>] {
    var places: [Int: Set<Int>] = [:]
    for output in 1..<predictor.network.classes {
      let showing = data.cases.enumerated().flatMap { index, item in
        // Accepted slices show it too, but have no strokes.
        item.slicesOfOutput[output].filter { slice in
          item.slices[slice]?.points.contains { $0.target == output } ?? false
        }.map { (index, $0) }
      }
      let count = min(CalibrationMeter.slicesOfClass, showing.count)
      for number in 0..<count {
        let (index, slice) = showing[(2 * number + 1) * showing.count / (2 * count)]
        places[index, default: []].insert(slice)
      }
    }
    return places
  }
}
