import Foundation
import Neural
import Prediction
import Project
import Volume

/// Shows predictions while training goes on: single slices to run/live/, whole volumes to predictions/.
final class Publisher {
  private let project: Project
  private let data: Dataset
  private let predictor: SlicePredictor
  private let settings: PredictionSettings
  /// Labels whose separate parts are all kept.
  private let severalOrgans: Set<UInt8>
  /// As the last answers were measured.
  private var pipeline = PredictionPipeline.none
  /// The student, whose disagreement with the teacher counts as doubt in the last predictions; nil = not asked.
  private let student: SlicePredictor?
  private var order: RefreshOrder
  private var predictions: [Int: VolumePrediction] = [:]
  private var scorer: PredictionScorer
  /// Runs whatever writes a file; may wait until the disk has room.
  var save: (() throws -> Void) throws -> Void = { try $0() }
  /// The last published prediction.
  private var stamp: PredictionStamp
  /// Number of the last published prediction.
  var generation: Int { stamp.generation }

  /// How far a refresh goes beyond the slice in focus and its neighbours.
  enum Budget {
    /// For so long.
    case seconds(Double)
    /// Until every slice of the volume in focus has been predicted in this run.
    case wholeFocus
  }

  init(
    _ project: Project, _ data: Dataset, _ predictor: SlicePredictor, student: SlicePredictor?,
    generation: Int, _ settings: TrainingSettings
  ) {
    (self.project, self.data, self.predictor) = (project, data, predictor)
    (stamp, self.student) = (PredictionStamp(generation: generation), student)
    self.settings = settings.prediction
    severalOrgans = project.labelTable.severalOrgans
    scorer = PredictionScorer(project, data)
    let first = data.cases.firstIndex { $0.hasStrokes } ?? 0
    let taught = data.cases[first].taughtSlices
    let slice = taught.isEmpty ? data.cases[first].count / 2 : taught[taught.count / 2]
    order = RefreshOrder(
      counts: data.cases.map(\.count), focus: .init(caseIndex: first, slice: slice),
      always: settings.publishing.allVolumes ? Set(data.cases.indices) : scorer.heldOut)
  }

  /// Takes the sentences that scoring has left.
  func takeMessages() -> [String] { scorer.takeMessages() }

  /// Somebody looks at a slice of a volume; cases that do not exist are passed over.
  func look(at caseName: String, slice: Int) {
    guard let index = data.cases.firstIndex(where: { $0.caseName == caseName }) else { return }
    order.look(
      at: .init(caseIndex: index, slice: data.orders[index].mirrored(slice: slice)))
  }

  /// What has been shown of these cases is older than their strokes.
  func strokesChanged(on caseNames: [String]) {
    for (index, item) in data.cases.enumerated() where caseNames.contains(item.caseName) {
      order.restart(index)
    }
  }

  /// Whether every slice of the volume in focus has been predicted in this run.
  var hasShownFocus: Bool { predictions[order.focus.caseIndex]?.isComplete ?? false }

  /// Predicts the slice in focus and its neighbours, then others as far as the budget goes; whole volumes are written.
  ///
  /// - calibration: as `CalibrationMeter` has measured it
  /// - Returns: the mean Dice over the cases that count, when all of them have been written since the last score.
  func refresh(_ state: ModelState, calibration: Calibration, _ budget: Budget) throws
    -> Double?
  {
    try load(state, calibration)
    begin(state)
    let clock = ContinuousClock()
    let began = clock.now
    func mayGoOn() -> Bool {
      switch budget {
      case .seconds(let seconds): (clock.now - began).seconds < seconds
      case .wholeFocus: !hasShownFocus
      }
    }
    var changed: [Int: Set<Int>] = [:]
    try predict(order.nearest, &changed)
    try show(&changed)
    while !order.remaining.isEmpty && mayGoOn() {
      guard let caseIndex = order.remaining.first?.caseIndex else { break }
      let window = predictor.window(of: data.cases[caseIndex])
      try predict(order.next(predictor.sliceCount(of: window)), &changed)
    }
    let complete = changed.keys.sorted().filter {
      order.isComplete($0) && predictions[$0]?.isComplete == true
    }
    let score = scorer.score(try write(complete), pass: order.cases)
    for index in complete { changed[index] = nil }
    try show(&changed)
    if order.remaining.isEmpty { order.startPass() }
    return score
  }

  /// How far what is shown agrees with strokes that have come since a look at the cases.
  func agreement(since before: [CaseTargets]) -> Agreement? {
    var agreement = Agreement()
    for (index, known) in data.cases.enumerated() where known != before[index] {
      guard let prediction = predictions[index] else { continue }
      agreement.count(
        known, since: before[index], shown: prediction, labels: data.classes.labels)
    }
    return agreement.strokes > 0 ? agreement : nil
  }

  /// How far the prediction of whole volumes has come.
  struct Progress: Equatable, Sendable {
    /// Volumes that are written.
    var written = 0
    /// Volumes that are to be written.
    var volumes: Int
    /// The part of their slices that is predicted, 0…1.
    var share: Double { slices > 0 ? Double(slicesDone) / Double(slices) : 0 }
    /// How many slices they have, and how many of them are predicted.
    var slices = 0, slicesDone = 0
  }

