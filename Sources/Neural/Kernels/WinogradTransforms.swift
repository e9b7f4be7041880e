// The transforms of Winograd's minimal filtering F(2x2, 3x3): 16 products instead of 36 for four outputs
// (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 4.1).
//
//   Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A        d: 4x4 inputs, g: 3x3 weights, Y: 2x2 outputs
//
// Products are summed over input channels between the transforms, so that each of the 16 positions is a matrix
// product. The adjoint gives the weight gradient from the same transformed inputs:
//
//   dg = Gᵀ [ Σ (A dY Aᵀ) ⊙ (Bᵀ d B) ] G
//
// The transforms only add (and halve weights), which costs about one decimal digit less than the direct sum: measured
// in the tests. Every function works on eight channels at once.

/// Four vectors: a row or column of a tile.
struct Quad<Scalar: NeuralScalar> {
  var a: Lanes<Scalar>
  var b: Lanes<Scalar>
  var c: Lanes<Scalar>
  var d: Lanes<Scalar>
}

extension Quad {
  /// Bᵀ applied to four values.
  @inline(__always)
  var inputTransformed: Quad { Quad(a: a - c, b: b + c, c: c - b, d: b - d) }

  /// Aᵀ applied to four values: two outputs.
  @inline(__always)
  var outputTransformed: (Lanes<Scalar>, Lanes<Scalar>) { (a + b + c, b - c - d) }

  /// G applied to three weights.
  @inline(__always)
  init(weights g0: Lanes<Scalar>, _ g1: Lanes<Scalar>, _ g2: Lanes<Scalar>) {
    let (ends, middle) = ((g0 + g2) * 0.5, g1 * 0.5)
    self.init(a: g0, b: ends + middle, c: ends - middle, d: g2)
  }

  /// Gᵀ applied to four values: three weight gradients.
  @inline(__always)
  var weightGradient: (Lanes<Scalar>, Lanes<Scalar>, Lanes<Scalar>) {
    let (sum, difference) = ((b + c) * 0.5, (b - c) * 0.5)
    return (a + sum, difference, sum + d)
  }

  /// A column of the 4x4 positions, which lie `stride` vectors apart.
  @inline(__always)
  init(column: Int, of positions: UnsafePointer<Lanes<Scalar>>, _ stride: Int) {
    self.init(
      a: positions[column * stride], b: positions[(4 + column) * stride],
      c: positions[(8 + column) * stride], d: positions[(12 + column) * stride])
  }

  /// Writes a column of the 4x4 positions.
  @inline(__always)
  func store(column: Int, of positions: UnsafeMutablePointer<Lanes<Scalar>>, _ stride: Int) {
    positions[column * stride] = a
    positions[(4 + column) * stride] = b
    positions[(8 + column) * stride] = c
    positions[(12 + column) * stride] = d
  }

  /// A applied to two output gradients.
  @inline(__always)
  init(gradients y0: Lanes<Scalar>, _ y1: Lanes<Scalar>) {
    self.init(a: y0, b: y0 + y1, c: y0 - y1, d: -y1)
  }
}

/// Bᵀ d B of the 4x4 pixels whose upper left one is at `pixels`; position p goes to `target[p * positionStride]`.
///
/// Bounds: `pixels` up to `3 * stride + 3`.
@inline(__always)
func transformInput<Scalar: NeuralScalar>(
  _ pixels: UnsafePointer<Lanes<Scalar>>, stride: Int,
  into target: UnsafeMutablePointer<Lanes<Scalar>>, positionStride: Int
) {
  @inline(__always)
  func row(_ r: Int) -> Quad<Scalar> {
    let p = pixels + r * stride
    return Quad(a: p[0], b: p[1], c: p[2], d: p[3]).inputTransformed
  }
  let (r0, r1, r2, r3) = (row(0), row(1), row(2), row(3))
  let s = positionStride
  Quad(a: r0.a, b: r1.a, c: r2.a, d: r3.a).inputTransformed.store(column: 0, of: target, s)
  Quad(a: r0.b, b: r1.b, c: r2.b, d: r3.b).inputTransformed.store(column: 1, of: target, s)
  Quad(a: r0.c, b: r1.c, c: r2.c, d: r3.c).inputTransformed.store(column: 2, of: target, s)
  Quad(a: r0.d, b: r1.d, c: r2.d, d: r3.d).inputTransformed.store(column: 3, of: target, s)
}

