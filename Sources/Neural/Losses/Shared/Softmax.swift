// Softmax over the classes of each pixel, forward and backward.
//
//   p_c = exp(z_c/τ - m) / Σ_k exp(z_k/τ - m),   m = max_k z_k/τ
//   ∂L/∂z_c = p_c (g_c - Σ_k g_k p_k) / τ,        g = ∂L/∂p
//
// Nothing overflows for any finite logits: the largest exponent is 0. The logarithm of a probability is never taken from
// the probability but as z_c/τ - m - ln Σ.

/// The largest scaled logit m and Σ exp(z/τ - m) of eight pixels.
struct SoftmaxLanes<Scalar: NeuralScalar> {
  let largest: SIMD8<Scalar>
  let sum: SIMD8<Scalar>

  /// Leaves exp(z_c/τ - m) in `exponentials` (one entry per class).
  ///
  /// - logits: class 0 of the first of `count` (1…8) pixels; class c lies `stride` numbers on
  @inline(__always)
  init(
    _ logits: UnsafeMutablePointer<Scalar>, stride: Int, classes: Int, count: Int,
    inverseTemperature: Scalar, exponentials: UnsafeMutablePointer<SIMD8<Scalar>>
  ) {
    let scale = SIMD8(repeating: inverseTemperature)
    var largest = logits.lanes(count) * scale
    exponentials[0] = largest
    for c in 1..<max(1, classes) {
      let z = (logits + c * stride).lanes(count) * scale
      exponentials[c] = z
      largest = Scalar.larger(largest, z)
    }
    var sum = SIMD8<Scalar>(repeating: 0)
    for c in 0..<classes {
      let e = Scalar.exponential(exponentials[c] - largest)
      exponentials[c] = e
      sum += e
    }
    self.largest = largest
    self.sum = sum
  }

  /// m + ln Σ, so that ln p_c = z_c/τ - logSum.
  @inline(__always)
  var logSum: SIMD8<Scalar> { largest + Scalar.logarithm(sum) }
}

/// Turns ∂L/∂p into ∂L/∂(z/τ) for eight pixels, in place: g_c ← p_c (g_c - Σ_k g_k p_k).
@inline(__always)
func softmaxBackLanes<Scalar: NeuralScalar>(
  _ p: UnsafeMutablePointer<SIMD8<Scalar>>, _ g: UnsafeMutablePointer<SIMD8<Scalar>>, classes: Int
) {
  var mean = SIMD8<Scalar>(repeating: 0)
  for c in 0..<classes { mean = mean.addingProduct(g[c], p[c]) }
  for c in 0..<classes { g[c] = p[c] * (g[c] - mean) }
}

/// p = softmax(z / τ) over the classes of each pixel.
///
/// - logits, probabilities: (N, C, H, W); they may be the same memory
@_specialize(where Scalar == Float)
package func softmax<Scalar: NeuralScalar>(
  _ logits: ClassMaps<Scalar>, temperature: Scalar = 1, into probabilities: ClassMaps<Scalar>,
  _ parallel: ParallelFor = serially
) {
  precondition(logits.hasShape(of: probabilities), "softmax: shapes differ")
  let blocks = PixelBlocks(logits)
  let classes = logits.classes
  parallel(blocks.count) { index in
    let block = blocks[index]
    let z = logits.plane(block.image, 0)
    let p = probabilities.plane(block.image, 0)
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: classes) { scratch in
      guard let e = scratch.baseAddress else { return }
      var pixel = block.first
      while pixel < block.end {
        let count = min(8, block.end - pixel)
        let soft = SoftmaxLanes(
          z + pixel, stride: logits.pixels, classes: classes, count: count,
          inverseTemperature: 1 / temperature, exponentials: e)
        let inverse = 1 / soft.sum
        for c in 0..<classes {
          (p + (c * logits.pixels + pixel)).setLanes(e[c] * inverse, count)
        }
        pixel += 8
      }
    }
  }
}

/// The backward pass of `softmax`: ∂L/∂z += p_c (g_c - Σ_k g_k p_k) / τ.
///
/// - probabilities: (N, C, H, W), what `softmax` gave
/// - dProbabilities: (N, C, H, W), ∂L/∂p
/// - dLogits: (N, C, H, W), accumulated
@_specialize(where Scalar == Float)
package func softmaxBack<Scalar: NeuralScalar>(
  _ probabilities: ClassMaps<Scalar>, _ dProbabilities: ClassMaps<Scalar>,
  temperature: Scalar = 1, into dLogits: ClassMaps<Scalar>, _ parallel: ParallelFor = serially
) {
  precondition(
    probabilities.hasShape(of: dProbabilities) && probabilities.hasShape(of: dLogits),
    "softmaxBack: shapes differ")
  let blocks = PixelBlocks(probabilities)
  let (classes, pixels) = (probabilities.classes, probabilities.pixels)
  parallel(blocks.count) { index in
    let block = blocks[index]
    let offset = probabilities.plane(block.image, 0) - probabilities.base
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: 2 * classes) { scratch in
      guard let p = scratch.baseAddress else { return }
      let g = p + classes
      var pixel = block.first
      while pixel < block.end {
        let count = min(8, block.end - pixel)
        for c in 0..<classes {
          p[c] = (probabilities.base + (offset + c * pixels + pixel)).lanes(count)
          g[c] = (dProbabilities.base + (offset + c * pixels + pixel)).lanes(count)
        }
        softmaxBackLanes(p, g, classes: classes)
        for c in 0..<classes {
          (dLogits.base + (offset + c * pixels + pixel)).addLanes(g[c] * (1 / temperature), count)
        }
        pixel += 8
      }
    }
  }
}
