import ArgumentParser
import Foundation
import Neural

/// `inkling bench`: how fast the engine is on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time the engine on this machine: a training step, a prediction, single kernels.",
    subcommands: [BenchStepCommand.self, BenchPredictCommand.self, BenchKernelsCommand.self])
}

/// What the benchmarks of the engine have in common.
struct BenchOptions: ParsableArguments {
  @Option(help: "Height and width of the images.")
  var size = 256
  @Option(help: "Images a batch.")
  var batch = 4
  @Option(help: "Channels a level, separated by commas.")
  var channels = "16,32,64,128,256"
  @Option(help: "Threads.")
  var threads = 2
  @Option(help: "Counted repetitions after two warm-up ones; the median is reported.")
  var repeats = 7
  @Flag(help: "Print one JSON document.")
  var json = false

  /// The network of the benchmarks: one slice in, four classes out, dropout as WSL4MIS.
  func network() throws -> NetworkSettings {
    let list = channels.split(separator: ",").compactMap { Int($0) }
    guard list.count == channels.split(separator: ",").count, repeats > 0, batch > 0 else {
      throw Failure("expected channels like 16,32,64 and positive counts, found \(channels)")
    }
    let rates: [Float] = [0.05, 0.1, 0.2, 0.3, 0.5, 0.5]
    return NetworkSettings(
      inputChannels: 1, classes: 4, channels: list, dropout: Array(rates.prefix(list.count)))
  }

  /// The median of `repeats` runs in seconds, after two that do not count.
  func median(_ body: () throws -> Void) rethrows -> Double {
    let times = try (0..<(repeats + 2)).map { _ in
      let start = DispatchTime.now().uptimeNanoseconds
      try body()
      return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    }
    return times.dropFirst(2).sorted()[repeats / 2]
  }

  /// Images with some structure, and a scribble on every 97th pixel.
  func batchOfImages(_ network: NetworkSettings) -> (ImageBatch, TargetBatch) {
    var images = ImageBatch(count: batch, channels: 1, height: size, width: size)
    var targets = TargetBatch(count: batch, height: size, width: size)
    for index in images.values.indices {
      images.values[index] = Float((index &* 7919) % 1000) / 500 - 1
      if index % 97 == 0 { targets.values[index] = Int8(index / 97 % network.classes) }
    }
    return (images, targets)
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

/// One figure of a benchmark.
struct BenchReport: Encodable {
  let work: String
  let size: Int
  let batch: Int
  let channels: [Int]
  let threads: Int
  let medianMilliseconds: Double
  let plannedMegabytes: Double
  let peakResidentMegabytes: Double

  func printed(json: Bool) throws {
    if json { return try printJSON(self) }
    print(
      "\(work) \(channels) \(batch) x \(size)x\(size), \(threads) threads: "
        + String(
          format: "%.1f ms, %.0f MB planned, %.0f MB peak", medianMilliseconds, plannedMegabytes,
          peakResidentMegabytes))
  }

  /// The largest resident size of this process so far, in MB.
  static var peakResident: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024 / 1e6
  }
}

/// `inkling bench step`: one training step of ScribSD+.
struct BenchStepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step", abstract: "Time one training step of ScribSD+ (teacher included).")

  @OptionGroup var options: BenchOptions

  func run() throws {
    let network = try options.network()
    let step = try TrainingStep(
      network: network, loss: LossSettings(), optimizer: OptimizerSettings(kind: .sgd),
      count: options.batch, height: options.size, width: options.size, threads: options.threads,
      seed: 1)
    let (images, targets) = options.batchOfImages(network)
    let seconds = try options.median {
      _ = try step.run(
        student: images, teacher: images, targets: targets, learningRate: 0.01, ramp: 1,
        contrastRamp: 1, emaDecay: 0.99)
    }
    try BenchReport(
      work: "step", size: options.size, batch: options.batch, channels: network.channels,
      threads: options.threads, medianMilliseconds: seconds * 1e3,
      plannedMegabytes: Double(step.plannedBytes) / 1e6,
      peakResidentMegabytes: BenchReport.peakResident
    ).printed(json: options.json)
  }
}

/// `inkling bench predict`: probabilities of a batch of slices.
struct BenchPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Time the prediction of a batch of slices.")

  @OptionGroup var options: BenchOptions

  func run() throws {
    let network = try options.network()
    let start = try TrainingStep(
      network: network, loss: .partialCrossEntropyOnly, optimizer: OptimizerSettings(kind: .sgd),
      count: 1, height: network.multiple * 2, width: network.multiple * 2, threads: 1, seed: 1)
    let atOnce = Predictor.imagesAtOnce(
      of: options.batch, height: options.size, width: options.size)
    let predictor = try Predictor(
      network: network, parameters: start.state.student, prefix: "student.", count: atOnce,
      height: options.size, width: options.size, threads: options.threads)
    let batches = options.batchOfImages(network).0.split(atOnce)
    let seconds = try options.median {
      for batch in batches { _ = try predictor.probabilities(batch) }
    }
    try BenchReport(
      work: "predict", size: options.size, batch: options.batch, channels: network.channels,
      threads: options.threads, medianMilliseconds: seconds * 1e3,
      plannedMegabytes: Double(predictor.plannedBytes) / 1e6,
      peakResidentMegabytes: BenchReport.peakResident
    ).printed(json: options.json)
  }
}

/// `inkling bench kernels`: convolutions at the network's shapes as fractions of the sgemm peak.
struct BenchKernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Time the 3x3 convolutions of every level beside OpenBLAS' sgemm.")

  @OptionGroup var options: BenchOptions

  func run() throws {
    let network = try options.network()
    try network.validate()
    let rows = KernelBenchmark(threads: options.threads, repeats: options.repeats).run(
      channels: network.channels, count: options.batch, size: options.size)
    if options.json { return try printJSON(rows) }
    for row in rows {
      let (kernel, shape) = (
        row.kernel.padding(toLength: 27, withPad: " ", startingAt: 0),
        row.shape.padding(toLength: 24, withPad: " ", startingAt: 0)
      )
      print(
        kernel + shape
          + String(
            format: "%8.2f ms %7.1f GFLOP/s %5.2f of sgemm", row.milliseconds, row.gigaflops,
            row.fractionOfPeak))
    }
  }
}
