import CKernels

/// A 3x3 or 1x1 convolution of bfloat16 maps by its definition, in products of tiles (`CTiles.h`).
///
/// Work is cut into chunks of the pixel string. A task packs its chunk's inputs, so that the channels of a pixel lie side by
/// side, and multiplies them with all weights of its output blocks; the epilogue runs over sums in 32 bits.
struct TileConvolution: ConvolutionKernel {
  typealias Element = BFloat16

  let input: FeatureMap<BFloat16>
  let output: FeatureMap<BFloat16>
  private let taps: Int
  private let chunks: TileChunks
  private let scratch: Scratch<Float>
  private let kernels: ink_tile_kernels

  init(_ place: ConvolutionPlace<BFloat16>) {
    (input, output, taps, scratch) = (place.input, place.output, place.taps, place.scratch)
    chunks = TileChunks(
      input.plane, images: input.count, channels: input.channels, outputBlocks: output.blocks)
    kernels = scratch.level.tileKernels
    scratch.reserve(
      perThread: Scratch<Float>.lines(
        ink_convolution_memory(input.channels, input.plane.stride, taps, chunks.length)))
  }

  var slots: Int { input.count * chunks.count }

  var preparedCount: Int {
    Scratch<Float>.lines(2 * ink_packed_weights(input.channels, output.channels, taps))
  }

  /// The weights in bfloat16, in the order in which tiles take them.
  func prepare(
    _ weights: UnsafePointer<Lanes<Float>>, into prepared: UnsafeMutablePointer<Lanes<Float>>,
    on workers: Workers
  ) {
    let source = UnsafeRawPointer(weights).assumingMemoryBound(to: Float.self)
    let target = UnsafeMutableRawPointer(prepared).assumingMemoryBound(to: UInt16.self)
    workers.run((output.blocks + 1) / 2) { pair in
      kernels.pack_weights(source, input.channels, output.channels, taps, pair, target)
    }
  }

  func run(
    prepared: UnsafePointer<Lanes<Float>>, _ epilogue: ConvolutionEpilogue<Float>,
    on workers: Workers
  ) {
    workers.runOnThreads(input.count * chunks.count * chunks.splits) { task, thread in
      let split = task % chunks.splits
      let chunk = task / chunks.splits % chunks.count
      let image = task / chunks.splits / chunks.count
      var call = call(image: image, chunk: chunk, blocks: chunks.blocks(of: split))
      call.weights = UnsafeRawPointer(prepared).assumingMemoryBound(to: UInt16.self)
      call.memory = UnsafeMutableRawPointer(scratch.buffer(of: thread))
      let slot = (image * chunks.count + chunk) * output.blocks * 2
      switch epilogue {
      case .none: call.epilogue = INK_PLAIN
      case .bias(let bias): (call.epilogue, call.bias) = (INK_BIAS, floats(bias))
      case .biasActivation(let bias, let slope):
        (call.epilogue, call.bias, call.slope) = (INK_BIAS_RECTIFIED, floats(bias), slope)
      case .statistics(let sums):
        call.epilogue = INK_STATISTICS
        call.statistics = UnsafeMutableRawPointer(sums + slot).assumingMemoryBound(to: Float.self)
      }
      kernels.convolve(&call)
    }
  }

  private func call(image: Int, chunk: Int, blocks: Range<Int>) -> ink_tile_convolution {
    let pixels = chunks.pixels(of: chunk)
    var call = ink_tile_convolution()
    call.input = input.tileMap(of: image)
    (call.stride, call.taps) = (input.plane.stride, taps)
    (call.first_pixel, call.end_pixel) = (pixels.lowerBound, pixels.upperBound)
    (call.first_block, call.end_block) = (blocks.lowerBound, blocks.upperBound)
    call.outputs = UnsafeRawPointer(output.blocks(of: image))
      .assumingMemoryBound(to: UnsafeMutablePointer<UInt16>?.self)
    return call
  }

  private func floats(_ lanes: UnsafePointer<Lanes<Float>>) -> UnsafePointer<Float> {
    UnsafeRawPointer(lanes).assumingMemoryBound(to: Float.self)
  }
}

extension FeatureMap where Element == BFloat16 {
  /// One image as the kernels in C take it.
  func tileMap(of image: Int) -> ink_map {
    ink_map(
      blocks: UnsafeRawPointer(blocks(of: image))
        .assumingMemoryBound(to: UnsafePointer<UInt16>?.self), channels: channels)
  }
}

extension InstructionLevel {
  /// Who multiplies tiles: below the levels that have instructions for it, plain C (for tests; nobody waits for that).
  var tileKernels: ink_tile_kernels {
    let tiles =
      switch self {
      case .amx: INK_TILES_AMX
      case .avx512bf16: INK_TILES_AVX512
      case .portable, .avx2, .avx512: INK_TILES_EMULATED
      }
    guard let kernels = ink_tile_kernels_for(tiles) else {
      preconditionFailure("this build has no tiles of level \(rawValue)")
    }
    return kernels.pointee
  }
}

extension Scratch where Scalar == Float {
  /// Vectors that hold this many bytes, in whole cache lines.
  static func lines(_ bytes: Int) -> Int { (bytes + 63) / 64 * 2 }
}
