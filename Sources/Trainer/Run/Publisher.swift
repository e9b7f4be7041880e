import Annotation
import Foundation
import Neural
import Volume

/// Shows predictions while training goes on: single slices to run/live/, whole volumes to predictions/.
final class Publisher {
  private let project: Project
  private let data: Dataset
  private let predictor: SlicePredictor
  private let labelTable: LabelTable
  /// Whether the last predictions are means over mirror images.
  private let mirrored: Bool
  private var order: RefreshOrder
  private var predictions: [Int: VolumePrediction] = [:]
  private var truths: [Int: LabelMap?] = [:]
  /// Number of the last published prediction.
  private(set) var generation: Int

  /// What a refresh has brought.
  struct Refresh {
    /// Slices shown.
    var slices = 0
    /// Mean Dice over the cases written whole, where there is truth.
    var score: Double?
  }

  init(
    _ project: Project, _ data: Dataset, _ predictor: SlicePredictor, generation: Int,
    _ settings: PublishingSettings
  ) {
    (self.project, self.data, self.predictor) = (project, data, predictor)
    (self.generation, mirrored) = (generation, settings.mirrored)
    labelTable = project.labelTable
    let first = data.cases.firstIndex { $0.hasStrokes } ?? 0
    let taught = data.cases[first].taughtSlices
    let slice = taught.isEmpty ? data.cases[first].count / 2 : taught[taught.count / 2]
    order = RefreshOrder(
      counts: data.cases.map(\.count), focus: .init(caseIndex: first, slice: slice),
      allVolumes: settings.allVolumes)
  }

  /// Somebody looks at a slice; cases that do not exist are passed over.
  func look(at caseName: String, slice: Int) {
    guard let index = data.cases.firstIndex(where: { $0.caseName == caseName }) else { return }
    order.look(at: .init(caseIndex: index, slice: slice))
  }

  /// Predicts the slice in focus and its neighbours, then others for as long as `mayGoOn`; whole volumes are written.
  ///
  /// - mayGoOn: asked after each batch of slices, with the seconds since the refresh began
  func refresh(_ state: ModelState, mayGoOn: (Double) -> Bool) throws -> Refresh {
    try predictor.load(state, net: .teacher)
    generation += 1
    let clock = ContinuousClock()
    let began = clock.now
    var changed: [Int: Set<Int>] = [:]
    try predict(order.nearest, &changed)
    try show(&changed)
    while !order.remaining.isEmpty && mayGoOn((clock.now - began).seconds) {
      guard let caseIndex = order.remaining.first?.caseIndex else { break }
      let window = window(of: caseIndex)
      try predict(order.next(predictor.sliceCount(of: window)), &changed)
    }
    let complete = changed.keys.sorted().filter { order.isComplete($0) }
    var result = Refresh(slices: changed.values.reduce(0) { $0 + $1.count })
    result.score = try write(complete)
    for index in complete { changed[index] = nil }
    try show(&changed)
    if order.remaining.isEmpty { order.startPass() }
    return result
  }

