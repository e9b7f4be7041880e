/// Backward-weights of a 3x3 or 1x1 convolution: dW[o][i][tap] = sum over pixels of dY[o][p] * X[i][p + tap].
///
/// For 3x3 a pass holds the three taps of a kernel row times four input channels, for eight output channels, in twelve
/// vector registers and walks a piece of the pixel string: three loads of dY and four broadcasts of X feed twelve
/// multiply-adds. The string is walked in short runs, so that dY and X of a run stay in cache for all passes.
///
/// The batch is cut into pieces by its shape alone. Each piece has its own sums, added in order afterwards: the same
/// bits at any thread count. Large weights (deep levels) take few pieces, since tasks over output blocks suffice there.
struct DirectWeightGradient<Scalar: NeuralScalar> {
  let input: FeatureMap<Scalar>
  let outputGradient: FeatureMap<Scalar>
  let tapCount: Int
  private let pieces: Int
  private let segmentsPerImage: Int
  /// Vectors of one whole weight gradient.
  private let weightVectors: Int
  private let scratch: Scratch<Scalar>

  /// Pixels that the inner passes walk before the next pass reads them again from cache.
  private static var runLength: Int { 240 }

  init(
    of input: FeatureMap<Scalar>, _ outputGradient: FeatureMap<Scalar>, taps: Int,
    _ scratch: Scratch<Scalar>
  ) {
    (self.input, self.outputGradient, tapCount) = (input, outputGradient, taps)
    weightVectors = outputGradient.blocks * input.channels * taps
    segmentsPerImage = max(1, input.plane.span / 4096)
    pieces = max(1, min(input.count * segmentsPerImage, 16, Self.scratchLimit / weightVectors))
    self.scratch = scratch
    scratch.reserve(weightSums: pieces * weightVectors)
  }

  /// Vectors that the partial sums of all pieces may take together, unless one piece takes more.
  private static var scratchLimit: Int { 65_536 }

  /// Writes the gradient to `gradient` (overwriting): the layout of `Convolution`'s weights.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func run(into gradient: UnsafeMutablePointer<Lanes<Scalar>>, on workers: Workers) {
    let outputBlocks = outputGradient.blocks
    let perBlock = input.channels * tapCount
    let partial = scratch.weightSums
    workers.run(pieces * outputBlocks) { task in
      let (piece, block) = (task / outputBlocks, task % outputBlocks)
      let sums = partial + piece * weightVectors + block * perBlock
      sums.update(repeating: .zero, count: perBlock)
      let units = input.count * segmentsPerImage
      for unit in (piece * units / pieces)..<((piece + 1) * units / pieces) {
        accumulate(image: unit / segmentsPerImage, segment: unit % segmentsPerImage, block, sums)
      }
    }
    workers.run(outputBlocks) { block in
      let target = gradient + block * perBlock
      target.update(from: partial + block * perBlock, count: perBlock)
      for piece in 1..<max(1, pieces) {
        let sums = partial + piece * weightVectors + block * perBlock
        for index in 0..<perBlock { target[index] += sums[index] }
      }
    }
  }

  private func accumulate(
    image: Int, segment: Int, _ outputBlock: Int, _ sums: UnsafeMutablePointer<Lanes<Scalar>>
  ) {
    let span = input.plane.span
    let end = (segment + 1) * span / segmentsPerImage
    let dy = UnsafePointer(outputGradient.block(image, outputBlock))
    var start = segment * span / segmentsPerImage
    while start < end {
      let pixels = start..<min(end, start + Self.runLength)
      for block in 0..<input.blocks {
        let channels = block == input.blocks - 1 ? input.lastChannels : 8
        let x = UnsafeRawPointer(input.block(image, block)).assumingMemoryBound(to: Scalar.self)
        let target = sums + block * 8 * tapCount
        if tapCount == 9 {
          for row in 0..<3 {
            rowOfTaps(x, dy, row: row, channels: channels, pixels, target)
          }
        } else {
          oneTap(x, dy, channels: channels, pixels, target)
        }
      }
      start = pixels.upperBound
    }
  }

  /// The three taps of kernel row `row` for all channels of an input block.
  @inline(__always)
  private func rowOfTaps(
    _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Lanes<Scalar>>, row: Int, channels: Int,
    _ pixels: Range<Int>, _ target: UnsafeMutablePointer<Lanes<Scalar>>
  ) {
    let left = (row - 1) * input.plane.stride
    var c = 0
    while c + 4 <= channels {
      threeTapsByFourChannels(
        x + left * 8 + c, dy, pixels, target + (row * 3) * channels + c, channels)
      c += 4
    }
    while c < channels {
      threeTapsByOneChannel(
        x + left * 8 + c, dy, pixels, target + (row * 3) * channels + c, channels)
      c += 1
    }
  }
}

