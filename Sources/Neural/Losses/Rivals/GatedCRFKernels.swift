// The three passes of `GatedCRFLoss` over one image.

/// p of one image; `logits` is class 0 of its first pixel.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func crfSoftmax<Scalar: NeuralScalar>(
  _ logits: UnsafeMutablePointer<Scalar>, into image: CRFImage<Scalar>
) {
  withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: image.classes) { scratch in
    guard let e = scratch.baseAddress else { return }
    for row in 0..<image.height {
      for column in stride(from: 0, to: image.width, by: 8) {
        let count = min(8, image.width - column)
        let soft = SoftmaxLanes(
          logits + (row * image.width + column), stride: image.height * image.width,
          classes: image.classes, count: count, inverseTemperature: 1, exponentials: e)
        let inverse = 1 / soft.sum
        let out = image.values + (row * image.pitch + CRFPair.radius + column)
        for c in 0..<image.classes { (out + c * image.frame).setLanes(e[c] * inverse, count) }
      }
    }
  }
}

/// Half of Σ_i Σ_j k_ij (1 - Σ_c p_ic p_jc); leaves Σ_j k_ij p_jc in `sums`.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func crfEnergy<Scalar: NeuralScalar>(_ image: CRFImage<Scalar>, pairs: [CRFPair]) -> Double {
  let (classes, frame) = (image.classes, image.frame)
  image.sums.update(repeating: 0, count: classes * frame)
  var total = 0.0
  withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: classes) { scratch in
    guard let later = scratch.baseAddress else { return }
    for row in 0..<image.height {
      let reach = min(CRFPair.radius, image.height - 1 - row)
      let within = pairs.prefix { $0.rows <= reach }
      for column in stride(from: 0, to: image.width, by: 8) {
        let pixel = row * image.pitch + CRFPair.radius + column
        let weight = gather(
          image, pixel, .ones(min(8, image.width - column)), within, into: later)
        var agreement = SIMD8<Scalar>.zero
        for c in 0..<classes {
          agreement = agreement.addingProduct(
            later[c], (image.values + (c * frame + pixel)).lanes(8))
          (image.sums + (c * frame + pixel)).addLanes(later[c], 8)
        }
        total += (weight - agreement).doubleSum
      }
    }
  }
  return total
}

/// Σ_j k_ij of eight pixels over their later neighbours j, Σ_j k_ij p_jc into `later`; adds k_ij p_ic to the sums of j.
@inline(__always)
private func gather<Scalar: NeuralScalar>(
  _ image: CRFImage<Scalar>, _ pixel: Int, _ inside: SIMD8<Scalar>, _ pairs: ArraySlice<CRFPair>,
  into later: UnsafeMutablePointer<SIMD8<Scalar>>
) -> SIMD8<Scalar> {
  let (classes, frame) = (image.classes, image.frame)
  let intensity = (image.intensities + pixel).lanes(8)
  let contrast = SIMD8<Scalar>(repeating: Scalar(CRFPair.contrast))
  for c in 0..<classes { later[c] = .zero }
  var weight = SIMD8<Scalar>.zero
  for pair in pairs {
    let other = pixel + pair.rows * image.pitch + pair.columns
    let difference = (image.intensities + other).lanes(8) - intensity
    let closeness = SIMD8<Scalar>(repeating: Scalar(pair.closeness))
    let exponent = closeness.addingProduct(difference * difference, contrast)
    let k = inside * Scalar.exponential(exponent)
    weight += k
    for c in 0..<classes {
      let p = image.values + c * frame
      later[c] = later[c].addingProduct(k, (p + other).lanes(8))
      let earlier = image.sums + (c * frame + other)
      earlier.setLanes(earlier.lanes(8).addingProduct(k, (p + pixel).lanes(8)), 8)
    }
  }
  return weight
}

/// ∂L/∂z += softmaxBack(p, slope · sums); `gradient` is class 0 of the image's first pixel.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
func addCRFGradient<Scalar: NeuralScalar>(
  _ image: CRFImage<Scalar>, slope: Scalar, to gradient: UnsafeMutablePointer<Scalar>
) {
  let (classes, pixels) = (image.classes, image.height * image.width)
  withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: 2 * classes) { scratch in
    guard let p = scratch.baseAddress else { return }
    let g = p + classes
    for row in 0..<image.height {
      for column in stride(from: 0, to: image.width, by: 8) {
        let count = min(8, image.width - column)
        let inside = row * image.pitch + CRFPair.radius + column
        for c in 0..<classes {
          p[c] = (image.values + (c * image.frame + inside)).lanes(count)
          g[c] = (image.sums + (c * image.frame + inside)).lanes(count) * slope
        }
        softmaxBackLanes(p, g, classes: classes)
        let out = gradient + (row * image.width + column)
        for c in 0..<classes { (out + c * pixels).addLanes(g[c], count) }
      }
    }
  }
}
