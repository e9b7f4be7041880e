/// A view of the projection head's parameters, or of their gradients: linear, ReLU, linear, without normalisation.
///
///     u = W₂ relu(W₁ x + b₁) + b₂
///
/// PyTorch's layouts and names: `0.weight` (hidden, inputs), `0.bias` (hidden), `2.weight` (outputs, hidden),
/// `2.bias` (outputs). The caller owns the memory.
package struct ProjectionHead<Scalar: NeuralScalar> {
  /// Channels of the feature map.
  package let inputs: Int
  /// Width of the hidden layer.
  package let hidden: Int
  /// Width of the projected features.
  package let outputs: Int
  /// (hidden, inputs)
  package let firstWeight: UnsafeMutablePointer<Scalar>
  /// (hidden)
  package let firstBias: UnsafeMutablePointer<Scalar>
  /// (outputs, hidden)
  package let secondWeight: UnsafeMutablePointer<Scalar>
  /// (outputs)
  package let secondBias: UnsafeMutablePointer<Scalar>

  /// A view of the tensors that the caller keeps, found by their names.
  package init(
    inputs: Int, hidden: Int, outputs: Int,
    tensor: (_ name: String) -> UnsafeMutablePointer<Scalar>
  ) {
    (self.inputs, self.hidden, self.outputs) = (inputs, hidden, outputs)
    (firstWeight, firstBias) = (tensor("0.weight"), tensor("0.bias"))
    (secondWeight, secondBias) = (tensor("2.weight"), tensor("2.bias"))
  }

  /// A view of `parameterCount` numbers that lie one after the other in the order of the names above.
  package init(inputs: Int, hidden: Int, outputs: Int, base: UnsafeMutablePointer<Scalar>) {
    (self.inputs, self.hidden, self.outputs) = (inputs, hidden, outputs)
    firstWeight = base
    firstBias = base + hidden * inputs
    secondWeight = firstBias + hidden
    secondBias = secondWeight + outputs * hidden
  }

  /// Numbers in the four parameters together.
  package static func parameterCount(inputs: Int, hidden: Int, outputs: Int) -> Int {
    hidden * inputs + hidden + outputs * hidden + outputs
  }

  /// u and the hidden layer after its ReLU.
  ///
  /// - rows: (M, inputs)
  /// - hiddenRows: (M, hidden), overwritten
  /// - projected: (M, outputs), overwritten
  func forward(
    _ rows: Matrix<Scalar>, hidden hiddenRows: Matrix<Scalar>, projected: Matrix<Scalar>
  ) {
    let first = Matrix(firstWeight, rows: hidden, columns: inputs)
    let second = Matrix(secondWeight, rows: outputs, columns: hidden)
    Scalar.multiply(rows, first.transposed, into: hiddenRows, alpha: 1, beta: 0)
    for row in 0..<rows.rows {
      let values = hiddenRows.base + row * hiddenRows.stride
      for column in 0..<hidden {
        let value = values[column] + firstBias[column]
        values[column] = value < 0 ? 0 : value
      }
    }
    Scalar.multiply(hiddenRows, second.transposed, into: projected, alpha: 1, beta: 0)
    for row in 0..<rows.rows {
      let values = projected.base + row * projected.stride
      for column in 0..<outputs { values[column] += secondBias[column] }
    }
  }

  /// The backward pass of `forward`; adds to `gradient` and to `dRows`.
  ///
  /// - dProjected: (M, outputs), ∂L/∂u
  /// - dHidden: (M, hidden), scratch
  /// - dRows: (M, inputs), accumulated
  func backward(
    _ rows: Matrix<Scalar>, hidden hiddenRows: Matrix<Scalar>, dProjected: Matrix<Scalar>,
    dHidden: Matrix<Scalar>, dRows: Matrix<Scalar>, gradient: ProjectionHead
  ) {
    let first = Matrix(firstWeight, rows: hidden, columns: inputs)
    let second = Matrix(secondWeight, rows: outputs, columns: hidden)
    Scalar.multiply(
      dProjected.transposed, hiddenRows,
      into: Matrix(gradient.secondWeight, rows: outputs, columns: hidden), alpha: 1, beta: 1)
    addRows(of: dProjected, to: gradient.secondBias)
    Scalar.multiply(dProjected, second, into: dHidden, alpha: 1, beta: 0)
    for row in 0..<rows.rows {
      let values = hiddenRows.base + row * hiddenRows.stride
      let slopes = dHidden.base + row * dHidden.stride
      for column in 0..<hidden where values[column] <= 0 { slopes[column] = 0 }
    }
    Scalar.multiply(
      dHidden.transposed, rows,
      into: Matrix(gradient.firstWeight, rows: hidden, columns: inputs), alpha: 1, beta: 1)
    addRows(of: dHidden, to: gradient.firstBias)
    Scalar.multiply(dHidden, first, into: dRows, alpha: 1, beta: 1)
  }
}

/// Adds every row of `matrix` to `vector`.
private func addRows<Scalar>(
  of matrix: Matrix<Scalar>, to vector: UnsafeMutablePointer<Scalar>
) {
  for row in 0..<matrix.rows {
    let values = matrix.base + row * matrix.stride
    for column in 0..<matrix.columns { vector[column] += values[column] }
  }
}
