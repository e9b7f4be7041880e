import COpenBLAS

/// A view of a row-major matrix that the caller owns: element (r, c) lies at `base[r * stride + c]`.
///
/// `transposed` swaps the roles of rows and columns without moving anything:
/// then element (r, c) lies at `base[c * stride + r]`.
package struct Matrix<Scalar: NeuralScalar> {
  /// The first element.
  package let base: UnsafeMutablePointer<Scalar>
  /// Rows of the matrix as seen through the view.
  package let rows: Int
  /// Columns of the matrix as seen through the view.
  package let columns: Int
  /// Elements from one stored row to the next; at least the stored row's length.
  package let stride: Int
  /// Whether the view exchanges the stored rows and columns.
  package let isTransposed: Bool

  /// A view of `rows` x `columns` stored elements; `stride` is `columns` unless given.
  package init(
    _ base: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, stride: Int? = nil
  ) {
    precondition(rows >= 0 && columns >= 0 && (stride ?? columns) >= columns, "bad matrix shape")
    self.init(base, rows, columns, stride ?? columns, false)
  }

  private init(
    _ base: UnsafeMutablePointer<Scalar>, _ rows: Int, _ columns: Int, _ stride: Int,
    _ isTransposed: Bool
  ) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride
    self.isTransposed = isTransposed
  }

  /// The same memory with rows and columns exchanged.
  package var transposed: Matrix {
    Matrix(base, columns, rows, stride, !isTransposed)
  }

  /// The element in row `row` and column `column`.
  package subscript(row: Int, column: Int) -> Scalar {
    get { base[isTransposed ? column * stride + row : row * stride + column] }
    nonmutating set {
      base[isTransposed ? column * stride + row : row * stride + column] = newValue
    }
  }

  /// Fails unless A (`self`) times `b` has the shape of `c`.
  func checkProduct(with b: Matrix, into c: Matrix) {
    _ = oneBlasThread
    precondition(
      columns == b.rows && rows == c.rows && b.columns == c.columns && !c.isTransposed,
      "cannot multiply \(rows) x \(columns) by \(b.rows) x \(b.columns) into \(c.rows) x \(c.columns)"
    )
  }

  /// OpenBLAS's word for the view's transposition.
  var blasTranspose: CBLAS_TRANSPOSE { isTransposed ? CblasTrans : CblasNoTrans }
}

/// OpenBLAS works in the calling thread: the engine's own threads divide the work, and a product must be the same bits
/// whatever their number. Set once, before the first product.
private let oneBlasThread: Void = openblas_set_num_threads(1)
