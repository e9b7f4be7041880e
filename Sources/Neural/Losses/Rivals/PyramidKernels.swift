// The passes of `PyramidConsistencyLoss`. Maps of level s are (N, C, H/2^s, W/2^s).

/// ln softmax(z) over the classes of each pixel; both (N, C, H, W).
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func logSoftmax<Scalar: NeuralScalar>(
  _ logits: ClassMaps<Scalar>, into logarithms: ClassMaps<Scalar>, _ parallel: ParallelFor
) {
  let (classes, pixels, blocks) = (logits.classes, logits.pixels, PixelBlocks(logits))
  parallel(blocks.count) { index in
    let block = blocks[index]
    let (z, out) = (logits.plane(block.image, 0), logarithms.plane(block.image, 0))
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: classes) { scratch in
      guard let e = scratch.baseAddress else { return }
      for pixel in stride(from: block.first, to: block.end, by: 8) {
        let count = min(8, block.end - pixel)
        let logSum = SoftmaxLanes(
          z + pixel, stride: pixels, classes: classes, count: count, inverseTemperature: 1,
          exponentials: e
        ).logSum
        for c in 0..<classes {
          let place = c * pixels + pixel
          (out + place).setLanes((z + place).lanes(count) - logSum, count)
        }
      }
    }
  }
}

/// Adds Σ w d, Σ w and Σ v of each head over a band to `row`.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func addPyramidSums<Scalar: NeuralScalar>(
  _ levels: [ClassMaps<Scalar>], _ band: PyramidBand, to row: UnsafeMutablePointer<Double>
) {
  forEachPyramidLanes(levels, band) { _, _, count, lanes in
    let inside = SIMD8<Scalar>.ones(count)
    for head in 0..<levels.count {
      let (squared, divergence) = lanes.distances(head)
      let weight = inside * Scalar.exponential(-divergence)
      row[3 * head] += (weight * squared).doubleSum
      row[3 * head + 1] += weight.doubleSum
      row[3 * head + 2] += (inside * divergence).doubleSum
    }
  }
}

/// Adds the gradients of a band's pixels, summed over the cells of each head.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func addPyramidGradient<Scalar: NeuralScalar>(
  _ levels: [ClassMaps<Scalar>], _ band: PyramidBand, _ slopes: [PyramidSlopes<Scalar>],
  to gradients: [ClassMaps<Scalar>]
) {
  let (heads, classes) = (levels.count, levels[0].classes)
  let share = 1 / Scalar(heads)
  withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: classes * 2 + heads * 2) {
    // γ, and ∂L/∂p of one head; w · 2 rise and η of every head.
    guard let common = $0.baseAddress else { return }
    let (g, rises, falls) = (common + classes, common + 2 * classes, common + (2 * classes + heads))
    forEachPyramidLanes(levels, band) { row, column, count, lanes in
      for c in 0..<classes { common[c] = .zero }
      for head in 0..<heads {
        let (squared, divergence) = lanes.distances(head)
        let (slope, weight) = (slopes[head], Scalar.exponential(-divergence))
        rises[head] = weight * (2 * slope.rise)
        falls[head] = weight * (slope.fall - squared * slope.rise) + slope.always
        lanes.addMeanSlope(head, rise: rises[head], fall: falls[head], to: common)
      }
      for head in 0..<heads {
        let p = lanes.values + head * classes
        for c in 0..<classes { g[c] = common[c] * share - rises[head] * (lanes.mean[c] - p[c]) }
        softmaxBackLanes(p, g, classes: classes)
        let out = gradients[head].plane(band.image, 0) + (row >> head) * gradients[head].width
        for c in 0..<classes {
          let slope = g[c] + falls[head] * (p[c] - lanes.mean[c])
          (out + c * gradients[head].pixels).addToCells(slope, column, count, scale: head)
        }
      }
    }
  }
}
