/// The features of drawn pixels and the head that projects them; or the gradients of both.
package struct ProjectedRows<Scalar: NeuralScalar> {
  /// (M, head.inputs), one row a pixel.
  package let rows: UnsafeMutablePointer<Scalar>
  /// The projection head's parameters, or their gradients.
  package let head: ProjectionHead<Scalar>

  /// A view of memory that the caller keeps.
  package init(rows: UnsafeMutablePointer<Scalar>, head: ProjectionHead<Scalar>) {
    (self.rows, self.head) = (rows, head)
  }

  /// The first `count` rows.
  func matrix(_ count: Int) -> Matrix<Scalar> {
    Matrix(rows, rows: count, columns: head.inputs)
  }
}
