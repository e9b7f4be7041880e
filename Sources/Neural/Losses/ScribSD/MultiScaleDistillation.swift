// Multi-scale distillation: at every head the student follows the teacher's probabilities.
//
//   p = softmax(z/τ) of the student's head s, q the target at that scale, v_i the pixel's weight:
//   L = Σ_s w_s τ² (1/n_s) Σ_i v_i ℓ(q_i, p_i),   n_s = N H_s W_s
//
//   kl       ℓ = Σ_c q_c (ln q_c - ln p_c)              ∂ℓ/∂z_c = (p_c - q_c)/τ
//   mse      ℓ = (1/C) Σ_c (p_c - q_c)²                 ∂ℓ/∂p_c = (2/C) (p_c - q_c), through softmaxBack
//   robust   ℓ = -Σ_c q_c ln s_c, s = softmax(p)        ∂ℓ/∂p_c = s_c - q_c, through softmaxBack
//
// v_i = 1, times the unscribbled share of the pixel, times 1 - H(q)/ln C, as the options say. The divisor stays n_s, so
// that a teacher without confidence moves the student little.
//
// Source: "the teacher's soft predictions supervise the student at several scales" (Qu, Lu, Zhang, Wang, ScribSD+, 2024,
// abstract); loss, temperature, weights and targets are not public. Scale weights 0.4 0.2 0.2 0.2: LCOVNet-and-KD, same
// lab. τ²: Hinton. robust: DMSPS, where probabilities pass through a softmax twice.

/// Options of one head's comparison.
struct HeadDistillation<Scalar: NeuralScalar> {
  let comparison: DistillationSettings.Comparison
  let temperature: Scalar
  /// w_s · τ² / n_s: what a pixel's ℓ counts for.
  let coefficient: Scalar
  let weighsConfidence: Bool
}

/// What one head is compared with.
struct DistillationTarget<Scalar: NeuralScalar> {
  /// q, the teacher's probabilities (N, C, H_s, W_s).
  let probabilities: ClassMaps<Scalar>
  /// The share of pixels without scribble (N, 1, H_s, W_s); nil = all pixels count.
  let unlabelled: ClassMaps<Scalar>?
}

/// Distillation at one head (N, C, H_s, W_s); returns its share of L and adds `scale` times its gradient to the head's.
@_specialize(where Scalar == Float)
func distill<Scalar: NeuralScalar>(
  _ head: HeadMaps<Scalar>, _ target: DistillationTarget<Scalar>,
  _ options: HeadDistillation<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
) -> Double {
  let (logits, gradient) = (head.logits, head.gradient)
  let (classes, pixels) = (logits.classes, logits.pixels)
  let slope = options.coefficient * scale / options.temperature
  let value = sums.total(PixelBlocks(logits), width: 1, parallel) { block, row in
    let (z, dz) = (logits.plane(block.image, 0), gradient.plane(block.image, 0))
    let teacher = target.probabilities.plane(block.image, 0)
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: 3 * classes) { scratch in
      guard let p = scratch.baseAddress else { return }
      let (q, g) = (p + classes, p + 2 * classes)
      var sum = SIMD8<Scalar>(repeating: 0)
      var pixel = block.first
      while pixel < block.end {
        let count = min(8, block.end - pixel)
        for c in 0..<classes { q[c] = (teacher + (c * pixels + pixel)).lanes(count) }
        var weight = SIMD8<Scalar>.ones(count)
        if let unlabelled = target.unlabelled {
          weight *= (unlabelled.plane(block.image, 0) + pixel).lanes(count)
        }
        let lanes = PixelLanes(stride: pixels, classes: classes, count: count)
        let compared = compare(z + pixel, lanes, options, p, q, g)
        weight *= compared.confidence
        sum = sum.addingProduct(weight, compared.value)
        weight *= slope
        for c in 0..<classes { (dz + (c * pixels + pixel)).addLanes(weight * g[c], count) }
        pixel += 8
      }
      row[0] += sum.doubleSum
    }
  }[0]
  return value * Double(options.coefficient)
}

