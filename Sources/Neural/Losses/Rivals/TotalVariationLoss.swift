// Length of contours by morphology: predictions are drawn towards regions with short borders.
//
//   m = min p over 3 x 3 pixels,   M = max m over 3 x 3 pixels,   k = M - m ≥ 0
//   L = (1/(n C)) Σ_i Σ_c k_ic,   n = N H W
//
//   a_i = where the window of i has its minimum, b_i = where the window of its maximum has its minimum:
//   ∂L/∂p += 1/(n C) at b_i, -1/(n C) at a_i, for every i with k_i > 0; then softmaxBack
//
// Windows end at the image's border; of equal numbers the first in scan order is taken. In the plane, over all classes.
//
// Source: WSL4MIS utils/losses.py and PyMIC pymic/loss/seg/ssl.py, which call it total variation and pool -p for the
// minimum. WSL4MIS leaves out a batch's first image and PyMIC pools over slices too: neither is done here.

/// Mean contour length of the full-resolution predictions.
final class TotalVariationLoss<Scalar: NeuralScalar>: ExtraLoss {
  private let maps: SoftmaxMaps<Scalar>
  /// -p and m of every plane in a frame of -∞, one number wide.
  private let framed: ScratchMemory<Scalar>
  /// Where in its window each pixel of every plane finds the minimum, 0…8.
  private let places: ScratchMemory<UInt8>

  init(_ shape: LossShape) {
    maps = SoftmaxMaps(shape)
    let frame = ContourPlane<Scalar>.frame(shape.height, shape.width)
    framed = ScratchMemory(-.infinity, count: 2 * maps.planes * frame)
    places = ScratchMemory(0, count: maps.values.elements)
  }

  var bytes: Int { maps.bytes + framed.bytes + places.bytes }

  func evaluate(
    _ step: LossStep<Scalar>, scale: Scalar, _ sums: PartialSums, _ parallel: ParallelFor
  ) -> Double {
    maps.fill(from: step.heads[0].logits, parallel)
    let slope = scale / Scalar(maps.values.elements)
    let value = sums.total(tasks: maps.planes, width: 1, parallel) { index, row in
      row[0] = contourLength(plane(index), slope: slope)
    }[0]
    maps.addGradient(to: step.heads[0].gradient, parallel)
    return value / Double(maps.values.elements)
  }

  /// The memory of class `index` % C of image `index` / C.
  private func plane(_ index: Int) -> ContourPlane<Scalar> {
    let (height, width) = (maps.values.height, maps.values.width)
    let frame = ContourPlane<Scalar>.frame(height, width)
    let pixels = height * width
    return ContourPlane(
      height: height, width: width, values: maps.values.base + index * pixels,
      slopes: maps.slopes.base + index * pixels, negated: framed.base + 2 * index * frame,
      eroded: framed.base + (2 * index + 1) * frame, places: places.base + index * pixels)
  }
}

/// One class of one image. Bounds: H · W elements, or `frame` with the frame.
private struct ContourPlane<Scalar: NeuralScalar> {
  let height: Int
  let width: Int
  /// p (H, W)
  let values: UnsafeMutablePointer<Scalar>
  /// ∂L/∂p (H, W)
  let slopes: UnsafeMutablePointer<Scalar>
  /// -p (H + 2, W + 2)
  let negated: UnsafeMutablePointer<Scalar>
  /// m (H + 2, W + 2)
  let eroded: UnsafeMutablePointer<Scalar>
  /// (H, W)
  let places: UnsafeMutablePointer<UInt8>

  /// Numbers of a plane with its frame.
  static func frame(_ height: Int, _ width: Int) -> Int { (height + 2) * (width + 2) }

  /// From a pixel to one of its window's nine, counted in scan order.
  @inline(__always)
  func neighbour(_ pixel: Int, _ place: Int) -> Int {
    pixel + (place / 3 - 1) * width + place % 3 - 1
  }
}

/// Σ k of a plane; overwrites its slopes with `slope` times ∂(Σ k)/∂p.
@_specialize(where Scalar == Float)
@_specialize(where Scalar == Double)
private func contourLength<Scalar: NeuralScalar>(
  _ plane: ContourPlane<Scalar>, slope: Scalar
) -> Double {
  erode(plane)
  let (slopes, width) = (plane.slopes, plane.width)
  slopes.update(repeating: 0, count: plane.height * width)
  var sum = 0.0
  for row in 0..<plane.height {
    for column in stride(from: 0, to: width, by: 8) {
      let count = min(8, width - column)
      let center = plane.eroded + ((row + 1) * (width + 2) + column + 1)
      let (opened, places) = largest(around: center, pitch: width + 2, count: count)
      let length = opened - center.lanes(count)
      sum += length.doubleSum
      for lane in 0..<count where length[lane] > 0 {
        let pixel = row * width + column + lane
        let top = plane.neighbour(pixel, Int(places[lane]))
        slopes[plane.neighbour(top, Int(plane.places[top]))] += slope
        slopes[plane.neighbour(pixel, Int(plane.places[pixel]))] -= slope
      }
    }
  }
  return sum
}

/// m and where each minimum lies: the negative of the largest -p.
@inline(__always)
private func erode<Scalar: NeuralScalar>(_ plane: ContourPlane<Scalar>) {
  let (height, width, pitch) = (plane.height, plane.width, plane.width + 2)
  for row in 0..<height {
    for column in stride(from: 0, to: width, by: 8) {
      let count = min(8, width - column)
      let value = (plane.values + (row * width + column)).lanes(count)
      (plane.negated + ((row + 1) * pitch + column + 1)).setLanes(-value, count)
    }
  }
  for row in 0..<height {
    for column in stride(from: 0, to: width, by: 8) {
      let count = min(8, width - column)
      let inside = (row + 1) * pitch + column + 1
      let (value, places) = largest(around: plane.negated + inside, pitch: pitch, count: count)
      (plane.eroded + inside).setLanes(-value, count)
      let out = plane.places + (row * width + column)
      for lane in 0..<count { out[lane] = UInt8(truncatingIfNeeded: places[lane]) }
    }
  }
}

/// The largest of the 3 x 3 numbers around each of `count` (1…8) pixels, and its place: the first of equals.
@inline(__always)
private func largest<Scalar: NeuralScalar>(
  around pixel: UnsafeMutablePointer<Scalar>, pitch: Int, count: Int
) -> (value: SIMD8<Scalar>, places: SIMD8<UInt16>) {
  let corner = pixel - (pitch + 1)
  var (value, place) = (corner.lanes(count), SIMD8<Scalar>.zero)
  for index in 1..<9 {
    let next = (corner + (index / 3 * pitch + index % 3)).lanes(count)
    let here = SIMD8<Scalar>(repeating: Scalar(index))
    place = Scalar.select(here, place, where: value, isBelow: next)
    value = Scalar.larger(next, value)
  }
  return (value, Scalar.wholeNumbers(place))
}
