/// What the heads predict for eight pixels, entry head · C + class, and their mean.
struct PyramidLanes<Scalar: NeuralScalar> {
  let heads: Int
  let classes: Int
  /// ln p
  let logarithms: UnsafeMutablePointer<SIMD8<Scalar>>
  /// p
  let values: UnsafeMutablePointer<SIMD8<Scalar>>
  /// q, one entry a class
  let mean: UnsafeMutablePointer<SIMD8<Scalar>>
  /// ln q
  let meanLogarithms: UnsafeMutablePointer<SIMD8<Scalar>>

  /// d and v of a head.
  @inline(__always)
  func distances(_ head: Int) -> (squared: SIMD8<Scalar>, divergence: SIMD8<Scalar>) {
    var (squared, divergence) = (SIMD8<Scalar>.zero, SIMD8<Scalar>.zero)
    for c in 0..<classes {
      let difference = mean[c] - values[head * classes + c]
      squared = squared.addingProduct(difference, difference)
      divergence = divergence.addingProduct(
        mean[c], meanLogarithms[c] - logarithms[head * classes + c])
    }
    return (squared, divergence)
  }

  /// Adds a head's share of ∂L/∂q.
  @inline(__always)
  func addMeanSlope(
    _ head: Int, rise: SIMD8<Scalar>, fall: SIMD8<Scalar>,
    to slopes: UnsafeMutablePointer<SIMD8<Scalar>>
  ) {
    for c in 0..<classes {
      let entry = head * classes + c
      slopes[c] += rise * (mean[c] - values[entry])
      slopes[c] += fall * (meanLogarithms[c] - logarithms[entry])
    }
  }

  /// Reads `count` pixels from (row, column) of an image.
  @inline(__always)
  func read(_ levels: [ClassMaps<Scalar>], _ image: Int, _ row: Int, _ column: Int, _ count: Int) {
    let share = 1 / Scalar(heads)
    for c in 0..<classes { mean[c] = .zero }
    for head in 0..<heads {
      let level = levels[head]
      for c in 0..<classes {
        let cells = level.plane(image, c) + (row >> head) * level.width
        let logarithm = cells.repeated(column, count, scale: head)
        let p = Scalar.exponential(logarithm)
        logarithms[head * classes + c] = logarithm
        values[head * classes + c] = p
        mean[c] += p * share
      }
    }
    for c in 0..<classes { meanLogarithms[c] = Scalar.logarithm(mean[c]) }
  }
}

/// Calls `body` with row, column, count and predictions of every eight pixels of a band.
@inline(__always)
func forEachPyramidLanes<Scalar: NeuralScalar>(
  _ levels: [ClassMaps<Scalar>], _ band: PyramidBand,
  _ body: (Int, Int, Int, PyramidLanes<Scalar>) -> Void
) {
  let (heads, classes) = (levels.count, levels[0].classes)
  let entries = heads * classes
  withUnsafeTemporaryAllocation(of: SIMD8<Scalar>.self, capacity: 2 * entries + 2 * classes) {
    guard let base = $0.baseAddress else { return }
    let lanes = PyramidLanes(
      heads: heads, classes: classes, logarithms: base, values: base + entries,
      mean: base + 2 * entries, meanLogarithms: base + (2 * entries + classes))
    for row in band.rows {
      for column in stride(from: 0, to: levels[0].width, by: 8) {
        let count = min(8, levels[0].width - column)
        lanes.read(levels, band.image, row, column, count)
        body(row, column, count, lanes)
      }
    }
  }
}

extension UnsafeMutablePointer where Pointee: NeuralScalar {
  /// The cells, 2^scale pixels wide, in which `count` pixels from `column` of this row lie; the lanes beyond are 0.
  @inline(__always)
  func repeated(_ column: Int, _ count: Int, scale: Int) -> SIMD8<Pointee> {
    if scale == 0 { return (self + column).lanes(count) }
    var result = SIMD8<Pointee>.zero
    for lane in 0..<count { result[lane] = self[(column + lane) >> scale] }
    return result
  }

  /// Adds `count` pixels from `column` of this row to their cells.
  @inline(__always)
  func addToCells(_ values: SIMD8<Pointee>, _ column: Int, _ count: Int, scale: Int) {
    if scale == 0 { return (self + column).addLanes(values, count) }
    for lane in 0..<count { self[(column + lane) >> scale] += values[lane] }
  }
}
