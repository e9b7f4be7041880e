// Mixed pseudo labels (DMPLS): two decoders learn from the labels of their mixture, which no decoder gives alone.
//
//   y_i = argmax_c (β p1_ic + (1 - β) p2_ic),   β uniform in 0..<1 for every batch
//   L = 1/2 (D(p1, y) + D(p2, y))
//   D(p, y) = (1/C) Σ_c [1 - (2 Σ_i p_ic [y_i = c] + ε) / (Σ_i p_ic² + Σ_i [y_i = c] + ε)],  ε = 1e-5
//
// Sums run over all pixels of the batch, scribbled or not, and all classes take part, with or without a pixel. y is a
// constant: no gradient reaches the decoders through it. `partialDice` gives D and its gradient.
//
// Source: Luo et al. 2022 and WSL4MIS, train_weakly_supervised_segmentation_pCE_ours_proposed.py, utils/losses.py.

/// Mean Dice loss of both decoders against the hard labels of their mixture.
final class MixedPseudoLabelLoss<Scalar: NeuralScalar>: ExtraLoss {
  /// (N, H, W), the labels of a step.
  private let labels: ScratchMemory<Int8>
  private let shape: LossShape

  init(_ shape: LossShape) {
    self.shape = shape
    labels = ScratchMemory(0, count: shape.count * shape.height * shape.width)
  }

  var bytes: Int { labels.bytes }

  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) -> Double {
    let decoders = step.decoders(for: "mixed-pseudo")
    let mass = LabelMass(perClass: mixLabels(decoders, into: labels.base, sums, parallel))
    let targets = TargetMaps(
      count: shape.count, height: shape.height, width: shape.width, classes: labels.base)
    let form = DiceForm(squared: true, background: true, absent: true)
    return [decoders.first, decoders.second].reduce(0) {
      $0 + 0.5
        * partialDice(
          $1, ScribbleLabels(targets: targets, mass: mass), form, scale: scale * 0.5, sums,
          parallel)
    }
  }
}

/// The class of largest mixed probability at every pixel, the first of equals; returns how many pixels each class has.
///
/// - labels: (N, H, W); bound: N · H · W entries are written
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func mixLabels<Scalar: NeuralScalar>(
  _ decoders: DecoderPair<Scalar>, into labels: UnsafeMutablePointer<Int8>, _ sums: PartialSums,
  _ parallel: ParallelFor
) -> [Double] {
  let (first, second) = (decoders.first.logits, decoders.second.logits)
  let mixture = decoders.mixture
  let (classes, pixels) = (first.classes, first.pixels)
  return sums.total(PixelBlocks(first), width: classes, parallel) { block, row in
    let (z1, z2) = (first.plane(block.image, 0), second.plane(block.image, 0))
    let target = labels + block.image * pixels
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: 2 * classes) { scratch in
      guard let p1 = scratch.baseAddress else { return }
      let p2 = p1 + classes
      for pixel in stride(from: block.first, to: block.end, by: 8) {
        let count = min(8, block.end - pixel)
        let lanes = PixelLanes(stride: pixels, classes: classes, count: count)
        _ = lanes.softmax(z1 + pixel, into: p1)
        _ = lanes.softmax(z2 + pixel, into: p2)
        var (best, label) = (SIMD8<Scalar>(repeating: -1), SIMD8<Scalar>.zero)
        for c in 0..<classes {
          let mixed = p1[c] * mixture.first + p2[c] * mixture.second
          label = Scalar.select(SIMD8(repeating: Scalar(c)), label, where: best, isBelow: mixed)
          best = Scalar.select(mixed, best, where: best, isBelow: mixed)
        }
        let numbers = Scalar.wholeNumbers(label)
        for lane in 0..<count {
          target[pixel + lane] = Int8(truncatingIfNeeded: numbers[lane])
          row[Int(numbers[lane])] += 1
        }
      }
    }
  }
}
