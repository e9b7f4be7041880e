/// A 3x3 convolution by Winograd's F(2x2, 3x3), for planes of even height and width.
///
/// A task takes a chunk of 2x2 output tiles of one image: it transforms their inputs, makes 16 matrix products with the
/// register tiles of the direct convolution (a tile is a "pixel" there, with a single tap), and transforms back.
/// Transformed inputs and products live in a buffer of the thread, small enough for its second-level cache.
struct WinogradConvolution<Scalar: NeuralScalar> {
  let input: FeatureMap<Scalar>
  let output: FeatureMap<Scalar>
  let tiles: TilePlan
  private let scratch: Scratch<Scalar>
  private let noDistance: UnsafePointer<Int>

  init(
    _ arena: Arena, from input: FeatureMap<Scalar>, to output: FeatureMap<Scalar>,
    _ scratch: Scratch<Scalar>
  ) {
    (self.input, self.output, self.scratch) = (input, output, scratch)
    tiles = TilePlan(input.plane)
    noDistance = UnsafePointer(arena.zeroed(Int.self, count: 1))
    scratch.reserve(perThread: 16 * tiles.length * (input.blocks + output.blocks))
  }

  /// Vectors of the transformed weights: `[position][output block][input channel] -> 8 output channels`.
  var preparedCount: Int { 16 * output.blocks * input.channels }

  /// G g Gᵀ of all kernels.
  func prepare(
    _ weights: UnsafePointer<Lanes<Scalar>>, into prepared: UnsafeMutablePointer<Lanes<Scalar>>,
    on workers: Workers
  ) {
    let (channels, positionStride) = (input.channels, output.blocks * input.channels)
    workers.run(output.blocks) { block in
      for inputBlock in 0..<input.blocks {
        let source = weights + (block * channels + inputBlock * 8) * 9
        let target = prepared + block * channels + inputBlock * 8
        for c in 0..<8 {
          transformWeights(
            source + c, tapStride: 8, into: target + c, positionStride: positionStride)
        }
      }
    }
  }

  func run(
    prepared: UnsafePointer<Lanes<Scalar>>, _ epilogue: Convolution<Scalar>.Epilogue,
    on workers: Workers
  ) {
    workers.runOnThreads(input.count * tiles.chunks) { task, thread in
      let (image, chunk) = (task / tiles.chunks, task % tiles.chunks)
      let transformed = scratch.buffer(of: thread)
      let products = transformed + 16 * tiles.length * input.blocks
      tiles.transformInputs(of: input, image: image, chunk: chunk, into: transformed)
      multiply(transformed, prepared, into: products)
      for block in 0..<output.blocks {
        scatterTiles(products, image: image, chunk: chunk, block: block, epilogue)
      }
    }
  }

