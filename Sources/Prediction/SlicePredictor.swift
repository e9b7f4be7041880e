import Foundation
import Neural
import Volume

/// Which of the two networks answers.
package enum NetworkChoice: String, CaseIterable, Sendable {
  /// The exponential moving average: steadier, used everywhere unless asked otherwise.
  case teacher
  /// The network that is trained.
  case student

  var prefix: String { rawValue + "." }
}

/// Runs a network over slices in batches; keeps its memory from call to call.
package final class SlicePredictor {
  package let network: NetworkSettings
  package let input: NetworkInput
  private let threads: Int
  private var weights: (tensors: [NamedTensor], prefix: String)
  private var pipeline: PredictionPipeline
  private var predictor: Predictor?
  private var planned: (count: Int, height: Int, width: Int) = (0, 0, 0)

  /// - pipeline: as `load` says
  package init(
    network: NetworkSettings, input: NetworkInput,
    weights: (state: ModelState, net: NetworkChoice), threads: Int,
    _ pipeline: PredictionPipeline = .none
  ) {
    (self.network, self.input) = (network, input)
    (self.threads, self.pipeline) = (threads, pipeline)
    self.weights = SlicePredictor.tensors(weights.state, weights.net)
  }

  private static func tensors(
    _ state: ModelState, _ net: NetworkChoice
  ) -> (tensors: [NamedTensor], prefix: String) {
    (net == .teacher ? state.teacher : state.student, net.prefix)
  }

  /// Takes newer weights of the same network.
  ///
  /// - pipeline: of answers to be shown; `.none` = the network's own answer
  package func load(_ state: ModelState, net: NetworkChoice, _ pipeline: PredictionPipeline) throws
  {
    weights = SlicePredictor.tensors(state, net)
    self.pipeline = pipeline
    try predictor?.load(weights.tensors, prefix: weights.prefix)
  }

  /// The window of a region in slices whose pixels are `step` apart for the network.
  package func window(_ region: RegionOfInterest, _ step: PixelStep) -> PredictionWindow {
    PredictionWindow(region, multiple: network.multiple, step: step)
  }

  /// The window of a volume's region of interest.
  package func window(of item: CaseTargets) -> PredictionWindow {
    window(item.region, item.step(input))
  }

  /// How many slices go through the network at once.
  package func sliceCount(of window: PredictionWindow) -> Int {
    Predictor.imagesAtOnce(of: .max, height: window.height, width: window.width)
  }

  /// Predicts slices; at most `sliceCount` of them go through the network at once.
  ///
  /// - parts: what is wanted beside the labels
  package func predict(
    _ stack: SliceStack, slices: [Int], window: PredictionWindow,
    parts: SlicePrediction.Parts = .uncertainty
  ) throws -> [SlicePrediction] {
    let atOnce = sliceCount(of: window)
    let predictor = try prepared(count: atOnce, height: window.height, width: window.width)
    let batches = stride(from: 0, to: slices.count, by: atOnce).map {
      Array(slices[$0..<min(slices.count, $0 + atOnce)])
    }
    func images(_ index: Int) -> ImageBatch? {
      index < batches.count ? window.images(stack, slices: batches[index], input: input) : nil
    }
    var results: [SlicePrediction] = []
    var next = images(0)
    var answered: (images: ImageBatch, probabilities: [Float])?
    for index in batches.indices {
      guard let current = next else { break }
      // While the network works on a batch, another thread reads the answer before and prepares the batch behind.
      let (probabilities, (read, following)) = try sideBySide {
        try predictor.probabilities(current)
      } beside: { [answered] in
        // Not on the network's threads, which are at work.
        let read = try answered.map {
          try self.read($0, batches[index - 1], window, parts, on: Workers(threads: 1))
        }
        return (read ?? [], images(index + 1))
      }
      results += read
      (answered, next) = ((current, probabilities), following)
    }
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
      let image = WindowImage(
        intensities: answered.images.channel(input.slices / 2, of: index), height: window.height,
        width: window.width)
      let answer = try pipeline.refined(
        Array(answered.probabilities[index * size..<(index + 1) * size]), of: image)
      return read(answer, slice: slices[index], window, parts)
    }
  }

  private func prepared(count: Int, height: Int, width: Int) throws -> Predictor {
    if let predictor, planned == (count, height, width) { return predictor }
    let made = try Predictor(
      network: network, parameters: weights.tensors, prefix: weights.prefix,
      batch: BatchShape(count: count, height: height, width: width), threads: threads)
    (predictor, planned) = (made, (count, height, width))
    return made
  }

  /// Labels and uncertainty of the region from (K+1, height, width) probabilities of the window.
  private func read(
    _ refined: PredictionPipeline.Refined, slice: Int, _ window: PredictionWindow,
    _ parts: SlicePrediction.Parts
  ) -> SlicePrediction {
    // (K+1, rows, columns) of the region.
    func region(_ answer: [Float]) -> [Float] {
      window.regionValues(of: answer[...], planes: network.classes)
    }
    let shown = region(refined.shown)
    let wantsDoubting = !parts.isDisjoint(with: [.uncertainty, .beforeField])
    let doubting = refined.doubting.flatMap { wantsDoubting ? region($0) : nil } ?? shown
    return SlicePrediction(
      slice: slice, outputs: largestOutputs(of: shown, classes: network.classes),
      uncertainty: parts.contains(.uncertainty)
        ? Uncertainty.map(doubting, outputs: network.classes) : [],
      probabilities: parts.contains(.beforeField)
        ? doubting : parts.contains(.probabilities) ? shown : [])
  }
}
