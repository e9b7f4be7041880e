import CKernels
import Testing

@testable import Neural

/// Convolutions in tiles: layout, edges and sums over the emulation in plain C against the definition, on any machine; and
/// the instructions against their emulation, bit for bit, where the processor has them.
@Suite struct TileKernelTests {
  struct Shape: CustomStringConvertible {
    let inputs: Int, outputs: Int, height: Int, width: Int
    var taps = 9
    var description: String { "\(inputs)->\(outputs) \(height)x\(width) taps \(taps)" }
  }

  /// Narrow maps, whose rows take in two or four pixels, wide ones, odd numbers of blocks, and planes of several chunks.
  static let shapes = [
    Shape(inputs: 1, outputs: 8, height: 9, width: 7),
    Shape(inputs: 3, outputs: 16, height: 1, width: 1),
    Shape(inputs: 8, outputs: 8, height: 40, width: 30),
    Shape(inputs: 16, outputs: 24, height: 13, width: 10),
    Shape(inputs: 24, outputs: 40, height: 12, width: 20),
    Shape(inputs: 48, outputs: 56, height: 8, width: 9),
    Shape(inputs: 32, outputs: 64, height: 33, width: 31),
    Shape(inputs: 16, outputs: 16, height: 6, width: 7, taps: 1),
    Shape(inputs: 8, outputs: 24, height: 6, width: 7, taps: 1),
    Shape(inputs: 72, outputs: 8, height: 5, width: 5, taps: 1),
  ]

  @Test(arguments: shapes) func tilesEqualTheDefinition(_ shape: Shape) {
    let scene = TileScene(shape, level: .avx2)
    for epilogue in scene.epilogues {
      let found = scene.outputs(of: scene.tiles, epilogue)
      let expected = scene.outputs(of: scene.plain, epilogue)
      // Sums in another order may fall on the other side of a rounding: one unit in the eighth bit.
      #expect(
        zip(found, expected).allSatisfy { abs($0 - $1) <= abs($1) * 0x1p-7 + 1e-5 }, "\(shape)")
      #expect(scene.output.paddingIsZero, "\(shape)")
    }
    let gradient = scene.gradient(of: scene.tilesGradient)
    let expected = scene.gradient(of: scene.plainGradient)
    #expect(zip(gradient, expected).allSatisfy { abs($0 - $1) <= 2e-5 * (1 + abs($1)) }, "\(shape)")
  }

  @Test func statisticsAddUpTheStoredOutputs() {
    let scene = TileScene(Shape(inputs: 16, outputs: 24, height: 40, width: 60), level: .avx2)
    let tiles = scene.tiles
    let sums = scene.arena.zeroed(Lanes<Float>.self, count: tiles.slots * 3 * 2)
    let dense = scene.outputs(of: tiles, .statistics(sums))
    for channel in 0..<24 {
      let values: [Float] = (0..<2).flatMap { image in
        dense[(image * 24 + channel) * 2400..<(image * 24 + channel + 1) * 2400]
      }
      var (sum, squares) = (Float(0), Float(0))
      for slot in 0..<tiles.slots {
        let place = (slot * 3 + channel / 8) * 2
        sum += sums[place][channel % 8]
        squares += sums[place + 1][channel % 8]
      }
      var (expected, expectedSquares) = (Float(0), Float(0))
      for value in values {
        expected += value
        expectedSquares += value * value
      }
      #expect(abs(sum - expected) < 1e-2 && abs(squares - expectedSquares) < 1e-4 * expectedSquares)
    }
  }

  @Test func bitsDoNotDependOnTheThreadCount() {
    let shape = Shape(inputs: 32, outputs: 48, height: 30, width: 40)
    let results = [1, 2, 3].map { threads in
      let scene = TileScene(shape, level: .avx2, threads: threads)
      return scene.outputs(of: scene.tiles, .none)
        + scene.gradient(of: scene.tilesGradient)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  /// Numbers of all sizes, denormal ones among them, whose sums cancel, overflow and fall below the smallest normal number.
  @Test(
    .enabled(if: !instructions.isEmpty, "this processor has no products of bfloat16"),
    arguments: [0, 1, 2, 3])
  func instructionsEqualTheirEmulation(_ kind: Int) {
    for (tiles, emulation) in Self.instructions {
      let (found, expected) = (extremeSums(tiles, kind), extremeSums(emulation, kind))
      let differing = zip(found, expected).filter { a, b in
        a.bitPattern != b.bitPattern && !(a.isNaN && b.isNaN)
      }
      #expect(
        differing.isEmpty,
        "\(differing.count) of \(found.count) differ, first \(differing.first as Any)")
      // Of the smallest numbers every product is below what a sum can hold.
      #expect(found.contains { $0 != 0 } == (kind != 1))
    }
  }

  /// What this machine can run, beside its emulation.
  static var instructions: [(ink_tiles, ink_tiles)] {
    let machine = MachineLevels.current
    var pairs: [(ink_tiles, ink_tiles)] = []
    if machine.offered >= .avx512bf16 {
      pairs.append((INK_TILES_AVX512, INK_TILES_EMULATED_AVX512))
    }
    if machine.best().level == .amx { pairs.append((INK_TILES_AMX, INK_TILES_EMULATED)) }
    return pairs
  }

  /// Sums of a weight gradient over maps of random bits with exponents of one kind.
  private func extremeSums(_ tiles: ink_tiles, _ kind: Int) -> [Float] {
    let scene = TileScene(Shape(inputs: 32, outputs: 32, height: 20, width: 31), level: .avx2)
    var random = CounterGenerator(UInt64(kind))
    func bits() -> UInt16 {
      let value = UInt16(truncatingIfNeeded: random.next())
      let exponents: [UInt16] = [
        UInt16(56 + random.below(16)), UInt16(random.below(3)), UInt16(120 + random.below(12)),
        UInt16(186 + random.below(12)),
      ]
      return value & 0x807F | exponents[kind] << 7
    }
    for map in [scene.input, scene.output] {
      for block in 0..<map.blocks {
        for row in 0..<20 {
          for column in 0..<31 {
            var lanes = SIMD8<UInt16>()
            for lane in 0..<8 { lanes[lane] = bits() }
            map.block(0, block)[row * map.plane.stride + column] = lanes
          }
        }
      }
    }
    let count = ink_weight_sums(32, 32, 9)
    let sums = scene.arena.zeroed(Float.self, count: count)
    var call = ink_tile_weight_gradient()
    (call.input, call.gradient) = (scene.input.tileMap(of: 0), scene.output.tileMap(of: 0))
    (call.stride, call.taps, call.end_block) = (scene.input.plane.stride, 9, 4)
    call.end_pixel = scene.input.plane.span
    call.sums = sums
    call.memory = UnsafeMutableRawPointer(
      scene.arena.zeroed(
        Lanes<Float>.self,
        count: ink_weight_gradient_memory(32, 32, call.stride, 9, call.end_pixel) / 32 + 1))
    ink_tile_kernels_for(tiles)?.pointee.weight_gradient(&call)
    return Array(UnsafeBufferPointer(start: sums, count: count))
  }
}

