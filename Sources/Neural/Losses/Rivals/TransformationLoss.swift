// Consistency with the teacher under a turn, where the teacher is certain.
//
//   q the teacher's probabilities for turned images, turned back; m_i = 1 where H(mean over views) < (0.75 + 0.25 r) ln 2
//   L = Σ_i m_i Σ_c (p_ic - q_ic)² / (2 Σ_i m_i + 1e-16),   ∂L/∂p_ic = m_i (p_ic - q_ic) / Σ m
//
// Comparing in the turned frame or in the student's is the same sum.
//
// Source: USTM (Liu et al. 2022) as in WSL4MIS train_weakly_supervised_ustm_2D.py, which takes ln 2 with four classes too.

/// Uncertainty-aware self-ensembling with transformation consistency.
final class TransformationLoss<Scalar: NeuralScalar>: ExtraLoss {
  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) -> Double {
    guard let views = step.context.views else {
      preconditionFailure("the transformation term looks at the teacher's views")
    }
    let limit = (0.75 + 0.25 * step.ramp) * Scalar.logarithm(2)
    let certain = certainPixels(views.mean, below: limit, sums, parallel)
    guard certain > 0 else { return 0 }
    return squaredDifferences(
      step.heads[0], views, CertainPixels(limit: limit, count: certain), scale: scale, sums,
      parallel)
  }
}

/// The pixels that take part: those where the mean answer's entropy lies below a limit.
private struct CertainPixels<Scalar: NeuralScalar> {
  let limit: Scalar
  let count: Double
}

/// Entropy of eight pixels from probabilities.
@inline(__always)
private func entropyLanes<Scalar: NeuralScalar>(
  _ p: UnsafeMutablePointer<Scalar>, stride: Int, classes: Int, _ count: Int
) -> SIMD8<Scalar> {
  var entropy = SIMD8<Scalar>.zero
  for c in 0..<classes {
    let value = (p + c * stride).lanes(count)
    entropy -= value * Scalar.logarithm(value)
  }
  return entropy
}

@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func certainPixels<Scalar: NeuralScalar>(
  _ mean: ClassMaps<Scalar>, below limit: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
) -> Double {
  sums.total(PixelBlocks(mean), width: 1, parallel) { block, row in
    let p = mean.plane(block.image, 0)
    for pixel in stride(from: block.first, to: block.end, by: 8) {
      let count = min(8, block.end - pixel)
      let entropy = entropyLanes(p + pixel, stride: mean.pixels, classes: mean.classes, count)
      for lane in 0..<count where entropy[lane] < limit { row[0] += 1 }
    }
  }[0]
}

@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func squaredDifferences<Scalar: NeuralScalar>(
  _ head: HeadMaps<Scalar>, _ views: TeacherAnswers<Scalar>, _ certain: CertainPixels<Scalar>,
  scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
) -> Double {
  let (logits, gradient, limit) = (head.logits, head.gradient, certain.limit)
  let (classes, pixels) = (logits.classes, logits.pixels)
  let slope = scale / Scalar(certain.count)
  let total = sums.total(PixelBlocks(logits), width: 1, parallel) { block, row in
    let (z, dz) = (logits.plane(block.image, 0), gradient.plane(block.image, 0))
    let (q, mean) = (views.first.plane(block.image, 0), views.mean.plane(block.image, 0))
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: 2 * classes) { scratch in
      guard let p = scratch.baseAddress else { return }
      let g = p + classes
      for pixel in stride(from: block.first, to: block.end, by: 8) {
        let count = min(8, block.end - pixel)
        let entropy = entropyLanes(mean + pixel, stride: pixels, classes: classes, count)
        var mask = SIMD8<Scalar>.zero
        for lane in 0..<count where entropy[lane] < limit { mask[lane] = 1 }
        if mask.sum() == 0 { continue }
        let soft = SoftmaxLanes(
          z + pixel, stride: pixels, classes: classes, count: count, inverseTemperature: 1,
          exponentials: p)
        let inverse = 1 / soft.sum
        var squares = SIMD8<Scalar>.zero
        for c in 0..<classes {
          p[c] *= inverse
          let difference = p[c] - (q + (c * pixels + pixel)).lanes(count)
          squares.addProduct(difference, difference)
          g[c] = mask * difference * slope
        }
        row[0] += (mask * squares).doubleSum
        softmaxBackLanes(p, g, classes: classes)
        for c in 0..<classes { (dz + (c * pixels + pixel)).addLanes(g[c], count) }
      }
    }
  }[0]
  return total / (2 * certain.count)
}