  /// Predicts and writes whole volumes, the one in focus first.
  ///
  /// - calibration: as `CalibrationMeter` has measured it
  /// - mayGoOn: asked before each batch of slices
  /// - Returns: the mean Dice over the cases that count if all were written, and how many were.
  func publishAll(
    _ state: ModelState, calibration: Calibration, onlyFocus: Bool,
    mayGoOn: (Progress) -> Bool
  ) throws -> (score: Double?, written: Int) {
    try load(state, calibration)
    // Only compared with the teacher, both before a field.
    try student?.load(
      state, net: .student, PredictionPipeline(settings, Calibration(raise: calibration.raise)))
    begin(state)
    defer { order.startPass() }
    var written: [Int: LabelMap] = [:]
    let focus = order.focus.caseIndex
    let wanted = [focus] + (onlyFocus ? [] : data.cases.indices.filter { $0 != focus })
    let slices = wanted.reduce(0) { $0 + data.cases[$1].count }
    var progress = Progress(volumes: wanted.count, slices: slices)
    for index in wanted {
      let window = predictor.window(of: data.cases[index])
      let atOnce = predictor.sliceCount(of: window)
      for start in stride(from: 0, to: data.cases[index].count, by: atOnce) {
        guard mayGoOn(progress) else { return (nil, progress.written) }
        let part = start..<min(data.cases[index].count, start + atOnce)
        var changed: [Int: Set<Int>] = [:]
        try predict(part.map { .init(caseIndex: index, slice: $0) }, &changed, isLast: true)
        progress.slicesDone += part.count
      }
      written.merge(try write([index])) { $1 }
      progress.written += 1
      if index != focus { predictions[index] = nil }
    }
    return (scorer.score(written, pass: Set(data.cases.indices)), progress.written)
  }

  private func load(_ state: ModelState, _ calibration: Calibration) throws {
    pipeline = PredictionPipeline(settings, calibration, severalOrgans: severalOrgans)
    try predictor.load(state, net: .teacher, pipeline)
  }

  /// The next prediction begins.
  private func begin(_ state: ModelState) {
    stamp = PredictionStamp(generation: stamp.generation + 1, step: state.step, time: Date())
  }

  private func predict(
    _ places: [RefreshOrder.Place], _ changed: inout [Int: Set<Int>], isLast: Bool = false
  ) throws {
    guard let index = places.first?.caseIndex else { return }
    let known = data.cases[index]
    let answers = try isLast ? lastAnswers(index, places) : answers(predictor, index, places)
    var prediction =
      predictions.removeValue(forKey: index)
      ?? VolumePrediction(
        caseName: known.caseName, width: known.width, height: known.height, count: known.count,
        labels: data.classes.labels)
    for answer in answers { prediction.take(answer, region: known.region, stamp: stamp) }
    predictions[index] = prediction
    order.done(places)
    changed[index, default: []].formUnion(places.map(\.slice))
  }

  private func answers(
    _ predictor: SlicePredictor, _ index: Int, _ places: [RefreshOrder.Place],
    parts: SlicePrediction.Parts = .uncertainty
  ) throws -> [SlicePrediction] {
    try predictor.predict(
      try data.stack(index), slices: places.map(\.slice),
      window: predictor.window(of: data.cases[index]),
      parts: parts)
  }

  /// The teacher's answers, with all doubts that there are about them.
  private func lastAnswers(
    _ index: Int, _ places: [RefreshOrder.Place]
  ) throws -> [SlicePrediction] {
    guard let student else { return try answers(predictor, index, places) }
    var answers = try answers(predictor, index, places, parts: .beforeField)
    let others = try self.answers(student, index, places, parts: .beforeField)
    for (place, other) in others.enumerated() {
      answers[place].uncertainty = Uncertainty.map(
        answers[place].probabilities, other.probabilities, outputs: predictor.network.classes)
      answers[place].probabilities = []
    }
    return answers
  }

  /// Writes changed slices one by one to run/live/ and forgets them.
  private func show(_ changed: inout [Int: Set<Int>]) throws {
    for (index, slices) in changed where !slices.isEmpty {
      guard let prediction = predictions[index] else { continue }
      let shown = prediction.shown(slices: slices, with: data.cases[index], pipeline)
      for (slice, part) in shown.sorted(by: { $0.key < $1.key }) {
        let live = try live(part, slice, of: index, prediction.stamps[slice] ?? stamp)
        try save { try project.live.write(live) }
      }
    }
    changed = changed.mapValues { _ in [] }
  }

  /// A slice of the stack as the volume's own slices lie.
  private func live(
    _ shown: ShownSlice, _ slice: Int, of index: Int, _ stamp: PredictionStamp
  ) throws -> LiveSlice {
    let (name, order) = (data.cases[index].caseName, data.orders[index])
    let size = order.stored.sliceSize(along: try project.entry(name).sliceAxis)
    return LiveSlice(
      caseName: name, slice: order.mirrored(slice: slice), stamp: stamp,
      size: (size.width, size.height), labels: order.storedSlice(shown.labels),
      uncertainty: order.storedSlice(shown.uncertainty))
  }

  /// Writes whole volumes to predictions/, takes their live slices away and returns what was written.
  private func write(_ indices: [Int]) throws -> [Int: LabelMap] {
    var written: [Int: LabelMap] = [:]
    for index in indices {
      guard let prediction = predictions[index] else { continue }
      let shown = prediction.shown(with: data.cases[index], pipeline)
      let name = data.cases[index].caseName
      let order = data.orders[index]
      let header = try data.header(index).adding(
        comment: SliceStamps.text(order.mirrored(slices: prediction.stamps).map { $0 ?? stamp }))
      let labels = order.map(shown.labels)
      let text = "inkling prediction \(stamp.text)"
      let doubt = order.map(shown.uncertainty)
      try save {
        try labels.write(to: project.prediction(name), like: header, description: text)
        try doubt.write(
          to: project.uncertainty(name), like: header, description: text, kind: .uncertainty)
      }
      project.live.remove(caseName: name, upTo: generation)
      written[index] = labels
    }
    return written
  }
}
