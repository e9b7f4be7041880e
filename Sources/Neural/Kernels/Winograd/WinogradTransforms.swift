// The transforms of Winograd's minimal filtering F(4x4, 3x3): 36 products instead of 144 for sixteen outputs
// (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 3).
//
//   Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A        d: 6x6 inputs, g: 3x3 weights, Y: 4x4 outputs
//
// Products are summed over input channels between the transforms, so that each of the 36 positions is a matrix
// product. The adjoint gives the weight gradient from the same transformed inputs:
//
//   dg = Gᵀ [ Σ (A dY Aᵀ) ⊙ (Bᵀ d B) ] G
//
// The matrices evaluate and interpolate polynomials (Toom and Cook) at 0, ±√½, ±√2 and infinity. The usual points
// 0, ±1, ±2 make the rounding error twice as large (docs/explanation/performance.md); here a·b = 1 keeps the largest
// factors near one. Every function works on eight channels at once.

/// A row or column of a tile's outputs.
typealias FourVectors<Scalar: NeuralScalar> = (
  Lanes<Scalar>, Lanes<Scalar>, Lanes<Scalar>, Lanes<Scalar>
)

/// Six vectors: a row or column of a transformed tile.
struct Six<Scalar: NeuralScalar> {
  typealias Vector = Lanes<Scalar>
  var a: Vector
  var b: Vector
  var c: Vector
  var d: Vector
  var e: Vector
  var f: Vector
}

extension Six {
  /// The points ±√½ and ±√2.
  @inline(__always)
  private static var near: Scalar { Scalar(0.70710678118654752440) }
  @inline(__always)
  private static var far: Scalar { Scalar(1.41421356237309504880) }

  /// `base + factor * x`.
  @inline(__always)
  private static func sum(_ base: Vector, _ factor: Scalar, _ x: Vector) -> Vector {
    base.addingProduct(Vector(repeating: factor), x)
  }

  /// The values at 0, ±√½, ±√2 and infinity, from even and odd parts at the pairs.
  @inline(__always)
  private init(
    _ zero: Vector, near: (even: Vector, odd: Vector), far: (even: Vector, odd: Vector),
    _ infinity: Vector
  ) {
    self.init(
      a: zero, b: Six.sum(near.even, Six.near, near.odd),
      c: Six.sum(near.even, -Six.near, near.odd), d: Six.sum(far.even, Six.far, far.odd),
      e: Six.sum(far.even, -Six.far, far.odd), f: infinity)
  }

  /// Bᵀ applied to these six values.
  @inline(__always)
  var inputTransformed: Six {
    Six(
      Six.sum(a + e, -2.5, c), near: (Six.sum(e, -2, c), Six.sum(d, -2, b)),
      far: (Six.sum(e, -0.5, c), Six.sum(d, -0.5, b)), Six.sum(b + f, -2.5, d))
  }

  /// Aᵀ applied to these six values: four outputs.
  @inline(__always)
  var outputTransformed: FourVectors<Scalar> {
    let (evenNear, oddNear) = (b + c, (b - c) * Six.near)
    let (evenFar, oddFar) = (d + e, (d - e) * Six.far)
    return (
      a + evenNear + evenFar, oddNear + oddFar, Six.sum(evenNear * 0.5, 2, evenFar),
      Six.sum(Six.sum(f, 0.5, oddNear), 2, oddFar)
    )
  }

  /// A applied to four output gradients: the adjoint of `outputTransformed`.
  @inline(__always)
  init(gradients y0: Vector, _ y1: Vector, _ y2: Vector, _ y3: Vector) {
    self.init(
      y0, near: (Six.sum(y0, 0.5, y2), Six.sum(y1, 0.5, y3)),
      far: (Six.sum(y0, 2, y2), Six.sum(y1, 2, y3)), y3)
  }

  /// G applied to three weights.
  @inline(__always)
  init(weights g0: Vector, _ g1: Vector, _ g2: Vector) {
    let (minusTwoThirds, sixth) = (Scalar(-2) / 3, Scalar(1) / 6)
    self.init(
      g0, near: (Six.sum(g0, 0.5, g2) * minusTwoThirds, g1 * minusTwoThirds),
      far: (Six.sum(g0, 2, g2) * sixth, g1 * sixth), g2)
  }

