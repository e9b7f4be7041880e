/// Scratch matrices of `PrototypeContrast` in one allocation.
final class PrototypeScratch<Scalar: NeuralScalar> {
  /// Samples there is room for.
  let rows: Int
  /// One number per sample.
  let norms: UnsafeMutablePointer<Scalar>
  /// The first key.
  let keyBase: UnsafeMutablePointer<Scalar>
  /// Bytes held.
  let bytes: Int

  private let base: UnsafeMutablePointer<Scalar>
  private let hiddenFeatures: Int
  private let projectedFeatures: Int
  private let keyStride: Int

  /// Room for `rows` samples and `keys` keys.
  init(rows: Int, keys: Int, _ settings: ContrastSettings) {
    self.rows = rows
    hiddenFeatures = settings.hiddenFeatures
    projectedFeatures = settings.projectedFeatures
    keyStride = (keys + 7) / 8 * 8
    let layers = rows * 2 * (hiddenFeatures + projectedFeatures)
    let total = layers + rows + rows * keyStride + keyStride * projectedFeatures
    base = .allocate(capacity: total)
    base.initialize(repeating: 0, count: total)
    norms = base + layers
    keyBase = norms + rows + rows * keyStride
    bytes = total * MemoryLayout<Scalar>.stride
  }

  deinit { base.deallocate() }

  /// (count, hidden)
  func hidden(_ count: Int) -> Matrix<Scalar> {
    Matrix(base, rows: count, columns: hiddenFeatures)
  }

  /// (count, hidden)
  func dHidden(_ count: Int) -> Matrix<Scalar> {
    Matrix(base + rows * hiddenFeatures, rows: count, columns: hiddenFeatures)
  }

  /// (count, projected)
  func projected(_ count: Int) -> Matrix<Scalar> {
    Matrix(base + 2 * rows * hiddenFeatures, rows: count, columns: projectedFeatures)
  }

  /// (count, projected)
  func dProjected(_ count: Int) -> Matrix<Scalar> {
    Matrix(
      base + rows * (2 * hiddenFeatures + projectedFeatures), rows: count,
      columns: projectedFeatures)
  }

  /// (count, keys)
  func scores(_ count: Int, _ keys: Int) -> Matrix<Scalar> {
    Matrix(norms + rows, rows: count, columns: keys, stride: keyStride)
  }

  /// (keys, projected)
  func keys(_ count: Int) -> Matrix<Scalar> {
    Matrix(keyBase, rows: count, columns: projectedFeatures)
  }
}
