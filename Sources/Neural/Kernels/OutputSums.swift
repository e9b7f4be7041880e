/// Sums of a convolution's outputs and of their squares, for one channel block.
struct OutputSums<Scalar: NeuralScalar> {
  private var values = Lanes<Scalar>.zero
  private var squares = Lanes<Scalar>.zero

  init() {}

  @inline(__always)
  mutating func add(_ v: Lanes<Scalar>) {
    values += v
    squares = squares.addingProduct(v, v)
  }

  /// Writes the two sums to their places in `Epilogue.statistics`.
  @inline(__always)
  func store(_ statistics: UnsafeMutablePointer<Lanes<Scalar>>, slot: Int) {
    (statistics[2 * slot], statistics[2 * slot + 1]) = (values, squares)
  }
}
