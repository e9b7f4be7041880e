// Entropy minimisation: predictions are pushed away from the middle, wherever they lie.
//
//   L = (1/(n ln C)) Σ_i H_i,   H_i = -Σ_c p_ic ln p_ic,   n = N H W
//   ∂L/∂z_ic = -p_ic (ln p_ic + H_i) / (n ln C)
//
// Source: Grandvalet and Bengio 2004; divided by ln C as WSL4MIS and PyMIC do, without their small numbers inside the
// logarithm, which is taken from the logits here.

/// Mean entropy of the full-resolution predictions, 0…1.
final class EntropyLoss<Scalar: NeuralScalar>: ExtraLoss {
  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) -> Double {
    meanEntropy(step.heads[0], scale: scale, sums, parallel)
  }
}

@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func meanEntropy<Scalar: NeuralScalar>(
  _ head: HeadMaps<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
) -> Double {
  let (logits, gradient) = (head.logits, head.gradient)
  let (classes, pixels) = (logits.classes, logits.pixels)
  let coefficient = 1 / (Scalar(logits.count * pixels) * Scalar.logarithm(Scalar(classes)))
  let slope = -scale * coefficient
  let value = sums.total(PixelBlocks(logits), width: 1, parallel) { block, row in
    let (z, dz) = (logits.plane(block.image, 0), gradient.plane(block.image, 0))
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: classes) { scratch in
      guard let p = scratch.baseAddress else { return }
      var pixel = block.first
      while pixel < block.end {
        let count = min(8, block.end - pixel)
        let soft = SoftmaxLanes(
          z + pixel, stride: pixels, classes: classes, count: count, inverseTemperature: 1,
          exponentials: p)
        let (inverse, logSum) = (1 / soft.sum, soft.logSum)
        var entropy = SIMD8<Scalar>.zero
        for c in 0..<classes {
          p[c] *= inverse
          entropy -= p[c] * ((z + (c * pixels + pixel)).lanes(count) - logSum)
        }
        for c in 0..<classes {
          let logarithm = (z + (c * pixels + pixel)).lanes(count) - logSum
          (dz + (c * pixels + pixel)).addLanes(slope * p[c] * (logarithm + entropy), count)
        }
        row[0] += (entropy * .ones(count)).doubleSum
        pixel += 8
      }
    }
  }[0]
  return value * Double(coefficient)
}
