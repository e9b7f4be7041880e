import ArgumentParser
import Foundation
import Neural
import Viewer

/// `inkling bench kernels`: convolutions at the network's shapes as fractions of the peak of their level.
struct BenchKernelsCommand: Computes {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Time the 3x3 convolutions of every level beside the processor's peak.")

  @OptionGroup var options: BenchOptions
  var arithmetic: ArithmeticOptions { options.arithmetic }

  func run() throws {
    let network = try options.network()
    try network.validate()
    let rows = KernelBenchmark(threads: options.threads, repeats: options.repeats).run(
      channels: network.channels, count: options.batch, size: options.size)
    let arithmetic = Arithmetic.process
    if options.json { return try printJSON(rows.map { Entry(row: $0, arithmetic: arithmetic) }) }
    say("\(arithmetic.words), \(Words.count(options.threads, "thread"))")
    for row in rows {
      let (kernel, shape) = (
        row.kernel.padding(toLength: 27, withPad: " ", startingAt: 0),
        row.shape.padding(toLength: 24, withPad: " ", startingAt: 0)
      )
      say(
        kernel + shape
          + String(
            format: "%8.2f ms %7.1f GFLOP/s %5.2f of peak", row.milliseconds, row.gigaflops,
            row.fractionOfPeak)
          + (row.relativeError.map { String(format: "   rounding %.1e", $0) } ?? ""))
    }
  }

  /// A row, with what it was computed with.
  private struct Entry: Encodable {
    let row: KernelBenchmark.Row
    let arithmetic: Arithmetic

    func encode(to encoder: any Encoder) throws {
      try row.encode(to: encoder)
      try arithmetic.encode(to: encoder)
    }
  }
}
