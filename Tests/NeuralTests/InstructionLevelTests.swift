import Testing

@testable import Neural

/// Levels change how fast the kernels for 32 bits are, not what they compute.
@Suite struct InstructionLevelTests {
  static let levels = MachineLevels.current.levels(
    upTo: min(MachineLevels.current.offered, .avx512))

  @Test(arguments: [(8, 8), (8, 24), (16, 40), (24, 64), (40, 16)])
  func everyLevelGivesTheSameBits(inputs: Int, outputs: Int) {
    func results(_ level: InstructionLevel) -> [[Float]] {
      let workers = Workers(threads: 2, arithmetic: Arithmetic(level: level, precision: .float32))
      return [true, false].flatMap { winograd in
        let passes = ConvolutionPasses<Float>(
          inputs: inputs, outputs: outputs, images: 2, side: 23, winograd: winograd, on: workers)
        return ConvolutionPasses<Float>.Pass.allCases.map {
          passes.run($0)
          return passes.result($0)
        }
      }
    }
    let lowest = results(Self.levels[0])
    #expect(lowest.allSatisfy { $0.contains { $0 != 0 } })
    for level in Self.levels { #expect(results(level) == lowest, "\(level)") }
  }
}