  /// Gᵀ applied to these six values, the adjoint of `init(weights:)`: three weight gradients.
  @inline(__always)
  var weightGradient: (Vector, Vector, Vector) {
    let (minusTwoThirds, sixth) = (Scalar(-2) / 3, Scalar(1) / 6)
    let (evenNear, oddNear) = ((b + c) * minusTwoThirds, (b - c) * minusTwoThirds)
    let (evenFar, oddFar) = ((d + e) * sixth, (d - e) * sixth)
    return (
      a + evenNear + evenFar, Six.sum(oddNear * Six.near, Six.far, oddFar),
      Six.sum(Six.sum(f, 0.5, evenNear), 2, evenFar)
    )
  }

  /// Six vectors that lie `stride` apart.
  @inline(__always)
  init(_ source: UnsafePointer<Vector>, stride s: Int) {
    self.init(
      a: source[0], b: source[s], c: source[2 * s], d: source[3 * s], e: source[4 * s],
      f: source[5 * s])
  }

  /// Writes the six vectors `stride` apart.
  @inline(__always)
  func store(_ target: UnsafeMutablePointer<Vector>, stride s: Int) {
    (target[0], target[s], target[2 * s]) = (a, b, c)
    (target[3 * s], target[4 * s], target[5 * s]) = (d, e, f)
  }
}

/// The five transforms of a tile. `rows` is memory for 36 vectors that holds a tile between its two passes. Position
/// (row, column) of a transformed tile lies at `(6 * row + column) * positionStride`.
struct WinogradTransform<Scalar: NeuralScalar> {
  typealias Vectors = UnsafeMutablePointer<Lanes<Scalar>>
  let rows: Vectors

  /// Bᵀ d B of the 6x6 pixels whose upper left one is at `pixels`, which is readable up to `5 * stride + 5`.
  @inline(__always)
  func input(
    _ pixels: UnsafePointer<Lanes<Scalar>>, stride: Int, into target: Vectors, positionStride: Int
  ) {
    for row in 0..<6 {
      Six(pixels + row * stride, stride: 1).inputTransformed.store(rows + 6 * row, stride: 1)
    }
    for column in 0..<6 {
      Six(rows + column, stride: 6).inputTransformed
        .store(target + column * positionStride, stride: 6 * positionStride)
    }
  }

  /// A dY Aᵀ of the 4x4 output gradients at `pixels`.
  @inline(__always)
  func gradient(
    _ pixels: UnsafePointer<Lanes<Scalar>>, stride: Int, into target: Vectors, positionStride: Int
  ) {
    for row in 0..<4 {
      let y = pixels + row * stride
      Six(gradients: y[0], y[1], y[2], y[3]).store(rows + 6 * row, stride: 1)
    }
    for column in 0..<6 {
      let y = rows + column
      Six(gradients: y[0], y[6], y[12], y[18])
        .store(target + column * positionStride, stride: 6 * positionStride)
    }
  }

  /// Aᵀ m A of 36 products: calls `body` with each of the four rows of outputs.
  @inline(__always)
  func output(
    _ products: UnsafePointer<Lanes<Scalar>>, positionStride: Int,
    _ body: (_ row: Int, _ outputs: FourVectors<Scalar>) -> Void
  ) {
    for column in 0..<6 {
      let y = Six(products + column * positionStride, stride: 6 * positionStride)
        .outputTransformed
      let target = rows + column
      (target[0], target[6], target[12], target[18]) = y
    }
    for row in 0..<4 { body(row, Six(rows + 6 * row, stride: 1).outputTransformed) }
  }

  /// G g Gᵀ of nine weight vectors at `weights[tap * tapStride]`.
  @inline(__always)
  func weights(
    _ weights: UnsafePointer<Lanes<Scalar>>, tapStride: Int, into target: Vectors,
    positionStride: Int
  ) {
    for row in 0..<3 {
      let g = weights + 3 * row * tapStride
      Six(weights: g[0], g[tapStride], g[2 * tapStride]).store(rows + 6 * row, stride: 1)
    }
    for column in 0..<6 {
      let g = rows + column
      Six(weights: g[0], g[6], g[12])
        .store(target + column * positionStride, stride: 6 * positionStride)
    }
  }

  /// Gᵀ u G of 36 sums: nine weight gradients to `target[tap * tapStride]`.
  @inline(__always)
  func weightGradient(
    _ sums: UnsafePointer<Lanes<Scalar>>, positionStride: Int, into target: Vectors, tapStride: Int
  ) {
    for row in 0..<6 {
      let g = Six(sums + 6 * row * positionStride, stride: positionStride).weightGradient
      (rows[3 * row], rows[3 * row + 1], rows[3 * row + 2]) = g
    }
    for column in 0..<3 {
      let g = Six(rows + column, stride: 3).weightGradient
      let taps = target + column * tapStride
      (taps[0], taps[3 * tapStride], taps[6 * tapStride]) = g
    }
  }
}
