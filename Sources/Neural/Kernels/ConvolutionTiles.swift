// The two register tiles of every convolution, forward and backward-data.
//
// A tile keeps its output in twelve vector registers while it walks all input channels and taps: 16 channels x 6
// pixels (two weight vectors, each used six times) or 8 channels x 12 pixels. Each step loads the weights once,
// broadcasts one input value a pixel and does twelve multiply-adds, so that the multiply-add units and not the loads
// are the limit: 8 loads against 12 multiply-adds, with two of each a cycle.
//
// Weights are read in the order they lie in memory: (input block, tap, channel in block) -> 8 output channels.
// Bounds: pixels `pixel + taps[…] … + 11` of every input block and `pixel … pixel + 11` of every output block must be
// inside the plane's allocation; PaddedPlane guarantees it for tiles that start inside the span.

/// What a tile reads: one image's input blocks and the distances of its taps.
struct TileInput<Scalar: NeuralScalar> {
  let blocks: UnsafeMutablePointer<UnsafeMutablePointer<Lanes<Scalar>>>
  let blockCount: Int
  let lastChannels: Int
  let taps: UnsafePointer<Int>
  let tapCount: Int
}

/// Sixteen output channels of six pixels.
@inline(__always)
func convolveTile16x6<Scalar: NeuralScalar>(
  _ input: TileInput<Scalar>, pixel: Int,
  weights first: UnsafePointer<Lanes<Scalar>>, _ second: UnsafePointer<Lanes<Scalar>>,
  into low: UnsafeMutablePointer<Lanes<Scalar>>, _ high: UnsafeMutablePointer<Lanes<Scalar>>
) {
  var a0 = Lanes<Scalar>.zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0
  var b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0, b5 = a0
  var wa = first, wb = second
  for block in 0..<input.blockCount {
    let channels = block == input.blockCount - 1 ? input.lastChannels : 8
    let plane = UnsafeRawPointer(input.blocks[block] + pixel).assumingMemoryBound(to: Scalar.self)
    for tap in 0..<input.tapCount {
      let x = plane + input.taps[tap] * 8
      for c in 0..<channels {
        let (va, vb) = (wa[c], wb[c])
        let x0 = Lanes(repeating: x[c])
        (a0, b0) = (a0.addingProduct(x0, va), b0.addingProduct(x0, vb))
        let x1 = Lanes(repeating: x[c + 8])
        (a1, b1) = (a1.addingProduct(x1, va), b1.addingProduct(x1, vb))
        let x2 = Lanes(repeating: x[c + 16])
        (a2, b2) = (a2.addingProduct(x2, va), b2.addingProduct(x2, vb))
        let x3 = Lanes(repeating: x[c + 24])
        (a3, b3) = (a3.addingProduct(x3, va), b3.addingProduct(x3, vb))
        let x4 = Lanes(repeating: x[c + 32])
        (a4, b4) = (a4.addingProduct(x4, va), b4.addingProduct(x4, vb))
        let x5 = Lanes(repeating: x[c + 40])
        (a5, b5) = (a5.addingProduct(x5, va), b5.addingProduct(x5, vb))
      }
      (wa, wb) = (wa + channels, wb + channels)
    }
  }
  (low[0], low[1], low[2], low[3], low[4], low[5]) = (a0, a1, a2, a3, a4, a5)
  (high[0], high[1], high[2], high[3], high[4], high[5]) = (b0, b1, b2, b3, b4, b5)
}

/// Eight output channels of twelve pixels.
@inline(__always)
func convolveTile8x12<Scalar: NeuralScalar>(
  _ input: TileInput<Scalar>, pixel: Int,
  weights: UnsafePointer<Lanes<Scalar>>, into output: UnsafeMutablePointer<Lanes<Scalar>>
) {
  var a0 = Lanes<Scalar>.zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0
  var b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0, b5 = a0
  var w = weights
  for block in 0..<input.blockCount {
    let channels = block == input.blockCount - 1 ? input.lastChannels : 8
    let plane = UnsafeRawPointer(input.blocks[block] + pixel).assumingMemoryBound(to: Scalar.self)
    for tap in 0..<input.tapCount {
      let x = plane + input.taps[tap] * 8
      for c in 0..<channels {
        let v = w[c]
        a0 = a0.addingProduct(Lanes(repeating: x[c]), v)
        a1 = a1.addingProduct(Lanes(repeating: x[c + 8]), v)
        a2 = a2.addingProduct(Lanes(repeating: x[c + 16]), v)
        a3 = a3.addingProduct(Lanes(repeating: x[c + 24]), v)
        a4 = a4.addingProduct(Lanes(repeating: x[c + 32]), v)
        a5 = a5.addingProduct(Lanes(repeating: x[c + 40]), v)
        b0 = b0.addingProduct(Lanes(repeating: x[c + 48]), v)
        b1 = b1.addingProduct(Lanes(repeating: x[c + 56]), v)
        b2 = b2.addingProduct(Lanes(repeating: x[c + 64]), v)
        b3 = b3.addingProduct(Lanes(repeating: x[c + 72]), v)
        b4 = b4.addingProduct(Lanes(repeating: x[c + 80]), v)
        b5 = b5.addingProduct(Lanes(repeating: x[c + 88]), v)
      }
      w += channels
    }
  }
  (output[0], output[1], output[2], output[3], output[4], output[5]) = (a0, a1, a2, a3, a4, a5)
  (output[6], output[7], output[8], output[9], output[10], output[11]) = (b0, b1, b2, b3, b4, b5)
}

/// All tiles of a run of pixels for some output blocks: pairs of blocks by 16x6 tiles, a last single one by 8x12.
///
/// - Parameters:
///   - weights: `perBlock` vectors an output block, from block 0 on.
///   - target: pixel 0 of an output block; written from `pixels` on, up to eleven pixels beyond their end.
@inline(__always)
func convolveBlocks<Scalar: NeuralScalar>(
  _ input: TileInput<Scalar>, pixels: Range<Int>, blocks: Range<Int>,
  weights: UnsafePointer<Lanes<Scalar>>, perBlock: Int,
  into target: (_ block: Int) -> UnsafeMutablePointer<Lanes<Scalar>>
) {
  var block = blocks.lowerBound
  while block + 1 < blocks.upperBound {
    let (first, second) = (weights + block * perBlock, weights + (block + 1) * perBlock)
    let (low, high) = (target(block), target(block + 1))
    for p in stride(from: pixels.lowerBound, to: pixels.upperBound, by: 6) {
      convolveTile16x6(input, pixel: p, weights: first, second, into: low + p, high + p)
    }
    block += 2
  }
  if block < blocks.upperBound {
    let (w, y) = (weights + block * perBlock, target(block))
    for p in stride(from: pixels.lowerBound, to: pixels.upperBound, by: 12) {
      convolveTile8x12(input, pixel: p, weights: w, into: y + p)
    }
  }
}

/// Sums of a convolution's outputs and of their squares, for one channel block.
struct OutputSums<Scalar: NeuralScalar> {
  private var values = Lanes<Scalar>.zero
  private var squares = Lanes<Scalar>.zero

  init() {}

  @inline(__always)
  mutating func add(_ v: Lanes<Scalar>) {
    values += v
    squares = squares.addingProduct(v, v)
  }

  /// Writes the two sums to their places in `Epilogue.statistics`.
  @inline(__always)
  func store(_ statistics: UnsafeMutablePointer<Lanes<Scalar>>, slot: Int) {
    (statistics[2 * slot], statistics[2 * slot + 1]) = (values, squares)
  }
}
