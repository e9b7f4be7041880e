import ArgumentParser
import Foundation
import Neural

/// `inkling bench predict`: probabilities of a batch of slices.
struct BenchPredictCommand: Computes {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Time the prediction of a batch of slices.")

  @OptionGroup var options: BenchOptions
  var arithmetic: ArithmeticOptions { options.arithmetic }

  func run() throws {
    let network = try options.network()
    let start = try TrainingStep(
      network: network, loss: .partialCrossEntropyOnly, optimizer: OptimizerSettings(kind: .sgd),
      batch: BatchShape(count: 1, height: network.multiple * 2, width: network.multiple * 2),
      workers: Workers(threads: 1), seed: 1)
    let atOnce = Predictor.imagesAtOnce(
      of: options.batch, height: options.size, width: options.size)
    let predictor = try Predictor(
      network: network, parameters: start.state.student, prefix: "student.",
      batch: BatchShape(count: atOnce, height: options.size, width: options.size),
      threads: options.threads)
    let batches = options.batchOfImages(network).0.split(atOnce)
    let seconds = try options.median {
      for batch in batches { _ = try predictor.probabilities(batch) }
    }
    try BenchReport(
      "predict", options, predictor.arithmetic, seconds: seconds,
      plannedBytes: predictor.plannedBytes
    ).printed(json: options.json)
  }
}

extension ImageBatch {
  /// The same images in batches of at most `size`.
  fileprivate func split(_ size: Int) -> [ImageBatch] {
    let perImage = channels * height * width
    return stride(from: 0, to: count, by: size).map { first in
      var part = ImageBatch(
        count: Swift.min(size, count - first), channels: channels, height: height, width: width)
      part.values = Array(values[first * perImage..<(first + part.count) * perImage])
      return part
    }
  }
}
