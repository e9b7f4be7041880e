// Dice loss over the annotated pixels only.
//
//   squared    L = (1/P) Σ_c [1 - (2 Σ w p_c t_c + ε) / (Σ w p_c² + Σ w t_c² + ε)],  ε = 1e-5
//   plain      the same with p_c and t_c instead of their squares
//
//   A = 2 Σ w p_c t_c + ε, D = the denominator:
//   ∂L/∂p_ic = -(w_i/P) (2 t_ic / D - 2 A p_ic / D²)   squared
//   ∂L/∂p_ic = -(w_i/P) (2 t_ic / D - A / D²)          plain
//
// Sums run over the labelled pixels of the whole batch, P is the number of classes with a term: those labelled in the
// batch, without the background where that is excluded. A class that is labelled nowhere has none unless asked for: its
// term would be the constant 1 with hardly a gradient.
//
// Source: squared: WSL4MIS utils/losses.py (DiceLoss); restricted to labelled pixels: nnU-Net's ignore label,
// nnunetv2/training/loss/compound_losses.py, which has plain denominators and no background.

/// Which Dice loss is meant.
struct DiceForm {
  let squared: Bool
  let background: Bool
  /// Whether classes that are labelled nowhere have a term too.
  var absent = false
  static let epsilon = 1e-5
}

/// Partial Dice loss of the full-resolution head; returns L and adds `scale` · ∂L/∂z to the head's gradient.
///
/// - head: (N, C, H, W)
/// - labels: (N, H, W); their mass is Σ w t_c
func partialDice<Scalar: NeuralScalar>(
  _ head: HeadMaps<Scalar>, _ labels: ScribbleLabels, _ form: DiceForm, scale: Scalar,
  _ sums: PartialSums, _ parallel: ParallelFor
) -> Double {
  let (classes, mass) = (head.logits.classes, labels.mass)
  let taking = (0..<classes).filter {
    (form.absent || mass.perClass[$0] > 0) && (form.background || $0 > 0)
  }
  guard !taking.isEmpty else { return 0 }
  let found = diceSums(head.logits, labels.targets, squared: form.squared, sums, parallel)

  var loss = 0.0
  // ∂L/∂p_ic = w_i (onTarget_c t_ic + onValue_c p_ic + always_c), 0 for classes without a term.
  var slopes = DiceSlopes<Scalar>(classes: classes)
  for c in taking {
    let a = 2 * found[c] + DiceForm.epsilon
    let d = found[classes + c] + mass.perClass[c] + DiceForm.epsilon
    let share = 1 / Double(taking.count)
    loss += share * (1 - a / d)
    slopes.onTarget[c] = scale * Scalar(-share * 2 / d)
    if form.squared {
      slopes.onValue[c] = scale * Scalar(share * 2 * a / (d * d))
    } else {
      slopes.always[c] = scale * Scalar(share * a / (d * d))
    }
  }
  addDiceGradient(head, labels.targets, slopes, parallel)
  return loss
}

/// ∂L/∂p_ic = w_i (onTarget_c t_ic + onValue_c p_ic + always_c).
struct DiceSlopes<Scalar: NeuralScalar> {
  var onTarget, onValue, always: [Scalar]

  init(classes: Int) {
    onTarget = Array(repeating: 0, count: classes)
    onValue = onTarget
    always = onTarget
  }
}

/// Σ w p_c t_c for every class, then Σ w p_c² (or Σ w p_c) for every class, over the labelled pixels.
@_specialize(where Scalar == Float)
private func diceSums<Scalar: NeuralScalar>(
  _ logits: ClassMaps<Scalar>, _ targets: TargetMaps, squared: Bool, _ sums: PartialSums,
  _ parallel: ParallelFor
) -> [Double] {
  let classes = logits.classes
  return sums.total(PixelBlocks(logits), width: 2 * classes, parallel) { block, row in
    forEachLabelledLanes(logits, targets, block) { _, _, labels, weight, p in
      for c in 0..<classes {
        let wp = weight * p[c]
        row[classes + c] += (squared ? wp * p[c] : wp).doubleSum
        for lane in 0..<8 where labels[lane] == Int8(c) { row[c] += Double(wp[lane]) }
      }
    }
  }
}

@_specialize(where Scalar == Float)
private func addDiceGradient<Scalar: NeuralScalar>(
  _ head: HeadMaps<Scalar>, _ targets: TargetMaps, _ slopes: DiceSlopes<Scalar>,
  _ parallel: ParallelFor
) {
  let (logits, gradient) = (head.logits, head.gradient)
  let blocks = PixelBlocks(logits)
  let (classes, pixels) = (logits.classes, logits.pixels)
  parallel(blocks.count) { index in
    let block = blocks[index]
    let dz = gradient.plane(block.image, 0)
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: classes) { scratch in
      guard let g = scratch.baseAddress else { return }
      forEachLabelledLanes(logits, targets, block) { pixel, count, labels, weight, p in
        for c in 0..<classes {
          var slope = p[c] * slopes.onValue[c] + slopes.always[c]
          for lane in 0..<8 where labels[lane] == Int8(c) { slope[lane] += slopes.onTarget[c] }
          g[c] = weight * slope
        }
        softmaxBackLanes(p, g, classes: classes)
        for c in 0..<classes { (dz + (c * pixels + pixel)).addLanes(g[c], count) }
      }
    }
  }
}

/// Calls `body` with pixel, lanes, labels, weights and probabilities for every eight pixels of which one is labelled.
@inline(__always)
private func forEachLabelledLanes<Scalar: NeuralScalar>(
  _ logits: ClassMaps<Scalar>, _ targets: TargetMaps, _ block: PixelBlock,
  _ body: (Int, Int, SIMD8<Int8>, SIMD8<Scalar>, UnsafeMutablePointer<SIMD8<Scalar>>) -> Void
) {
  let z = logits.plane(block.image, 0)
  withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: logits.classes) { scratch in
    guard let p = scratch.baseAddress else { return }
    var pixel = block.first
    while pixel < block.end {
      let count = min(8, block.end - pixel)
      let labels = targets.lanes(block.image, pixel, count)
      if labels.hasLabel {
        let soft = SoftmaxLanes(
          z + pixel, stride: logits.pixels, classes: logits.classes, count: count,
          inverseTemperature: 1, exponentials: p)
        let inverse = 1 / soft.sum
        for c in 0..<logits.classes { p[c] *= inverse }
        body(pixel, count, labels, targets.weightLanes(block.image, pixel, labels), p)
      }
      pixel += 8
    }
  }
}
