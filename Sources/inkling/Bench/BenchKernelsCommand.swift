import ArgumentParser
import Foundation
import Neural

/// `inkling bench kernels`: convolutions at the network's shapes as fractions of the sgemm peak.
struct BenchKernelsCommand: UsesNeural {
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
      say(
        kernel + shape
          + String(
            format: "%8.2f ms %7.1f GFLOP/s %5.2f of sgemm", row.milliseconds, row.gigaflops,
            row.fractionOfPeak)
          + (row.relativeError.map { String(format: "   rounding %.1e", $0) } ?? ""))
    }
  }
}