  /// Predicts and writes whole volumes, the one in focus first.
  ///
  /// - mayGoOn: asked after each batch of slices
  /// - Returns: the mean Dice where there is truth, and whether all was done.
  func publishAll(
    _ state: ModelState, onlyFocus: Bool, mayGoOn: () -> Bool
  ) throws -> (score: Double?, isComplete: Bool) {
    try predictor.load(state, net: .teacher)
    generation += 1
    var scores: [Double] = []
    let focus = order.focus.caseIndex
    let others = onlyFocus ? [] : data.cases.indices.filter { $0 != focus }
    for index in [focus] + others {
      let window = window(of: index)
      let atOnce = predictor.sliceCount(of: window)
      for start in stride(from: 0, to: data.cases[index].count, by: atOnce) {
        guard mayGoOn() else { return (nil, false) }
        let slices = start..<min(data.cases[index].count, start + atOnce)
        var changed: [Int: Set<Int>] = [:]
        try predict(
          slices.map { .init(caseIndex: index, slice: $0) }, &changed, mirrored: mirrored)
      }
      if let score = try write([index]) { scores.append(score) }
      if index != focus { predictions[index] = nil }
    }
    return (scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count), true)
  }

  private func window(of index: Int) -> PredictionWindow {
    PredictionWindow(data.cases[index].region, multiple: predictor.network.multiple)
  }

  private func predict(
    _ places: [RefreshOrder.Place], _ changed: inout [Int: Set<Int>], mirrored: Bool = false
  ) throws {
    guard let index = places.first?.caseIndex else { return }
    let known = data.cases[index]
    let answers = try predictor.predict(
      try data.stack(index), slices: places.map(\.slice), window: window(of: index),
      mirrored: mirrored)
    var prediction =
      predictions.removeValue(forKey: index)
      ?? VolumePrediction(
        caseName: known.caseName, width: known.width, height: known.height, count: known.count,
        labels: data.classes.labels)
    for answer in answers { prediction.take(answer, region: known.region) }
    predictions[index] = prediction
    order.done(places)
    changed[index, default: []].formUnion(places.map(\.slice))
  }

  private func shown(_ index: Int) -> VolumePrediction.Shown? {
    predictions[index]?.shown(
      with: data.cases[index],
      severalOrgans: Set(labelTable.labels.filter(\.severalOrgans).map(\.id)))
  }

  /// Writes changed slices one by one to run/live/ and forgets them.
  private func show(_ changed: inout [Int: Set<Int>]) throws {
    for (index, slices) in changed {
      guard let shown = shown(index) else { continue }
      let known = data.cases[index]
      let pixels = known.width * known.height
      for slice in slices.sorted() {
        let range = slice * pixels..<(slice + 1) * pixels
        try project.live.write(
          LiveSlice(
            caseName: known.caseName, slice: slice, generation: generation, width: known.width,
            height: known.height, labels: Array(shown.labels[range]),
            uncertainty: Array(shown.uncertainty[range])))
      }
    }
    changed = changed.mapValues { _ in [] }
  }

  /// Writes whole volumes to predictions/ and takes their live slices away.
  private func write(_ indices: [Int]) throws -> Double? {
    var scores: [Double] = []
    for index in indices {
      guard let shown = shown(index) else { continue }
      let name = data.cases[index].caseName
      let axis = try project.entry(name).sliceAxis
      let size = data.geometries[index].size
      let header = try ImageHeader.load(try project.imageURL(name))
      let labels = VolumePrediction.Shown.map(shown.labels, size: size, axis: axis)
      let text = "inkling prediction generation \(generation)"
      try labels.write(to: project.prediction(name), like: header, description: text)
      try VolumePrediction.Shown.map(shown.uncertainty, size: size, axis: axis)
        .write(to: project.uncertainty(name), like: header, description: text, kind: .uncertainty)
      project.live.remove(caseName: name, upTo: generation)
      if let score = try score(labels, index) { scores.append(score) }
    }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }

  /// Mean Dice over the classes, where the project names a truth.
  private func score(_ labels: LabelMap, _ index: Int) throws -> Double? {
    if truths[index] == nil {
      let url = try project.truthURL(data.cases[index].caseName)
      truths[index] = try url.map { try LabelMap.load($0, expecting: data.geometries[index]) }
    }
    guard case .some(.some(let truth)) = truths[index] else { return nil }
    let dice = data.classes.entries.compactMap { Dice.of($0.id, in: labels, and: truth) }
    return dice.isEmpty ? nil : dice.reduce(0, +) / Double(dice.count)
  }
}

/// Dice overlap alone, for the curve during training; `Metrics` measures distances too.
enum Dice {
  /// 2 |A and B| / (|A| + |B|) of a label; nil where neither map has it.
  static func of(_ label: UInt8, in a: LabelMap, and b: LabelMap) -> Double? {
    var (first, second, both) = (0, 0, 0)
    for (x, y) in zip(a.voxels, b.voxels) {
      if x == label { first += 1 }
      if y == label { second += 1 }
      if x == label && y == label { both += 1 }
    }
    return first + second == 0 ? nil : 2 * Double(both) / Double(first + second)
  }
}