  /// `[position][output block][tile]`; tiles beyond the chunk's end hold what was there and are not read.
  private func multiply(
    _ transformed: UnsafeMutablePointer<Lanes<Scalar>>, _ prepared: UnsafePointer<Lanes<Scalar>>,
    into products: UnsafeMutablePointer<Lanes<Scalar>>
  ) {
    let (length, channels) = (tiles.length, input.channels)
    withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<Lanes<Scalar>>.self, capacity: input.blocks
    ) { blocks in
      guard let table = blocks.baseAddress else { return }
      for position in 0..<16 {
        for block in 0..<input.blocks {
          table[block] = transformed + (position * input.blocks + block) * length
        }
        let source = TileInput(
          blocks: table, blockCount: input.blocks, lastChannels: 8, taps: noDistance, tapCount: 1)
        let weights = prepared + position * output.blocks * channels
        let target = products + position * output.blocks * length
        multiplyPosition(source, weights, channels, target)
      }
    }
  }

  private func multiplyPosition(
    _ source: TileInput<Scalar>, _ weights: UnsafePointer<Lanes<Scalar>>, _ channels: Int,
    _ target: UnsafeMutablePointer<Lanes<Scalar>>
  ) {
    let length = tiles.length
    var block = 0
    while block + 1 < output.blocks {
      let (first, second) = (weights + block * channels, weights + (block + 1) * channels)
      let (low, high) = (target + block * length, target + (block + 1) * length)
      for p in stride(from: 0, to: length, by: 6) {
        convolveTile16x6(source, pixel: p, weights: first, second, into: low + p, high + p)
      }
      block += 2
    }
    if block < output.blocks {
      for p in stride(from: 0, to: length, by: 12) {
        convolveTile8x12(
          source, pixel: p, weights: weights + block * channels, into: target + block * length + p)
      }
    }
  }

  /// Outputs of one block of a chunk, with the epilogue. Only pixels of the image are written: padding stays zero.
  private func scatterTiles(
    _ products: UnsafeMutablePointer<Lanes<Scalar>>, image: Int, chunk: Int, block: Int,
    _ epilogue: Convolution<Scalar>.Epilogue
  ) {
    let (y, stride) = (output.block(image, block), output.plane.stride)
    var (sum, squares) = (Lanes<Scalar>.zero, Lanes<Scalar>.zero)
    for (slot, tile) in tiles.range(of: chunk).enumerated() {
      var outputs = transformOutput(
        products + block * tiles.length + slot, positionStride: output.blocks * tiles.length)
      switch epilogue {
      case .none: break
      case .bias(let bias): outputs = outputs.map { $0 + bias[block] }
      case .biasActivation(let bias, let slope):
        outputs = outputs.map { Scalar.larger($0 + bias[block], ($0 + bias[block]) * slope) }
      case .statistics:
        sum += (outputs.a + outputs.b) + (outputs.c + outputs.d)
        squares =
          squares.addingProduct(outputs.a, outputs.a).addingProduct(outputs.b, outputs.b)
          .addingProduct(outputs.c, outputs.c).addingProduct(outputs.d, outputs.d)
      }
      let target = y + tiles.pixel(of: tile)
      (target[0], target[1]) = (outputs.a, outputs.b)
      (target[stride], target[stride + 1]) = (outputs.c, outputs.d)
    }
    if case .statistics(let sums) = epilogue {
      let slot = ((image * tiles.chunks + chunk) * output.blocks + block) * 2
      (sums[slot], sums[slot + 1]) = (sum, squares)
    }
  }
}

extension Quad {
  @inline(__always)
  fileprivate func map(_ body: (Lanes<Scalar>) -> Lanes<Scalar>) -> Quad {
    Quad(a: body(a), b: body(b), c: body(c), d: body(d))
  }
}

/// The 2x2 tiles of a plane of even size, row by row, and their chunks.
struct TilePlan: Equatable {
  /// A chunk's tiles, a multiple of 12.
  let length: Int
  /// Chunks an image.
  let chunks: Int
  private let perRow: Int
  private let total: Int
  private let stride: Int

  /// Upper bound of `length`: transformed inputs and products of a chunk stay in the second-level cache.
  static var longestChunk: Int { 48 }

  init(_ plane: PaddedPlane) {
    perRow = plane.width / 2
    total = perRow * (plane.height / 2)
    stride = plane.stride
    let wanted = max(1, (total + Self.longestChunk - 1) / Self.longestChunk)
    length = PaddedPlane.roundedToTiles((total + wanted - 1) / wanted)
    chunks = (total + length - 1) / length
  }

  func range(of chunk: Int) -> Range<Int> { chunk * length..<min(total, (chunk + 1) * length) }

  /// Transformed inputs of a chunk: `[position][input block][tile]`.
  @inline(__always)
  func transformInputs<Scalar: NeuralScalar>(
    of input: FeatureMap<Scalar>, image: Int, chunk: Int,
    into transformed: UnsafeMutablePointer<Lanes<Scalar>>
  ) {
    for block in 0..<input.blocks {
      let x = input.block(image, block)
      for (slot, tile) in range(of: chunk).enumerated() {
        transformInput(
          x + (pixel(of: tile) - stride - 1), stride: stride,
          into: transformed + block * length + slot, positionStride: input.blocks * length)
      }
    }
  }

  /// String index of a tile's upper left output pixel.
  @inline(__always)
  func pixel(of tile: Int) -> Int {
    let (row, column) = tile.quotientAndRemainder(dividingBy: perRow)
    return 2 * row * stride + 2 * column
  }
}