/// One convolution of bfloat16 maps with random inputs, weights and output gradients.
private struct TileScene {
  let arena = Arena()
  let workers: Workers
  let scratch: Scratch<Float>
  let input: FeatureMap<BFloat16>
  let output: FeatureMap<BFloat16>
  let place: ConvolutionPlace<BFloat16>
  let weights: UnsafeMutablePointer<Lanes<Float>>
  let bias: UnsafeMutablePointer<Lanes<Float>>
  let tiles: TileConvolution
  let plain: ReferenceBFloat16Convolution
  let tilesGradient: TileWeightGradient
  let plainGradient: ReferenceBFloat16WeightGradient
  private let weightCount: Int
  private let gradientValues: [Float]

  init(_ shape: TileKernelTests.Shape, level: InstructionLevel, threads: Int = 2) {
    workers = Workers(threads: threads, arithmetic: Arithmetic(level: level, precision: .bfloat16))
    scratch = Scratch(arena, for: workers)
    let plane = PaddedPlane(height: shape.height, width: shape.width)
    input = FeatureMap(arena, count: 2, channels: shape.inputs, plane: plane)
    output = FeatureMap(arena, count: 2, channels: shape.outputs, plane: plane)
    place = ConvolutionPlace(input: input, output: output, taps: shape.taps, scratch: scratch)
    (tiles, plain) = (TileConvolution(place), ReferenceBFloat16Convolution(place))
    (tilesGradient, plainGradient) = (
      TileWeightGradient(place), ReferenceBFloat16WeightGradient(place)
    )
    scratch.allocateAll()
    var noise = Noise(seed: 11)
    input.set(noise.values(2 * shape.inputs * plane.area))
    gradientValues = noise.values(2 * shape.outputs * plane.area)
    weightCount = shape.outputs / 8 * shape.inputs * shape.taps
    weights = arena.zeroed(Lanes<Float>.self, count: weightCount)
    bias = arena.zeroed(Lanes<Float>.self, count: shape.outputs / 8)
    for index in 0..<weightCount {
      for lane in 0..<8 { weights[index][lane] = Float(noise.next()) }
    }
    for index in 0..<shape.outputs / 8 {
      for lane in 0..<8 { bias[index][lane] = Float(noise.next()) }
    }
  }

  var epilogues: [ConvolutionEpilogue<Float>] {
    [.none, .bias(bias), .biasActivation(bias, slope: 0.01)]
  }

  func outputs(
    of kernel: any ConvolutionKernel<BFloat16>, _ epilogue: ConvolutionEpilogue<Float>
  ) -> [Float] {
    let prepared = arena.zeroed(Lanes<Float>.self, count: kernel.preparedCount)
    kernel.prepare(weights, into: prepared, on: workers)
    kernel.run(prepared: prepared, epilogue, on: workers)
    return output.dense
  }

  func gradient(of kernel: any WeightGradientKernel<BFloat16>) -> [Float] {
    output.set(gradientValues)
    let target = arena.zeroed(Lanes<Float>.self, count: weightCount)
    kernel.run(into: target, on: workers)
    return (0..<weightCount * 8).map { target[$0 / 8][$0 % 8] }
  }
}
