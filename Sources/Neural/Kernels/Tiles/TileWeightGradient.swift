import CKernels

/// Backward-weights of a convolution of bfloat16 maps in products of tiles: sums in 32 bits over the pixels of the batch.
///
/// The batch is cut into pieces by its shape alone. Each piece has its own sums, added in order afterwards: the same bits at
/// any thread count. Large weights (deep levels) take few pieces, whose output blocks are split among tasks.
struct TileWeightGradient: WeightGradientKernel {
  typealias Element = BFloat16

  private let input: FeatureMap<BFloat16>
  private let gradient: FeatureMap<BFloat16>
  private let taps: Int
  private let chunks: TileChunks
  private let pieces: Int
  private let outputs: OutputSplits
  /// Floats of one piece's sums.
  private let sums: Int
  private let scratch: Scratch<Float>
  private let kernels: ink_tile_kernels

  /// Floats that the sums of all pieces may take together, unless one piece takes more: 2 MB.
  private static var mostSums: Int { 524_288 }

  init(_ place: ConvolutionPlace<BFloat16>) {
    (input, gradient, taps, scratch) = (place.input, place.output, place.taps, place.scratch)
    chunks = TileChunks(
      input.plane, images: input.count, channels: input.channels + gradient.channels,
      outputBlocks: gradient.blocks)
    sums = ink_weight_sums(input.channels, gradient.channels, taps)
    pieces = max(1, min(input.count * chunks.count, 16, Self.mostSums / sums))
    outputs = OutputSplits(gradient.blocks, pieces: pieces, wanted: 8)
    kernels = scratch.level.tileKernels
    scratch.reserve(
      weightSums: Scratch<Float>.lines(4 * sums * pieces),
      perThread: Scratch<Float>.lines(
        ink_weight_gradient_memory(
          input.channels, gradient.channels, input.plane.stride, taps, chunks.length)))
  }

  func run(into target: UnsafeMutablePointer<Lanes<Float>>, on workers: Workers) {
    let all = UnsafeMutableRawPointer(scratch.weightSums).assumingMemoryBound(to: Float.self)
    workers.runOnThreads(pieces * outputs.count) { task, thread in
      let (piece, split) = task.quotientAndRemainder(dividingBy: outputs.count)
      add(piece: piece, split: split, to: all + piece * sums, thread)
    }
    let weights = UnsafeMutableRawPointer(target).assumingMemoryBound(to: Float.self)
    workers.run(gradient.blocks) { block in
      ink_unpack_sums(
        all, pieces, input.channels, gradient.channels, taps, block, weights)
    }
  }

  /// The sums of a piece for a split's output blocks (overwriting).
  private func add(
    piece: Int, split: Int, to target: UnsafeMutablePointer<Float>, _ thread: Int
  ) {
    let blocks = outputs[split]
    let perPair = sums / ((gradient.blocks + 1) / 2)
    let pairs = (blocks.count + 1) / 2
    (target + blocks.lowerBound / 2 * perPair).update(repeating: 0, count: pairs * perPair)
    let units = input.count * chunks.count
    for unit in (piece * units / pieces)..<((piece + 1) * units / pieces) {
      let (image, chunk) = unit.quotientAndRemainder(dividingBy: chunks.count)
      let pixels = chunks.pixels(of: chunk)
      var call = ink_tile_weight_gradient()
      (call.input, call.gradient) = (input.tileMap(of: image), gradient.tileMap(of: image))
      (call.stride, call.taps) = (input.plane.stride, taps)
      (call.first_pixel, call.end_pixel) = (pixels.lowerBound, pixels.upperBound)
      (call.first_block, call.end_block) = (blocks.lowerBound, blocks.upperBound)
      (call.sums, call.memory) = (target, UnsafeMutableRawPointer(scratch.buffer(of: thread)))
      kernels.weight_gradient(&call)
    }
  }
}