/// `x` points at the first channel of the pixel above, level with or below pixel 0 (the kernel row's middle tap). The
/// walk runs over the pixels of X, extended by one on both sides of the string where X's own padding is zero; dY is
/// read one pixel to the right and left, where it may be padding, which is zero.
@inline(__always)
private func threeTapsByFourChannels<Scalar: NeuralScalar>(
  _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Lanes<Scalar>>, _ pixels: Range<Int>,
  _ target: UnsafeMutablePointer<Lanes<Scalar>>, _ tapStride: Int
) {
  var l0 = Lanes<Scalar>.zero, l1 = l0, l2 = l0, l3 = l0
  var m0 = l0, m1 = l0, m2 = l0, m3 = l0
  var r0 = l0, r1 = l0, r2 = l0, r3 = l0
  for q in pixels {
    let (next, here, previous) = (dy[q + 1], dy[q], dy[q - 1])
    let v = x + q * 8
    let x0 = Lanes(repeating: v[0])
    (l0, m0, r0) = (
      l0.addingProduct(x0, next), m0.addingProduct(x0, here), r0.addingProduct(x0, previous)
    )
    let x1 = Lanes(repeating: v[1])
    (l1, m1, r1) = (
      l1.addingProduct(x1, next), m1.addingProduct(x1, here), r1.addingProduct(x1, previous)
    )
    let x2 = Lanes(repeating: v[2])
    (l2, m2, r2) = (
      l2.addingProduct(x2, next), m2.addingProduct(x2, here), r2.addingProduct(x2, previous)
    )
    let x3 = Lanes(repeating: v[3])
    (l3, m3, r3) = (
      l3.addingProduct(x3, next), m3.addingProduct(x3, here), r3.addingProduct(x3, previous)
    )
  }
  let (left, middle, right) = (target, target + tapStride, target + 2 * tapStride)
  (left[0], left[1], left[2], left[3]) = (left[0] + l0, left[1] + l1, left[2] + l2, left[3] + l3)
  (middle[0], middle[1], middle[2], middle[3]) = (
    middle[0] + m0, middle[1] + m1, middle[2] + m2, middle[3] + m3
  )
  (right[0], right[1], right[2], right[3]) = (
    right[0] + r0, right[1] + r1, right[2] + r2, right[3] + r3
  )
}

/// As above for a single channel: the network's first layer, and channel counts that are no multiple of four.
@inline(__always)
private func threeTapsByOneChannel<Scalar: NeuralScalar>(
  _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Lanes<Scalar>>, _ pixels: Range<Int>,
  _ target: UnsafeMutablePointer<Lanes<Scalar>>, _ tapStride: Int
) {
  var left = Lanes<Scalar>.zero, middle = left, right = left
  for q in pixels {
    let v = Lanes(repeating: x[q * 8])
    left = left.addingProduct(v, dy[q + 1])
    middle = middle.addingProduct(v, dy[q])
    right = right.addingProduct(v, dy[q - 1])
  }
  target[0] += left
  target[tapStride] += middle
  target[2 * tapStride] += right
}

/// 1x1: every channel of an input block against eight output channels.
@inline(__always)
private func oneTap<Scalar: NeuralScalar>(
  _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Lanes<Scalar>>, channels: Int,
  _ pixels: Range<Int>, _ target: UnsafeMutablePointer<Lanes<Scalar>>
) {
  if channels == 8 {
    let first = pixels.lowerBound
    return addOuterProducts(x + first * 8, dy + first, count: pixels.count, target)
  }
  for c in 0..<channels {
    var sum = Lanes<Scalar>.zero
    for p in pixels { sum = sum.addingProduct(Lanes(repeating: x[p * 8 + c]), dy[p]) }
    target[c] += sum
  }
}

/// target[c] += sum of x[8 i + c] * y[i] over `count` positions, for eight channels c: an 8x8 outer product a position.
@inline(__always)
func addOuterProducts<Scalar: NeuralScalar>(
  _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Lanes<Scalar>>, count: Int,
  _ target: UnsafeMutablePointer<Lanes<Scalar>>
) {
  var s0 = Lanes<Scalar>.zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0
  for i in 0..<count {
    let (v, d) = (x + i * 8, y[i])
    s0 = s0.addingProduct(Lanes(repeating: v[0]), d)
    s1 = s1.addingProduct(Lanes(repeating: v[1]), d)
    s2 = s2.addingProduct(Lanes(repeating: v[2]), d)
    s3 = s3.addingProduct(Lanes(repeating: v[3]), d)
    s4 = s4.addingProduct(Lanes(repeating: v[4]), d)
    s5 = s5.addingProduct(Lanes(repeating: v[5]), d)
    s6 = s6.addingProduct(Lanes(repeating: v[6]), d)
    s7 = s7.addingProduct(Lanes(repeating: v[7]), d)
  }
  (target[0], target[1], target[2], target[3]) = (
    target[0] + s0, target[1] + s1, target[2] + s2, target[3] + s3
  )
  (target[4], target[5], target[6], target[7]) = (
    target[4] + s4, target[5] + s5, target[6] + s6, target[7] + s7
  )
}