/// ℓ(q, p) of eight pixels and the teacher's confidence (1 unless wanted); leaves ∂ℓ/∂(z/τ) in `g`.
///
/// - z: class 0 of the first of the `pixels`
/// - q: the target; p: scratch; one entry per class each
@inline(__always)
private func compare<Scalar: NeuralScalar>(
  _ z: UnsafeMutablePointer<Scalar>, _ pixels: PixelLanes, _ options: HeadDistillation<Scalar>,
  _ p: UnsafeMutablePointer<SIMD8<Scalar>>, _ q: UnsafeMutablePointer<SIMD8<Scalar>>,
  _ g: UnsafeMutablePointer<SIMD8<Scalar>>
) -> (value: SIMD8<Scalar>, confidence: SIMD8<Scalar>) {
  let (classes, inverseTemperature) = (pixels.classes, 1 / options.temperature)
  let soft = SoftmaxLanes(
    z, stride: pixels.stride, classes: classes, count: pixels.count,
    inverseTemperature: inverseTemperature, exponentials: p)
  let inverse = 1 / soft.sum
  for c in 0..<classes { p[c] *= inverse }

  let comparison = options.comparison
  let negativeEntropy =
    comparison == .kl || options.weighsConfidence
    ? negativeEntropy(q, classes: classes) : SIMD8<Scalar>(repeating: 0)
  var confidence = SIMD8<Scalar>(repeating: 1)
  if options.weighsConfidence {
    confidence += negativeEntropy * (1 / Scalar.logarithm(Scalar(max(2, classes))))
  }

  var value: SIMD8<Scalar>
  switch comparison {
  case .kl:
    value = negativeEntropy
    let logSum = soft.logSum
    for c in 0..<classes {
      let scaled = (z + c * pixels.stride).lanes(pixels.count) * inverseTemperature
      value = value.addingProduct(q[c], logSum - scaled)
      g[c] = p[c] - q[c]
    }
  case .mse:
    value = squaredDifference(p, q, g, classes: classes)
    softmaxBackLanes(p, g, classes: classes)
  case .robust:
    value = twiceSoftened(p, q, g, classes: classes)
    softmaxBackLanes(p, g, classes: classes)
  }
  return (value, confidence)
}

/// Σ q ln q of eight pixels.
@inline(__always)
private func negativeEntropy<Scalar: NeuralScalar>(
  _ q: UnsafeMutablePointer<SIMD8<Scalar>>, classes: Int
) -> SIMD8<Scalar> {
  var sum = SIMD8<Scalar>(repeating: 0)
  for c in 0..<classes { sum = sum.addingProduct(q[c], Scalar.logarithm(q[c])) }
  return sum
}

/// (1/C) Σ (p - q)² of eight pixels; leaves ∂/∂p in `g`.
@inline(__always)
private func squaredDifference<Scalar: NeuralScalar>(
  _ p: UnsafeMutablePointer<SIMD8<Scalar>>, _ q: UnsafeMutablePointer<SIMD8<Scalar>>,
  _ g: UnsafeMutablePointer<SIMD8<Scalar>>, classes: Int
) -> SIMD8<Scalar> {
  let share = 1 / Scalar(classes)
  var sum = SIMD8<Scalar>(repeating: 0)
  for c in 0..<classes {
    let difference = p[c] - q[c]
    sum = sum.addingProduct(difference, difference)
    g[c] = difference * (2 * share)
  }
  return sum * share
}

/// -Σ q ln softmax(p) of eight pixels; leaves ∂/∂p in `g`. p lies in 0…1, so exp(p) needs no shift.
@inline(__always)
func twiceSoftened<Scalar: NeuralScalar>(
  _ p: UnsafeMutablePointer<SIMD8<Scalar>>, _ q: UnsafeMutablePointer<SIMD8<Scalar>>,
  _ g: UnsafeMutablePointer<SIMD8<Scalar>>, classes: Int
) -> SIMD8<Scalar> {
  var sum = SIMD8<Scalar>(repeating: 0)
  for c in 0..<classes {
    g[c] = Scalar.exponential(p[c])
    sum += g[c]
  }
  let (inverse, logSum) = (1 / sum, Scalar.logarithm(sum))
  var value = SIMD8<Scalar>(repeating: 0)
  for c in 0..<classes {
    value += q[c] * (logSum - p[c])
    g[c] = g[c] * inverse - q[c]
  }
  return value
}
