// Cross-entropy over the annotated pixels only.
//
//   L = Σ_{i in Ω} k_{y_i} w_i (-ln p_{i,y_i}),   k_c = 1/M            (balance: pixels)
//                                                 k_c = 1/(P M_c)      (balance: classes)
//                                                 k_c = 1/(√M_c Σ_d √M_d)  (balance: roots, half way between them)
//   ∂L/∂z_ic = k_{y_i} w_i (p_ic - [c = y_i])
//
// Ω the labelled pixels of the whole batch, w_i their weights (1 unless given), M = Σ w, M_c the same within class c,
// P the number of classes labelled in the batch. 0, not NaN, when nothing is labelled.
//
// Source: WSL4MIS, `CrossEntropyLoss(ignore_index=4)` in every train_weakly_supervised_*.py; the same mean in PyMIC's
// weighted cross-entropy. Balanced form: ECONet's class-balanced loss in the batch.

/// Partial cross-entropy of the full-resolution head; returns L and adds `scale` · ∂L/∂z to the head's gradient.
///
/// - head: (N, C, H, W)
/// - targets: (N, H, W)
/// - coefficients: k_c, from `LabelMass.coefficients`
@_specialize(where Scalar == Float)
func partialCrossEntropy<Scalar: NeuralScalar>(
  _ head: HeadMaps<Scalar>, _ targets: TargetMaps, coefficients: [Double], scale: Scalar,
  _ sums: PartialSums, _ parallel: ParallelFor
) -> Double {
  let (logits, gradient, k) = (head.logits, head.gradient, coefficients.map { Scalar($0) })
  let (classes, pixels) = (logits.classes, logits.pixels)
  return sums.total(PixelBlocks(logits), width: 1, parallel) { block, row in
    let (z, dz) = (logits.plane(block.image, 0), gradient.plane(block.image, 0))
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: classes) { scratch in
      guard let e = scratch.baseAddress else { return }
      var pixel = block.first
      while pixel < block.end {
        let count = min(8, block.end - pixel)
        let labels = targets.lanes(block.image, pixel, count)
        if labels.hasLabel {
          var weight: SIMD8<Scalar> = targets.weightLanes(block.image, pixel, labels)
          let soft = SoftmaxLanes(
            z + pixel, stride: pixels, classes: classes, count: count, inverseTemperature: 1,
            exponentials: e)
          let (inverse, logSum) = (1 / soft.sum, soft.logSum)
          var value = SIMD8<Scalar>(repeating: 0)
          for lane in 0..<count where labels[lane] >= 0 {
            let y = Int(labels[lane])
            weight[lane] *= k[y]
            value[lane] = logSum[lane] - z[y * pixels + pixel + lane]
          }
          row[0] += (weight * value).doubleSum
          weight *= scale
          for c in 0..<classes {
            (dz + (c * pixels + pixel)).addLanes(weight * e[c] * inverse, count)
          }
          for lane in 0..<count where labels[lane] >= 0 {
            dz[Int(labels[lane]) * pixels + pixel + lane] -= weight[lane]
          }
        }
        pixel += 8
      }
    }
  }[0]
}

/// Partial cross-entropy of a coarse head against label mass pooled by `poolLabels`; returns L, accumulates the gradient.
///
///     L = Σ_j Σ_c -Y_jc ln p_jc,   ∂L/∂z_jc = p_jc Σ_k Y_jk - Y_jc
///
/// Y_jc sums k_c w_i over the pixels i labelled c inside cell j. Hence the loss equals the partial cross-entropy of the
/// head's prediction repeated over each cell, and cells without a scribble count nothing.
///
/// - head, mass: (N, C, H/2^s, W/2^s)
@_specialize(where Scalar == Float)
func pooledCrossEntropy<Scalar: NeuralScalar>(
  _ head: HeadMaps<Scalar>, mass: ClassMaps<Scalar>, scale: Scalar, _ sums: PartialSums,
  _ parallel: ParallelFor
) -> Double {
  let (logits, gradient) = (head.logits, head.gradient)
  let (classes, pixels) = (logits.classes, logits.pixels)
  return sums.total(PixelBlocks(logits), width: 1, parallel) { block, row in
    let z = logits.plane(block.image, 0)
    let y = mass.plane(block.image, 0)
    let dz = gradient.plane(block.image, 0)
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: classes) { scratch in
      guard let e = scratch.baseAddress else { return }
      var pixel = block.first
      while pixel < block.end {
        let count = min(8, block.end - pixel)
        var total = SIMD8<Scalar>(repeating: 0)
        for c in 0..<classes { total += (y + (c * pixels + pixel)).lanes(count) }
        if total.sum() > 0 {
          let soft = SoftmaxLanes(
            z + pixel, stride: pixels, classes: classes, count: count, inverseTemperature: 1,
            exponentials: e)
          let (share, logSum) = (total / soft.sum, soft.logSum)
          var value = SIMD8<Scalar>(repeating: 0)
          for c in 0..<classes {
            let mass = (y + (c * pixels + pixel)).lanes(count)
            let logits = (z + (c * pixels + pixel)).lanes(count)
            value += mass * (logSum - logits)
            (dz + (c * pixels + pixel)).addLanes(scale * (share * e[c] - mass), count)
          }
          row[0] += value.doubleSum
        }
        pixel += 8
      }
    }
  }[0]
}
