// Soft mixed pseudo labels (DMSPS, first stage): two decoders learn from the probabilities of their mixture.
//
//   q = β p1 + (1 - β) p2, a constant,   β uniform in 0..<1 for every batch
//   L = 1/2 (ℓ(p1, q) + ℓ(p2, q)),   ℓ(p, q) = (1/n) Σ_i Σ_c -q_ic ln s_ic,   n = N H W
//
//   published   s = softmax(p): the published code hands probabilities to a cross-entropy that applies softmax to them.
//               ∂ℓ/∂p_ic = (s_ic - q_ic) / n, through softmaxBack
//   plain       s = p:  ∂ℓ/∂z_ic = (p_ic - q_ic) / n
//
// The published form is robust: where a decoder contradicts the mixture with confidence, its gradient vanishes. Its weight
// 8 belongs to its small gradients; the plain form wants 0.5 to 2.
//
// Source: Han et al. 2024 (DMSPS), code/train; PyMIC, net_run/weak_sup/wsl_dmsps.py.

/// Mean cross-entropy of both decoders against the soft labels of their mixture.
final class SoftMixedConsistencyLoss<Scalar: NeuralScalar>: ExtraLoss {
  private let softensTwice: Bool

  /// - Parameter softensTwice: the published form.
  init(softensTwice: Bool) { self.softensTwice = softensTwice }

  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) -> Double {
    softConsistency(
      step.decoders(for: "soft-mixed"), softensTwice: softensTwice, scale: scale, sums, parallel)
  }
}

/// The mean over pixels and decoders, each of which counts half; adds `scale` times its gradient to the decoders' gradients.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func softConsistency<Scalar: NeuralScalar>(
  _ decoders: DecoderPair<Scalar>, softensTwice: Bool, scale: Scalar, _ sums: PartialSums,
  _ parallel: ParallelFor
) -> Double {
  let (first, second, mixture) = (decoders.first, decoders.second, decoders.mixture)
  let (classes, pixels) = (first.logits.classes, first.logits.pixels)
  let coefficient = 0.5 / Double(first.logits.count * pixels)
  let slope = scale * Scalar(coefficient)
  let value = sums.total(PixelBlocks(first.logits), width: 1, parallel) { block, row in
    let (z1, z2) = (first.logits.plane(block.image, 0), second.logits.plane(block.image, 0))
    let (dz1, dz2) = (first.gradient.plane(block.image, 0), second.gradient.plane(block.image, 0))
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: 4 * classes) { scratch in
      guard let p1 = scratch.baseAddress else { return }
      let (p2, q, g) = (p1 + classes, p1 + 2 * classes, p1 + 3 * classes)
      for pixel in stride(from: block.first, to: block.end, by: 8) {
        let count = min(8, block.end - pixel)
        let lanes = PixelLanes(stride: pixels, classes: classes, count: count)
        let logSum1 = lanes.softmax(z1 + pixel, into: p1)
        let logSum2 = lanes.softmax(z2 + pixel, into: p2)
        for c in 0..<classes { q[c] = p1[c] * mixture.first + p2[c] * mixture.second }
        var sum = SIMD8<Scalar>.zero
        if softensTwice {
          sum += twiceSoftened(p1, q, g, classes: classes)
          softmaxBackLanes(p1, g, classes: classes)
          lanes.add(g, times: slope, to: dz1 + pixel)
          sum += twiceSoftened(p2, q, g, classes: classes)
          softmaxBackLanes(p2, g, classes: classes)
          lanes.add(g, times: slope, to: dz2 + pixel)
        } else {
          sum += lanes.crossEntropy(z1 + pixel, logSum1, p1, q, g)
          lanes.add(g, times: slope, to: dz1 + pixel)
          sum += lanes.crossEntropy(z2 + pixel, logSum2, p2, q, g)
          lanes.add(g, times: slope, to: dz2 + pixel)
        }
        row[0] += (sum * .ones(count)).doubleSum
      }
    }
  }[0]
  return value * coefficient
}
