import ArgumentParser
import Foundation
import Neural
import Viewer

/// `inkling bench`: how fast the engine and the viewer are on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Time this machine: a training step, a prediction, single kernels, a project's input, answers after seconds, the viewer.",
    subcommands: [
      BenchStepCommand.self, BenchPredictCommand.self, BenchKernelsCommand.self,
      BenchInputCommand.self, BenchInteractiveCommand.self, BenchViewerCommand.self,
    ])
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
  @OptionGroup var arithmetic: ArithmeticOptions
  @Option(help: "Counted repetitions at least, after two warm-up ones; the median is reported.")
  var repeats = 7
  @Option(help: "Repetitions go on for at least this many seconds.")
  var seconds = 0.0
  @Flag(help: "Print one JSON document.")
  var json = false

  /// The network of the benchmarks: one slice in, four classes out, dropout as WSL4MIS.
  func network() throws -> NetworkSettings {
    let list = channels.split(separator: ",").compactMap { Int($0) }
    guard list.count == channels.split(separator: ",").count, repeats > 0, batch > 0, size > 0,
      threads > 0, seconds >= 0, seconds < 3600
    else {
      throw Failure("expected channels like 16,32,64 and positive counts, found \(channels)")
    }
    let rates: [Float] = [0.05, 0.1, 0.2, 0.3, 0.5, 0.5]
    return NetworkSettings(
      inputChannels: 1, classes: 4, channels: list, dropout: Array(rates.prefix(list.count)))
  }

  /// The median of at least `repeats` runs that took at least `seconds`, after two that do not count; in seconds.
  func median(_ body: () throws -> Void) rethrows -> Double {
    for _ in 0..<2 { try body() }
    var times: [Double] = []
    let clock = ContinuousClock()
    let began = clock.now
    while times.count < repeats || clock.now - began < .seconds(seconds) {
      let time = try clock.measure(body)
      times.append(Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
    }
    return times.sorted()[times.count / 2]
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

/// One figure of a benchmark.
struct BenchReport: Encodable {
  let work: String
  let size: Int
  let batch: Int
  let channels: [Int]
  let threads: Int
  let level: InstructionLevel
  let precision: Precision
  let medianMilliseconds: Double
  let plannedMegabytes: Double
  let peakResidentMegabytes: Double

  /// - Parameter seconds: of a run, the median.
  init(
    _ work: String, _ options: BenchOptions, _ arithmetic: Arithmetic, seconds: Double,
    plannedBytes: Int
  ) throws {
    (self.work, size, batch) = (work, options.size, options.batch)
    (channels, threads) = (try options.network().channels, options.threads)
    (level, precision) = (arithmetic.level, arithmetic.precision)
    medianMilliseconds = seconds * 1e3
    (plannedMegabytes, peakResidentMegabytes) = (Double(plannedBytes) / 1e6, Self.peakResident)
  }

  func printed(json: Bool) throws {
    if json { return try printJSON(self) }
    say(
      "\(work) \(channels) \(batch) x \(size)x\(size), \(Words.count(threads, "thread")), \(level.rawValue) \(precision.rawValue): "
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
