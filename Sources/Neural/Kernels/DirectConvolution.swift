/// A 3x3 or 1x1 convolution by its definition, in register tiles.
///
/// Work is cut into chunks of the pixel string. A chunk's inputs stay in cache while all output channels are made, and
/// the epilogue (statistics, or bias and activation) runs over a chunk that has just been written.
struct DirectConvolution<Scalar: NeuralScalar> {
  let input: FeatureMap<Scalar>
  let output: FeatureMap<Scalar>
  /// 9 (3x3) or 1 (1x1).
  let tapCount: Int
  let chunks: ChunkPlan
  private let taps: UnsafePointer<Int>
  private let kernels: Products<Scalar>

  init(
    _ arena: Arena, from input: FeatureMap<Scalar>, to output: FeatureMap<Scalar>, taps: Int,
    _ level: InstructionLevel
  ) {
    let distances = arena.zeroed(Int.self, count: taps)
    for (tap, distance) in (taps == 9 ? input.plane.neighbours : [0]).enumerated() {
      distances[tap] = distance
    }
    (self.input, self.output, tapCount) = (input, output, taps)
    kernels = Products(level)
    self.taps = UnsafePointer(distances)
    chunks = ChunkPlan(span: input.plane.span, images: input.count, outputBlocks: output.blocks)
  }

  /// - Parameter weights: `output.blocks * input.channels * tapCount` vectors.
  func run(
    weights: UnsafePointer<Lanes<Scalar>>, _ epilogue: Convolution<Scalar>.Epilogue,
    on workers: Workers
  ) {
    workers.run(input.count * chunks.count * chunks.splits) { task in
      let split = task % chunks.splits
      let chunk = task / chunks.splits % chunks.count
      let image = task / chunks.splits / chunks.count
      let blocks = chunks.blocks(of: split)
      let range = chunks.pixels(of: chunk)
      multiply(image: image, pixels: range, blocks: blocks, weights: weights)
      for block in blocks {
        finish(image: image, chunk: chunk, pixels: range, block: block, epilogue)
      }
    }
  }

  private func multiply(
    image: Int, pixels: Range<Int>, blocks: Range<Int>, weights: UnsafePointer<Lanes<Scalar>>
  ) {
    let source = TileInput(
      blocks: input.blocks(of: image), blockCount: input.blocks, lastChannels: input.lastChannels,
      taps: taps, tapCount: tapCount)
    kernels.convolve(
      source, pixels: pixels, blocks: blocks, weights: weights,
      perBlock: input.channels * tapCount, into: output.blocks(of: image))
  }

  /// Epilogue of one block of a chunk; leaves the padding zero.
  private func finish(
    image: Int, chunk: Int, pixels: Range<Int>, block: Int,
    _ epilogue: Convolution<Scalar>.Epilogue
  ) {
    let y = output.block(image, block)
    switch epilogue {
    case .bias(let bias):
      let b = bias[block]
      for p in pixels { y[p] += b }
    case .biasActivation(let bias, let slope):
      let b = bias[block]
      for p in pixels {
        let v = y[p] + b
        y[p] = Scalar.larger(v, v * slope)
      }
    case .none, .statistics: break
    }
    output.plane.clearPadding(of: y, in: pixels)
    if case .statistics(let sums) = epilogue {
      var total = OutputSums<Scalar>()
      for p in pixels { total.add(y[p]) }
      total.store(sums, slot: (image * chunks.count + chunk) * output.blocks + block)
    }
  }
}

extension PaddedPlane {
  /// Zeroes the padding pixels inside `pixels`, and the last tile's overshoot where the range ends the string.
  @inline(__always)
  func clearPadding<Scalar: NeuralScalar>(
    of block: UnsafeMutablePointer<Lanes<Scalar>>, in pixels: Range<Int>
  ) {
    var pad = pixels.lowerBound + (width - pixels.lowerBound % stride)
    while pad < pixels.upperBound {
      block[pad] = .zero
      pad += stride
    }
    if pixels.upperBound == span {
      for p in span..<max(span, PaddedPlane.roundedToTiles(span)) { block[p] = .zero }
    }
  }
}

/// How a convolution is cut into tasks: fixed by the shape alone, so that results do not depend on the thread count.
struct ChunkPlan: Equatable {
  /// Pixels a chunk, a multiple of 12.
  let length: Int
  /// Chunks an image.
  let count: Int
  /// Groups of output blocks that a chunk's work is split into, so that small planes still keep all threads busy.
  let splits: Int
  private let span: Int
  private let outputBlocks: Int

  /// A chunk of 192 pixels of 16 channels and its neighbour rows fit the first-level cache.
  init(span: Int, images: Int, outputBlocks: Int) {
    let wanted = (span + 191) / 192
    length = PaddedPlane.roundedToTiles((span + wanted - 1) / wanted)
    count = (span + length - 1) / length
    let pairs = (outputBlocks + 1) / 2
    var splits = 1
    while images * count * splits < 16, splits * 2 <= pairs { splits *= 2 }
    (self.splits, self.span, self.outputBlocks) = (splits, span, outputBlocks)
  }

  func pixels(of chunk: Int) -> Range<Int> {
    chunk * length..<min(span, (chunk + 1) * length)
  }

  /// Output blocks of a split, in whole pairs but for the last.
  func blocks(of split: Int) -> Range<Int> {
    let pairs = (outputBlocks + 1) / 2
    let first = split * pairs / splits * 2
    let end = (split + 1) * pairs / splits * 2
    return first..<min(outputBlocks, end)
  }
}
