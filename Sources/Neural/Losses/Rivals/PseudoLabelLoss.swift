// Labels that a network has given to unscribbled pixels, as further targets.
//
//   pseudo labels   L = CE(p, ŷ), the mean over the pixels that have a pseudo label
//   competitive     L = 1/2 (CE(p, ŷ) + Dice(p, ŷ)), ŷ from the better of two networks in this batch:
//                   the teacher if the student's partial cross-entropy is the larger one, else the student itself;
//                   ŷ_i = argmax_c p_ic where the largest probability exceeds 1/2, none elsewhere
//
// Gradients as in PartialCrossEntropy.swift and PartialDice.swift; ŷ is a constant.
//
// Source: pseudo labels: Scribble2Label (Lee and Jeong 2020) with WSL4MIS's weight 0.5, and stage 2 of DMSPS; where the
// labels come from is Trainer's business. Competitive: ScribbleVS; its clean-up of regions is left out.

/// Cross-entropy against the pseudo labels of the step; 0 without any.
final class PseudoLabelLoss<Scalar: NeuralScalar>: ExtraLoss {
  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) throws -> Double {
    guard let pseudo = step.context.pseudo else { return 0 }
    let head = step.heads[0]
    let mass = try LabelMass(pseudo, classes: head.logits.classes, sums, parallel)
    return partialCrossEntropy(
      head, pseudo, coefficients: mass.coefficients(.pixels), scale: scale, sums, parallel)
  }
}

/// Cross-entropy and Dice against the labels of whichever network fits the scribbles of this batch better.
final class CompetitiveLabelLoss<Scalar: NeuralScalar>: ExtraLoss {
  private let shape: LossShape
  /// (N, H, W): labels, -1 = none.
  private let labels: ScratchMemory<Int8>

  init(_ shape: LossShape) {
    self.shape = shape
    labels = ScratchMemory(-1, count: shape.count * shape.height * shape.width)
  }

  var bytes: Int { labels.bytes }

  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) throws -> Double {
    precondition(!step.teacher.isEmpty, "the competitive form looks at the teacher")
    let head = step.heads[0]
    let coefficients = step.mass.coefficients(.pixels)
    func fit(_ logits: ClassMaps<Scalar>) -> Double {
      partialCrossEntropy(
        HeadMaps(logits: logits, gradient: head.gradient), step.targets,
        coefficients: coefficients, scale: 0, sums, parallel)
    }
    let teaches = fit(head.logits) > fit(step.teacher[0])
    confidentLabels(teaches ? step.teacher[0] : head.logits, into: labels.base, parallel)
    let pseudo = TargetMaps(
      count: shape.count, height: shape.height, width: shape.width, classes: labels.base)
    let mass = try LabelMass(pseudo, classes: shape.classes, sums, parallel)
    let entropy = partialCrossEntropy(
      head, pseudo, coefficients: mass.coefficients(.pixels), scale: scale / 2, sums, parallel)
    let dice = partialDice(
      head, ScribbleLabels(targets: pseudo, mass: mass),
      DiceForm(squared: true, background: true), scale: scale / 2, sums, parallel)
    return (entropy + dice) / 2
  }
}

/// The class of largest probability where that exceeds 1/2, -1 elsewhere.
///
/// - logits: (N, C, H, W); labels: (N, H, W)
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func confidentLabels<Scalar: NeuralScalar>(
  _ logits: ClassMaps<Scalar>, into labels: UnsafeMutablePointer<Int8>, _ parallel: ParallelFor
) {
  let (blocks, classes, pixels) = (PixelBlocks(logits), logits.classes, logits.pixels)
  parallel(blocks.count) { index in
    let block = blocks[index]
    let z = logits.plane(block.image, 0)
    withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: classes) { scratch in
      guard let e = scratch.baseAddress else { return }
      var pixel = block.first
      while pixel < block.end {
        let count = min(8, block.end - pixel)
        let soft = SoftmaxLanes(
          z + pixel, stride: pixels, classes: classes, count: count, inverseTemperature: 1,
          exponentials: e)
        for lane in 0..<count {
          // The largest exponential is 1, so its probability is 1 / sum.
          let best = (0..<classes).first { e[$0][lane] == 1 } ?? 0
          labels[block.image * pixels + pixel + lane] = soft.sum[lane] < 2 ? Int8(best) : -1
        }
        pixel += 8
      }
    }
  }
}
