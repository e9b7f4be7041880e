// Gated CRF: pixels that lie close together and have similar intensities should be of one class.
//
//   L = (1/n) Σ_i Σ_j k_ij (1 - Σ_c p_ic p_jc),   n = N H W,   j ≠ i in the (2r + 1)² window of i inside the image
//   k_ij = exp(-½ |x_i - x_j|²/σ_x² - ½ (I_i - I_j)²/σ_I²),   r = 5,   σ_x = 6 pixels,   σ_I = 0.1
//
//   ∂L/∂p_ic = -(2/n) Σ_j k_ij p_jc; then softmaxBack
//
// k is symmetric: half of the window is walked and each pair counts both ways. I is the crop's intensity brought to 0…1
// (`CropIntensities`), which σ_I presumes.
//
// Source: Obukhov et al. 2019; WSL4MIS utils/gate_crf_loss.py (kernel, radius), where pairs that reach over the border
// add a constant to the value; here they do not count.

/// Pairwise energy of the full-resolution predictions under the image.
final class GatedCRFLoss<Scalar: NeuralScalar>: ExtraLoss {
  private let shape: LossShape
  private let memory: ScratchMemory<Scalar>

  init(_ shape: LossShape) {
    self.shape = shape
    let frame = CRFImage<Scalar>.frame(shape.height, shape.width)
    memory = ScratchMemory(0, count: shape.count * (2 * shape.classes + 1) * frame)
    for index in 0..<shape.count {
      image(index).intensities.update(repeating: CRFImage<Scalar>.outside, count: frame)
    }
  }

  var bytes: Int { memory.bytes }

  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) -> Double {
    let crops = CropIntensities(step, for: .gatedCRF)
    let (logits, gradient) = (step.heads[0].logits, step.heads[0].gradient)
    let share = 2 / Double(shape.count * shape.height * shape.width)
    // Pairs never cross images, so that a task writes what no other reads.
    let value = sums.total(tasks: shape.count, width: 1, parallel) { index, row in
      let image = self.image(index)
      crops.write(index, to: image.intensities + CRFImage<Scalar>.radius, pitch: image.pitch)
      crfSoftmax(logits.plane(index, 0), into: image)
      row[0] = crfEnergy(image, pairs: CRFPair.half)
      addCRFGradient(image, slope: -Scalar(share) * scale, to: gradient.plane(index, 0))
    }[0]
    return value * share
  }

  private func image(_ index: Int) -> CRFImage<Scalar> {
    let frame = CRFImage<Scalar>.frame(shape.height, shape.width)
    let first = memory.base + index * (2 * shape.classes + 1) * frame
    return CRFImage(
      classes: shape.classes, height: shape.height, width: shape.width, intensities: first,
      values: first + frame, sums: first + (1 + shape.classes) * frame)
  }
}

/// One image with a margin left and right, so that the neighbours of eight pixels can be read at once.
///
/// Pixel (row, column) of a map lies at row · pitch + radius + column. Bounds: `frame` = H · pitch numbers a map.
struct CRFImage<Scalar: NeuralScalar> {
  let classes: Int
  let height: Int
  let width: Int
  /// I (H, pitch)
  let intensities: UnsafeMutablePointer<Scalar>
  /// p (C, H, pitch), 0 in the margins
  let values: UnsafeMutablePointer<Scalar>
  /// Σ_j k_ij p_jc (C, H, pitch)
  let sums: UnsafeMutablePointer<Scalar>

  /// Of the window.
  static var radius: Int { CRFPair.radius }
  /// The margins' intensity: so far from 0…1 that k is 0.
  static var outside: Scalar { 1000 }

  static func pitch(_ width: Int) -> Int { (width + 7) / 8 * 8 + 2 * radius }
  static func frame(_ height: Int, _ width: Int) -> Int { height * pitch(width) }

  var pitch: Int { Self.pitch(width) }
  var frame: Int { height * pitch }
}

/// A neighbour in the half of the window that comes later in scan order.
struct CRFPair: Sendable {
  let rows: Int
  let columns: Int
  /// -½ |x_i - x_j|²/σ_x²
  let closeness: Double

  static let radius = 5
  static let spread = 6.0
  /// -½/σ_I²
  static let contrast = -50.0

  /// By rows, then columns.
  static let half: [CRFPair] = (0...radius).flatMap { rows in
    ((rows == 0 ? 1 : -radius)...radius).map { columns in
      CRFPair(
        rows: rows, columns: columns,
        closeness: -0.5 * Double(rows * rows + columns * columns) / (spread * spread))
    }
  }
}
