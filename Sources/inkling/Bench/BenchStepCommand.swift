import ArgumentParser
import Foundation
import Neural

/// `inkling bench step`: one training step of ScribSD+.
struct BenchStepCommand: Computes {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Time one training step of ScribSD+ (teacher included).")

  @OptionGroup var options: BenchOptions
  var arithmetic: ArithmeticOptions { options.arithmetic }

  func run() throws {
    let network = try options.network()
    let step = try TrainingStep(
      network: network, loss: LossSettings(), optimizer: OptimizerSettings(kind: .sgd),
      batch: BatchShape(count: options.batch, height: options.size, width: options.size),
      workers: Workers(threads: options.threads), seed: 1)
    let (images, targets) = options.batchOfImages(network)
    let rates = StepRates<Float>(learningRate: 0.01, ramp: 1, contrastRamp: 1, emaDecay: 0.99)
    let seconds = try options.median {
      _ = try step.run(student: images, teacher: images, targets: targets, rates: rates)
    }
    try BenchReport(
      "step", options, step.arithmetic, seconds: seconds, plannedBytes: step.plannedBytes
    ).printed(json: options.json)
  }
}
