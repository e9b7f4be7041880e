// Pyramid consistency: the heads are drawn to their mean prediction, least where they disagree most.
//
//   p_s = softmax(z_s), repeated to full resolution,   q = (1/S) Σ_s p_s,   d_s = Σ_c (q_c - p_sc)²
//   v_s = Σ_c q_c (ln q_c - ln p_sc),   w_s = exp(-v_s)
//   L = (1/S) Σ_s [ A_s/B_s + mean v_s ],   A_s = (1/(n C)) Σ_i w_s d_s,   B_s = (1/n) Σ_i w_s + ε,   ε = 1e-8
//
//   η_s = S ∂L/∂v_s = -w_s d_s/(n C B_s) + A_s w_s/(n B_s²) + 1/n
//   γ_c = S ∂L/∂q_c = Σ_s [ 2 w_s (q_c - p_sc)/(n C B_s) + η_s (ln q_c - ln p_sc + 1) ]
//   S ∂L/∂z_s = softmaxBack(p_s, -2 w_s (q - p_s)/(n C B_s) + γ/S) + η_s (p_s - q)
//
// n = N H W; the last summand is v_s through its own p_s. Repeating commutes with the softmax, so that a coarse head's
// gradient is the sum over the pixels of each cell. The 1 in γ is the same for all classes: softmaxBack takes it to 0.
//
// Source: Luo et al. 2021 (URPC); SSL4MIS train_uncertainty_rectified_pyramid_consistency_2D.py, PyMIC ssl_urpc.py,
// without their small numbers inside the logarithms, which are taken from the logits here.

/// Uncertainty-rectified consistency of the heads; 0 with one head.
final class PyramidConsistencyLoss<Scalar: NeuralScalar>: ExtraLoss {
  private let shape: LossShape
  /// ln p of every head.
  private let logarithms: MapPyramid<Scalar>
  private let sums: PartialSums

  init(_ shape: LossShape) {
    self.shape = shape
    logarithms = MapPyramid(shape, classes: shape.classes)
    sums = PartialSums(capacity: PyramidBand.count(shape) * 3 * shape.heads)
  }

  var bytes: Int { logarithms.bytes }

  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) -> Double {
    let (shape, levels) = (self.shape, logarithms.levels)
    guard shape.heads > 1 else { return 0 }
    for (head, level) in zip(step.heads, levels) { logSoftmax(head.logits, into: level, parallel) }
    let bands = PyramidBand.count(shape)
    let found = self.sums.total(tasks: bands, width: 3 * shape.heads, parallel) { index, row in
      addPyramidSums(levels, PyramidBand(index, shape), to: row)
    }
    let means = (0..<shape.heads).map { PyramidMeans(found, head: $0, shape) }
    let slopes = means.map { PyramidSlopes<Scalar>($0, shape, scale: scale) }
    let gradients = step.heads.map(\.gradient)
    parallel(bands) { index in
      addPyramidGradient(levels, PyramidBand(index, shape), slopes, to: gradients)
    }
    return means.reduce(0) { $0 + $1.value } / Double(shape.heads)
  }
}

/// Rows of an image that make up one row of the coarsest head: no cell of any head crosses a band.
struct PyramidBand {
  let image: Int
  let rows: Range<Int>

  /// Bands of a batch.
  static func count(_ shape: LossShape) -> Int {
    shape.count * (shape.height >> (shape.heads - 1))
  }

  init(_ index: Int, _ shape: LossShape) {
    let (perImage, size) = (shape.height >> (shape.heads - 1), 1 << (shape.heads - 1))
    image = index / perImage
    rows = (index % perImage * size)..<((index % perImage + 1) * size)
  }
}

/// One head's means over the pixels: A, B and v.
struct PyramidMeans {
  let squared: Double
  let weight: Double
  let divergence: Double

  /// From Σ w d, Σ w and Σ v of each head.
  init(_ sums: [Double], head: Int, _ shape: LossShape) {
    let n = Double(shape.count * shape.height * shape.width)
    squared = sums[3 * head] / (n * Double(shape.classes))
    weight = sums[3 * head + 1] / n + 1e-8
    divergence = sums[3 * head + 2] / n
  }

  /// A/B + mean v.
  var value: Double { squared / weight + divergence }
}

/// What the gradient of one head needs of its means, all times scale/S: η = w (fall - d rise) + always.
struct PyramidSlopes<Scalar: NeuralScalar> {
  /// 1/(n C B)
  let rise: Scalar
  /// A/(n B²)
  let fall: Scalar
  /// 1/n
  let always: Scalar

  init(_ means: PyramidMeans, _ shape: LossShape, scale: Scalar) {
    let share = Double(scale) / Double(shape.heads * shape.count * shape.height * shape.width)
    rise = Scalar(share / (Double(shape.classes) * means.weight))
    fall = Scalar(share * means.squared / (means.weight * means.weight))
    always = Scalar(share)
  }
}
