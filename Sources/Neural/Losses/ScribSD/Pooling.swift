// From full resolution to the coarse heads: averages of maps, sums of label mass, labels.

/// Averages over 2 x 2 pixels.
///
/// - maps: (N, C, 2h, 2w)
/// - pooled: (N, C, h, w), overwritten
@_specialize(where Scalar == Float)
func averagePool<Scalar: NeuralScalar>(
  _ maps: ClassMaps<Scalar>, into pooled: ClassMaps<Scalar>, _ parallel: ParallelFor
) {
  let (height, width) = (pooled.height, pooled.width)
  precondition(
    maps.count == pooled.count && maps.classes == pooled.classes && maps.height == 2 * height
      && maps.width == 2 * width, "averagePool: shapes do not fit")
  let quarter = SIMD8<Scalar>(repeating: 0.25)
  parallel(pooled.count * pooled.classes) { plane in
    for row in 0..<height {
      let top = maps.base + (plane * maps.pixels + 2 * row * maps.width)
      let bottom = top + maps.width
      let out = pooled.base + (plane * pooled.pixels + row * width)
      var column = 0
      while column + 8 <= width {
        let left = (top + 2 * column).lanes(8) + (bottom + 2 * column).lanes(8)
        let right = (top + (2 * column + 8)).lanes(8) + (bottom + (2 * column + 8)).lanes(8)
        let sum =
          SIMD8(lowHalf: left.evenHalf, highHalf: right.evenHalf)
          + SIMD8(lowHalf: left.oddHalf, highHalf: right.oddHalf)
        (out + column).setLanes(sum * quarter, 8)
        column += 8
      }
      while column < width {
        let first = top[2 * column] + bottom[2 * column]
        let second = top[2 * column + 1] + bottom[2 * column + 1]
        out[column] = (first + second) * quarter[0]
        column += 1
      }
    }
  }
}

/// Sums, over each 2^s x 2^s cell, what its labelled pixels count for: Y_jc = Σ_{i in j, y_i = c} k_c w_i.
///
/// - targets: (N, H, W)
/// - coefficients: k_c
/// - mass: (N, C, H/2^s, W/2^s), overwritten
@_specialize(where Scalar == Float)
func poolLabels<Scalar: NeuralScalar>(
  _ targets: TargetMaps, coefficients: [Double], scale: Int, into mass: ClassMaps<Scalar>,
  _ parallel: ParallelFor
) {
  let k = coefficients.map { Scalar($0) }
  parallel(mass.count * mass.height) { index in
    let (image, row) = (index / mass.height, index % mass.height)
    let out = mass.plane(image, 0) + row * mass.width
    for c in 0..<mass.classes { (out + c * mass.pixels).update(repeating: 0, count: mass.width) }
    for fine in (row << scale)..<((row + 1) << scale) {
      var column = 0
      while column < targets.width {
        let pixel = fine * targets.width + column
        let count = min(8, targets.width - column)
        let labels = targets.lanes(image, pixel, count)
        if labels.hasLabel {
          let weight: SIMD8<Scalar> = targets.weightLanes(image, pixel, labels)
          for lane in 0..<count where labels[lane] >= 0 {
            let y = Int(labels[lane])
            out[y * mass.pixels + ((column + lane) >> scale)] += k[y] * weight[lane]
          }
        }
        column += 8
      }
    }
  }
}

/// The share of unlabelled pixels: 1 or 0 at full resolution, then averages; one map per level.
@_specialize(where Scalar == Float)
func fillUnlabelled<Scalar: NeuralScalar>(
  _ targets: TargetMaps, into pyramid: MapPyramid<Scalar>, _ parallel: ParallelFor
) {
  let full = pyramid.levels[0]
  parallel(full.count) { image in
    let out = full.plane(image, 0)
    for pixel in 0..<full.pixels {
      out[pixel] = targets.classes[image * full.pixels + pixel] < 0 ? 1 : 0
    }
  }
  pyramid.poolFromFullResolution(parallel)
}

/// Labels at half resolution: the class of a 2 x 2 cell in which exactly one class is drawn, otherwise -1.
///
/// - targets: (N, H, W)
/// - halved: N · H/2 · W/2 entries, overwritten
func halveLabels(
  _ targets: TargetMaps, into halved: UnsafeMutablePointer<Int8>, _ parallel: ParallelFor
) {
  let (height, width) = (targets.height / 2, targets.width / 2)
  parallel(targets.count) { image in
    let source = targets.classes + image * targets.pixels
    for row in 0..<height {
      for column in 0..<width {
        var found: Int8 = -1
        var conflict = false
        for corner in 0..<4 {
          let pixel = (2 * row + corner / 2) * targets.width + 2 * column + corner % 2
          let label = source[pixel]
          if label >= 0 {
            conflict = conflict || (found >= 0 && found != label)
            found = label
          }
        }
        halved[(image * height + row) * width + column] = conflict ? -1 : found
      }
    }
  }
}
