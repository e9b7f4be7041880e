/// A two-dimensional picture cut out of a volume or label map.
///
/// In a slice across axis A the columns run along the lower-numbered of the other two axes and the rows
/// along the higher one.
package struct Slice<Element> {
  /// Number of columns.
  package let width: Int
  /// Number of rows.
  package let height: Int
  /// `width * height` values, row after row.
  package var values: [Element]

  /// A slice of given values.
  ///
  /// - Precondition: `values.count == width * height`.
  package init(width: Int, height: Int, values: [Element]) {
    precondition(values.count == width * height, "a slice needs width x height values")
    self.width = width
    self.height = height
    self.values = values
  }

  /// The value at a column and row.
  package subscript(column: Int, row: Int) -> Element {
    get { values[row * width + column] }
    set { values[row * width + column] = newValue }
  }

  /// Cuts slice number `index` across `axis` out of voxels whose i runs fastest.
  ///
  /// - Precondition: the index lies on the grid and there are as many voxels as the grid has.
  package init(of voxels: [Element], size: GridSize, index: Int, along axis: Axis) {
    precondition(voxels.count == size.count, "as many voxels as the grid has")
    precondition((0..<size[axis]).contains(index), "slice \(index) of \(size[axis])")
    let (width, height, _) = size.sliceSize(along: axis)
    let strides = size.strides(along: axis)
    self.width = width
    self.height = height
    values = []
    values.reserveCapacity(width * height)
    for row in 0..<height {
      let start = index * strides.slice + row * strides.row
      for column in 0..<width { values.append(voxels[start + column * strides.column]) }
    }
  }

  /// Puts the slice back into voxels whose i runs fastest: the inverse of cutting it out.
  ///
  /// - Precondition: the slice has the size that the grid gives it.
  package func store(in voxels: inout [Element], size: GridSize, index: Int, along axis: Axis) {
    precondition(voxels.count == size.count, "as many voxels as the grid has")
    precondition((0..<size[axis]).contains(index), "slice \(index) of \(size[axis])")
    precondition(size.sliceSize(along: axis) == (width, height, size[axis]), "the slice's size")
    let strides = size.strides(along: axis)
    for row in 0..<height {
      let start = index * strides.slice + row * strides.row
      for column in 0..<width {
        voxels[start + column * strides.column] = values[row * width + column]
      }
    }
  }
}

extension Slice: Equatable where Element: Equatable {}
extension Slice: Sendable where Element: Sendable {}
