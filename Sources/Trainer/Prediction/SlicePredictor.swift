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
  /// Entropy / ln(K+1) as 0…255; empty where nobody asked.
  var uncertainty: [UInt8]
  /// (K+1, rows, columns) of the region, where asked for; else empty.
  var probabilities: [Float]

  /// What is wanted beside the labels.
  struct Parts: OptionSet {
    let rawValue: Int
    static let uncertainty = Parts(rawValue: 1)
    static let probabilities = Parts(rawValue: 2)
  }
}

/// Runs a network over slices in batches; keeps its memory from call to call.
final class SlicePredictor {
  let network: NetworkSettings
  let input: NetworkInput
  private let settings: PublishingSettings
  private let threads: Int
  private var weights: (tensors: [NamedTensor], prefix: String)
  private var predictor: Predictor?
  private var planned: (count: Int, height: Int, width: Int) = (0, 0, 0)

  init(
    network: NetworkSettings, _ settings: TrainingSettings, state: ModelState, net: NetworkChoice,
    threads: Int, raise: [Float] = []
  ) {
    (self.network, input) = (network, settings.input)
    self.settings = settings.publishing
    self.threads = threads
    weights = SlicePredictor.weights(state, net, raise)
  }

  private static func weights(
    _ state: ModelState, _ net: NetworkChoice, _ raise: [Float]
  ) -> (tensors: [NamedTensor], prefix: String) {
    let tensors = net == .teacher ? state.teacher : state.student
    return (tensors.raisingBackground(by: raise), net.prefix)
  }

  /// Takes newer weights of the same network.
  ///
  /// - raise: nats by which the background is raised over each class 1…K; none = the network's own answer
  func load(_ state: ModelState, net: NetworkChoice, raise: [Float]) throws {
    weights = SlicePredictor.weights(state, net, raise)
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
    var answer: [Float] = []
    for index in batches.indices {
      guard let current = next else { break }
      let beside = DispatchGroup()
      nonisolated(unsafe) let work = { [answer] in
        if index > 0 {
          results += self.read(answer, batches[index - 1], window, parts)
        }
        next = images(index + 1)
      }
      DispatchQueue.global(qos: .userInitiated).async(group: beside) { work() }
      defer { beside.wait() }
      answer = try probabilities(predictor, current)
    }
    if let last = batches.last {
      results += read(answer, last, window, parts)
    }
    return results
  }

  /// The answers of a batch, slice by slice.
  private func read(
    _ answer: [Float], _ slices: [Int], _ window: PredictionWindow,
    _ parts: SlicePrediction.Parts
  ) -> [SlicePrediction] {
    let size = network.classes * window.width * window.height
    return slices.enumerated().map { index, slice in
      read(answer[index * size..<(index + 1) * size], slice: slice, window, parts)
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
    _ answer: ArraySlice<Float>, slice: Int, _ window: PredictionWindow,
    _ parts: SlicePrediction.Parts
  ) -> SlicePrediction {
    let region = window.region
    let pixels = region.width * region.height
    // (K+1, rows, columns) of the region.
    let answer = window.regionValues(of: answer, planes: network.classes)
    var outputs = [UInt8](repeating: 0, count: pixels)
    answer.withUnsafeBufferPointer { answer in
      for pixel in 0..<pixels {
        var (best, largest) = (0, -Float.infinity)
        for output in 0..<network.classes {
          let p = answer[output * pixels + pixel]
          if p > largest { (best, largest) = (output, p) }
        }
        outputs[pixel] = UInt8(best)
      }
    }
    return SlicePrediction(
      slice: slice, outputs: outputs,
      uncertainty: parts.contains(.uncertainty)
        ? Uncertainty.map(answer, outputs: network.classes) : [],
      probabilities: parts.contains(.probabilities) ? answer : [])
  }
}
