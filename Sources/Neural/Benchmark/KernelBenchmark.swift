import Dispatch

/// Times single kernels at the shapes that a U-Net meets, beside the peak of their level in the same run.
package struct KernelBenchmark {
  /// One kernel at one shape.
  package struct Row: Codable, Sendable {
    /// `forward`, `backward-data` or `backward-weights`, by direct convolution, `winograd` or `tiles`; `peak`: multiply-adds
    /// in registers alone, at the level and precision; `sgemm`: OpenBLAS in single precision.
    package let kernel: String
    /// For example `64->64 64x64 x4`.
    package let shape: String
    /// Median time of a run in milliseconds.
    package let milliseconds: Double
    /// Arithmetic of the definition (2 operations a multiply-add) per second, in 10^9.
    package let gigaflops: Double
    /// `gigaflops` as a fraction of the peak of this run.
    package let fractionOfPeak: Double
    /// Rounding: root mean square of the difference from the definition in double precision, relative to the result's
    /// own; nil for `peak` and `sgemm`.
    package let relativeError: Double?
  }

  private let workers: Workers
  private let repeats: Int

  /// - Parameters:
  ///   - threads: threads of every kernel and of the sgemm beside it.
  ///   - repeats: runs a figure; the median counts.
  package init(threads: Int, repeats: Int) {
    workers = Workers(threads: threads)
    self.repeats = max(1, repeats)
  }

  /// - Parameters:
  ///   - channels: channels a level of the U-Net.
  ///   - count, size: images of the batch and their height and width.
  package func run(channels: [Int], count: Int, size: Int) -> [Row] {
    let (peak, gemm) = (peak(), sgemm())
    var rows = [
      row("peak", "registers", seconds: peak.seconds, operations: peak.operations, peak),
      row(
        "sgemm", "768x768x768 a thread", seconds: gemm.seconds, operations: gemm.operations, peak),
    ]
    for (level, c) in channels.enumerated() {
      let side = max(1, size >> level)
      let inputs =
        (level == 0 ? [1, c] : [channels[level - 1], c])
        + (level < channels.count - 1 ? [2 * c] : [])
      for input in inputs {
        rows += convolution(inputs: input, outputs: c, count: count, side: side, peak)
      }
    }
    return rows
  }

  private typealias Figure = (seconds: Double, operations: Double)

  private func row(
    _ kernel: String, _ shape: String, seconds: Double, operations: Double, _ peak: Figure,
    error: Double? = nil
  ) -> Row {
    let rate = operations / seconds * 1e-9
    return Row(
      kernel: kernel, shape: shape, milliseconds: seconds * 1e3, gigaflops: rate,
      fractionOfPeak: rate / (peak.operations / peak.seconds * 1e-9), relativeError: error)
  }

  private func median(_ body: () -> Void) -> Double {
    body()
    let times = (0..<repeats).map { _ in
      let start = DispatchTime.now().uptimeNanoseconds
      body()
      return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    }
    // With its own closure: plain `sorted()` would share its code, compiled for AVX2, with other modules.
    return times.sorted { $0 < $1 }[repeats / 2]
  }

  /// What the level's instructions can do, on all threads.
  private func peak() -> Figure {
    let level = workers.arithmetic.level
    let isRounded = workers.arithmetic.precision == .bfloat16
    let body =
      isRounded
      ? level.tileKernels.peak : Float.products(level.inC).pointee.peak
    let rounds = isRounded ? 20_000 : 1_000_000
    var operations = 0.0
    let seconds = median {
      let counts = (try? workers.map(workers.threads) { _ in body?(rounds) ?? 0 }) ?? []
      operations = counts.reduce(0, +)
    }
    return (seconds, operations)
  }

  /// One product a thread, side by side.
  private func sgemm() -> Figure {
    let (n, arena) = (768, Arena())
    let memory = (0..<(3 * workers.threads)).map { _ in arena.zeroed(Float.self, count: n * n) }
    let seconds = median {
      workers.run(workers.threads) { task in
        let m = (0..<3).map { Matrix(memory[task * 3 + $0], rows: n, columns: n) }
        Float.multiply(m[0], m[1], into: m[2], alpha: 1, beta: 0)
      }
    }
    return (seconds, 2 * Double(n * n * n * workers.threads))
  }

  /// The three passes by both kernels, where both can run.
  private func convolution(
    inputs: Int, outputs: Int, count: Int, side: Int, _ peak: Figure
  ) -> [Row] {
    func passes<Element: KernelElement>(
      _: Element.Type, winograd: Bool
    ) -> ConvolutionPasses<Element> {
      ConvolutionPasses(
        inputs: inputs, outputs: outputs, images: count, side: side, winograd: winograd, on: workers
      )
    }
    let exact = exactResults(passes(Double.self, winograd: false))
    func rows<Element: KernelElement>(_ timed: ConvolutionPasses<Element>, _ name: String) -> [Row]
    where Element.Scalar == Float {
      ConvolutionPasses<Element>.Pass.allCases.filter(timed.has).map { pass in
        let seconds = median { timed.run(pass) }
        return row(
          pass.rawValue + name, "\(inputs)->\(outputs) \(side)x\(side) x\(count)",
          seconds: seconds, operations: 2 * Double(timed.multiplyAdds), peak,
          error: relativeError(timed.result(pass), exact[pass.rawValue] ?? []))
      }
    }
    if workers.arithmetic.precision == .bfloat16 {
      return rows(passes(BFloat16.self, winograd: false), " tiles")
    }
    let direct = rows(passes(Float.self, winograd: false), "")
    guard KernelTable.usesWinograd(inputs: inputs, outputs: outputs) else { return direct }
    return direct + rows(passes(Float.self, winograd: true), " winograd")
  }

  /// The definition's results in double precision, by the pass's name.
  private func exactResults(_ passes: ConvolutionPasses<Double>) -> [String: [Double]] {
    var results: [String: [Double]] = [:]
    for pass in ConvolutionPasses<Double>.Pass.allCases where passes.has(pass) {
      passes.run(pass)
      results[pass.rawValue] = passes.result(pass)
    }
    return results
  }

  /// Root mean square of the differences as a fraction of the exact values' own.
  private func relativeError(_ found: [Float], _ exact: [Double]) -> Double {
    var (differences, squares) = (0.0, 0.0)
    for (value, expected) in zip(found, exact) {
      differences += (Double(value) - expected) * (Double(value) - expected)
      squares += expected * expected
    }
    return (differences / squares).squareRoot()
  }
}
