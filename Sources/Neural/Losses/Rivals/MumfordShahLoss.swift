// Mumford-Shah: each class is a region of one intensity with a short border.
//
//   L = (1/(n C)) Σ_images Σ_c [ Σ_i (I_i - μ_c)² p_ic + λ Σ_i (|p_ic - p_jc| + |p_ic - p_kc|) ]
//   μ_c = Σ_i I_i p_ic / Σ_i p_ic of the image,   j, k = the pixels right of i and below it,   n = N H W,   λ = 1
//
//   ∂L/∂p_ic = (1/(n C)) [ (I_i - μ_c)² + λ Σ of sign(p_ic - p_jc) over the up to four neighbours j ]; then softmaxBack
//
// μ is the minimiser of the region's term, so that its own derivative vanishes. The sign of 0 is 0. I is the crop's
// intensity brought to 0…1 (`CropIntensities`).
//
// Source: Kim and Ye 2020; PyMIC pymic/loss/seg/mumford_shah.py (mean over the elements, l1 length).

/// Piecewise constant intensities under the full-resolution predictions.
final class MumfordShahLoss<Scalar: NeuralScalar>: ExtraLoss {
  private let maps: SoftmaxMaps<Scalar>
  /// (N, H, W)
  private let intensities: ScratchMemory<Scalar>

  init(_ shape: LossShape) {
    maps = SoftmaxMaps(shape)
    intensities = ScratchMemory(0, count: shape.count * shape.height * shape.width)
  }

  var bytes: Int { maps.bytes + intensities.bytes }

  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) -> Double {
    let crops = CropIntensities(step, for: .mumfordShah)
    let (p, slopes, images) = (maps.values, maps.slopes, intensities.base)
    parallel(p.count) { crops.write($0, to: images + $0 * p.pixels, pitch: p.width) }
    maps.fill(from: step.heads[0].logits, parallel)
    let slope = scale / Scalar(p.elements)
    let value = sums.total(tasks: maps.planes, width: 1, parallel) { index, row in
      let plane = MumfordShahPlane(
        height: p.height, width: p.width, values: p.base + index * p.pixels,
        slopes: slopes.base + index * p.pixels,
        intensities: images + index / p.classes * p.pixels)
      row[0] = mumfordShah(plane, slope: slope)
    }[0]
    maps.addGradient(to: step.heads[0].gradient, parallel)
    return value / Double(p.elements)
  }
}

/// One class of one image. Bounds: H · W numbers each.
private struct MumfordShahPlane<Scalar: NeuralScalar> {
  let height: Int
  let width: Int
  /// p (H, W)
  let values: UnsafeMutablePointer<Scalar>
  /// ∂L/∂p (H, W)
  let slopes: UnsafeMutablePointer<Scalar>
  /// I (H, W)
  let intensities: UnsafeMutablePointer<Scalar>
}

/// Region and length of a plane; overwrites its slopes with `slope` times their gradient.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func mumfordShah<Scalar: NeuralScalar>(
  _ plane: MumfordShahPlane<Scalar>, slope: Scalar
) -> Double {
  let (p, g, width) = (plane.values, plane.slopes, plane.width)
  var sum = region(plane, slope: slope)
  for row in 0..<plane.height {
    let start = row * width
    sum += length(
      p + start, p + (start + 1), g + start, g + (start + 1), count: width - 1, slope: slope)
    guard row + 1 < plane.height else { continue }
    let below = start + width
    sum += length(p + start, p + below, g + start, g + below, count: width, slope: slope)
  }
  return sum
}

/// Σ (I - μ)² p; overwrites the slopes.
@inline(__always)
private func region<Scalar: NeuralScalar>(
  _ plane: MumfordShahPlane<Scalar>, slope: Scalar
) -> Double {
  let pixels = plane.height * plane.width
  var (mass, moment) = (0.0, 0.0)
  for pixel in stride(from: 0, to: pixels, by: 8) {
    let count = min(8, pixels - pixel)
    let p = (plane.values + pixel).lanes(count)
    mass += p.doubleSum
    moment += (p * (plane.intensities + pixel).lanes(count)).doubleSum
  }
  // A class that is nowhere has no mean, and its term is 0 with any.
  let mean = SIMD8<Scalar>(repeating: mass > 0 ? Scalar(moment / mass) : 0)
  var sum = 0.0
  for pixel in stride(from: 0, to: pixels, by: 8) {
    let count = min(8, pixels - pixel)
    let distance = (plane.intensities + pixel).lanes(count) - mean
    let square = distance * distance
    sum += (square * (plane.values + pixel).lanes(count)).doubleSum
    (plane.slopes + pixel).setLanes(square * slope, count)
  }
  return sum
}

/// Σ |b - a| over `count` pairs of neighbours; adds to the slopes of both.
@inline(__always)
private func length<Scalar: NeuralScalar>(
  _ a: UnsafeMutablePointer<Scalar>, _ b: UnsafeMutablePointer<Scalar>,
  _ da: UnsafeMutablePointer<Scalar>, _ db: UnsafeMutablePointer<Scalar>, count: Int, slope: Scalar
) -> Double {
  let (zero, one) = (SIMD8<Scalar>.zero, SIMD8<Scalar>(repeating: 1))
  var sum = 0.0
  for pair in stride(from: 0, to: count, by: 8) {
    let lanes = min(8, count - pair)
    let step = (b + pair).lanes(lanes) - (a + pair).lanes(lanes)
    let fallen = Scalar.select(-one, zero, where: step, isBelow: zero)
    let sign = Scalar.select(one, fallen, where: zero, isBelow: step)
    sum += (step * sign).doubleSum
    (da + pair).addLanes(-sign * slope, lanes)
    (db + pair).addLanes(sign * slope, lanes)
  }
  return sum
}
