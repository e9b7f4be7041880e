/// Labels that the network has given to the training volumes, as further targets: a value, like everything a batch is
/// made from.
struct PseudoLabels: Equatable, Sendable {
  /// For every case (in the project's order) and slice: the target of every pixel, row after row, -1 = none.
  var slices: [[[Int8]]]

  /// The targets of a slice; nil where there are none.
  subscript(caseIndex: Int, slice: Int) -> [Int8]? {
    guard slices.indices.contains(caseIndex), slices[caseIndex].indices.contains(slice) else {
      return nil
    }
    return slices[caseIndex][slice]
  }
}
