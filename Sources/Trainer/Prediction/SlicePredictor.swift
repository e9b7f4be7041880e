import Foundation
import Neural
import Volume

/// Which of the two networks answers.
public enum NetworkChoice: String, CaseIterable, Sendable {
  /// The exponential moving average: steadier, used everywhere unless asked otherwise.
  case teacher
  /// The network that is trained.
  case student

  var prefix: String { rawValue + "." }
}

/// One slice's answer inside the region of interest.
struct SlicePrediction: Sendable {
  let slice: Int
  /// Output of largest probability, row after row of the region.
  let outputs: [UInt8]
  /// Entropy / ln(K+1) of the answer before a field as 0…255 (a field makes up its mind everywhere); empty where nobody asked.
  var uncertainty: [UInt8]
  /// (K+1, rows, columns) of the region, where asked for (`Parts`); else empty.
  var probabilities: [Float]

  /// What is wanted beside the labels.
  struct Parts: OptionSet {
    let rawValue: Int
    static let uncertainty = Parts(rawValue: 1)
    /// As shown.
    static let probabilities = Parts(rawValue: 2)
    /// Probabilities before the field instead of those that are shown.
    static let beforeField = Parts(rawValue: 4)
  }
}

/// Runs a network over slices in batches; keeps its memory from call to call.
final class SlicePredictor {
  let network: NetworkSettings
  let input: NetworkInput
  private let settings: PublishingSettings
  private let threads: Int
  private var weights: (tensors: [NamedTensor], prefix: String)
  private var field: RandomField?
  private var predictor: Predictor?
  private var planned: (count: Int, height: Int, width: Int) = (0, 0, 0)

  /// - correction: as `load` says
  init(
    network: NetworkSettings, _ settings: TrainingSettings, state: ModelState, net: NetworkChoice,
    threads: Int, _ correction: AnswerCorrection = AnswerCorrection()
  ) {
    (self.network, input) = (network, settings.input)
    self.settings = settings.publishing
    self.threads = threads
    weights = SlicePredictor.weights(state, net, correction.raise)
    field = correction.field
  }

  private static func weights(
    _ state: ModelState, _ net: NetworkChoice, _ raise: [Float]
  ) -> (tensors: [NamedTensor], prefix: String) {
    let tensors = net == .teacher ? state.teacher : state.student
    return (tensors.raisingBackground(by: raise), net.prefix)
  }

  /// Takes newer weights of the same network.
  ///
  /// - correction: of answers to be shown; none = the network's own answer
  func load(_ state: ModelState, net: NetworkChoice, _ correction: AnswerCorrection) throws {
    weights = SlicePredictor.weights(state, net, correction.raise)
    field = correction.field
    try predictor?.load(weights.tensors, prefix: weights.prefix)
  }

  /// The window of a region in slices whose pixels are `step` apart for the network.
  func window(_ region: RegionOfInterest, _ step: PixelStep) -> PredictionWindow {
    PredictionWindow(region, multiple: network.multiple, step: step)
  }

  /// The window of a volume's region of interest.
  func window(of item: CaseTargets) -> PredictionWindow { window(item.region, item.step(input)) }

  /// How many slices go through the network at once.
  func sliceCount(of window: PredictionWindow) -> Int {
    Predictor.imagesAtOnce(of: .max, height: window.height, width: window.width)
  }