/// Aᵀ m A of 16 products at `source[p * positionStride]`: the 2x2 outputs, upper row first.
@inline(__always)
func transformOutput<Scalar: NeuralScalar>(
  _ source: UnsafePointer<Lanes<Scalar>>, positionStride: Int
) -> Quad<Scalar> {
  @inline(__always)
  func column(_ index: Int) -> (Lanes<Scalar>, Lanes<Scalar>) {
    Quad(column: index, of: source, positionStride).outputTransformed
  }
  let (c0, c1, c2, c3) = (column(0), column(1), column(2), column(3))
  let upper = Quad(a: c0.0, b: c1.0, c: c2.0, d: c3.0).outputTransformed
  let lower = Quad(a: c0.1, b: c1.1, c: c2.1, d: c3.1).outputTransformed
  return Quad(a: upper.0, b: upper.1, c: lower.0, d: lower.1)
}

/// A dY Aᵀ of the 2x2 output gradients at `pixels`; position p goes to `target[p * positionStride]`.
@inline(__always)
func transformGradient<Scalar: NeuralScalar>(
  _ pixels: UnsafePointer<Lanes<Scalar>>, stride: Int,
  into target: UnsafeMutablePointer<Lanes<Scalar>>, positionStride: Int
) {
  let upper = Quad(gradients: pixels[0], pixels[1])
  let lower = Quad(gradients: pixels[stride], pixels[stride + 1])
  let s = positionStride
  Quad(gradients: upper.a, lower.a).store(column: 0, of: target, s)
  Quad(gradients: upper.b, lower.b).store(column: 1, of: target, s)
  Quad(gradients: upper.c, lower.c).store(column: 2, of: target, s)
  Quad(gradients: upper.d, lower.d).store(column: 3, of: target, s)
}

/// G g Gᵀ of nine weight vectors at `source[tap * tapStride]`; position p goes to `target[p * positionStride]`.
@inline(__always)
func transformWeights<Scalar: NeuralScalar>(
  _ source: UnsafePointer<Lanes<Scalar>>, tapStride: Int,
  into target: UnsafeMutablePointer<Lanes<Scalar>>, positionStride: Int
) {
  @inline(__always)
  func row(_ r: Int) -> Quad<Scalar> {
    let g = source + 3 * r * tapStride
    return Quad(weights: g[0], g[tapStride], g[2 * tapStride])
  }
  let (r0, r1, r2) = (row(0), row(1), row(2))
  let s = positionStride
  Quad(weights: r0.a, r1.a, r2.a).store(column: 0, of: target, s)
  Quad(weights: r0.b, r1.b, r2.b).store(column: 1, of: target, s)
  Quad(weights: r0.c, r1.c, r2.c).store(column: 2, of: target, s)
  Quad(weights: r0.d, r1.d, r2.d).store(column: 3, of: target, s)
}

/// Gᵀ u G of 16 sums at `source[p * positionStride]`: nine weight gradients to `target[tap * tapStride]`.
@inline(__always)
func transformWeightGradient<Scalar: NeuralScalar>(
  _ source: UnsafePointer<Lanes<Scalar>>, positionStride: Int,
  into target: UnsafeMutablePointer<Lanes<Scalar>>, tapStride: Int
) {
  @inline(__always)
  func column(_ index: Int) -> (Lanes<Scalar>, Lanes<Scalar>, Lanes<Scalar>) {
    Quad(column: index, of: source, positionStride).weightGradient
  }
  let (c0, c1, c2, c3) = (column(0), column(1), column(2), column(3))
  @inline(__always)
  func row(_ index: Int, _ quad: Quad<Scalar>) {
    let g = quad.weightGradient
    let t = target + 3 * index * tapStride
    (t[0], t[tapStride], t[2 * tapStride]) = (g.0, g.1, g.2)
  }
  row(0, Quad(a: c0.0, b: c1.0, c: c2.0, d: c3.0))
  row(1, Quad(a: c0.1, b: c1.1, c: c2.1, d: c3.1))
  row(2, Quad(a: c0.2, b: c1.2, c: c2.2, d: c3.2))
}