  /// Predicts slices; at most `sliceCount` of them go through the network at once.
  ///
  /// - parts: what is wanted beside the labels
  func predict(
    _ stack: SliceStack, slices: [Int], window: PredictionWindow,
    parts: SlicePrediction.Parts = .uncertainty
  ) throws -> [SlicePrediction] {
    let atOnce = sliceCount(of: window)
    let predictor = try prepared(count: atOnce, height: window.height, width: window.width)
    let batches = stride(from: 0, to: slices.count, by: atOnce).map {
      Array(slices[$0..<min(slices.count, $0 + atOnce)])
    }
    func images(_ index: Int) -> ImageBatch? {
      index < batches.count
        ? window.images(stack, slices: batches[index], input: input) : nil
    }
    // While the network works on a batch, another thread reads the answer before and prepares the batch behind: each
    // variable below has one writer, and the group's end comes before the next reader.
    nonisolated(unsafe) var results: [SlicePrediction] = []
    nonisolated(unsafe) var next = images(0)
    nonisolated(unsafe) var failure: (any Error)?
    var answered: (images: ImageBatch, probabilities: [Float])?
    for index in batches.indices {
      guard failure == nil, let current = next else { break }
      let beside = DispatchGroup()
      nonisolated(unsafe) let work = { [answered] in
        do {
          if let answered {
            // Not on the network's threads, which are at work.
            results += try self.read(
              answered, batches[index - 1], window, parts, on: Workers(threads: 1))
          }
        } catch { failure = error }
        next = images(index + 1)
      }
      DispatchQueue.global(qos: .userInitiated).async(group: beside) { work() }
      defer { beside.wait() }
      answered = (current, try probabilities(predictor, current))
    }
    if let failure { throw failure }
    if let answered, let last = batches.last {
      results += try read(answered, last, window, parts, on: predictor.workers)
    }
    return results
  }

  /// The answers of a batch, slice by slice.
  private func read(
    _ answered: (images: ImageBatch, probabilities: [Float]), _ slices: [Int],
    _ window: PredictionWindow, _ parts: SlicePrediction.Parts, on workers: Workers
  ) throws -> [SlicePrediction] {
    let size = network.classes * window.width * window.height
    return try workers.map(slices.count) { index in
      let own = Array(answered.probabilities[index * size..<(index + 1) * size])
      let intensities = answered.images.channel(input.slices / 2, of: index)
      let shown =
        try field?.refined(
          own, intensities: intensities, height: window.height, width: window.width) ?? own
      return read(shown, own: own, slice: slices[index], window, parts)
    }
  }

  /// The network's answer, or the mean of those to the slices and their three mirror images.
  private func probabilities(_ predictor: Predictor, _ images: ImageBatch) throws -> [Float] {
    guard settings.mirrored else { return try predictor.probabilities(images) }
    let classes = predictor.network.classes
    let count = images.count * classes * images.height * images.width
    var sum = [Float](repeating: 0, count: count)
    for mirroring in Mirroring.allCases {
      let answer = try predictor.probabilities(mirroring.applied(to: images))
      mirroring.add(
        answer, to: &sum, planes: images.count * classes, height: images.height,
        width: images.width)
    }
    let share = 1 / Float(Mirroring.allCases.count)
    for index in sum.indices { sum[index] *= share }
    return sum
  }

  private func prepared(count: Int, height: Int, width: Int) throws -> Predictor {
    if let predictor, planned == (count, height, width) { return predictor }
    let made = try Predictor(
      network: network, parameters: weights.tensors, prefix: weights.prefix, count: count,
      height: height, width: width, threads: threads)
    (predictor, planned) = (made, (count, height, width))
    return made
  }

  /// Labels and uncertainty of the region from (K+1, height, width) probabilities of the window.
  private func read(
    _ shown: [Float], own: [Float], slice: Int, _ window: PredictionWindow,
    _ parts: SlicePrediction.Parts
  ) -> SlicePrediction {
    // (K+1, rows, columns) of the region.
    func region(_ answer: [Float]) -> [Float] {
      window.regionValues(of: answer[...], planes: network.classes)
    }
    let answer = region(shown)
    let wantsOwn = !parts.isDisjoint(with: [.uncertainty, .beforeField])
    let ownAnswer = field == nil || !wantsOwn ? answer : region(own)
    return SlicePrediction(
      slice: slice, outputs: largestOutputs(of: answer, classes: network.classes),
      uncertainty: parts.contains(.uncertainty)
        ? Uncertainty.map(ownAnswer, outputs: network.classes) : [],
      probabilities: parts.contains(.beforeField)
        ? ownAnswer : parts.contains(.probabilities) ? answer : [])
  }
}
