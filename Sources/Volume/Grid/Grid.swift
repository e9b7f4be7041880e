/// Voxel grids: the three axes, indices on them and the order of voxels in memory.
///
/// Indices are 0-based and run (i, j, k) = (first, second, third NIfTI axis). In memory i runs fastest.

/// One of the three voxel axes of a volume.
package enum Axis: Int, Codable, CaseIterable, Hashable, Sendable {
  /// The first NIfTI axis, fastest in memory.
  case i = 0
  /// The second NIfTI axis.
  case j = 1
  /// The third NIfTI axis, slowest in memory.
  case k = 2

  /// The letter of the axis: "i", "j" or "k".
  package var letter: String { ["i", "j", "k"][rawValue] }

  /// The two axes that span a slice across this axis: columns run along the lower-numbered of them.
  package var inPlane: (columns: Axis, rows: Axis) {
    switch self {
    case .i: (.j, .k)
    case .j: (.i, .k)
    case .k: (.i, .j)
    }
  }
}

/// The place of one voxel on its grid, 0-based.
package struct VoxelIndex: Hashable, Codable, Sendable {
  /// Index along the first axis.
  package var i: Int
  /// Index along the second axis.
  package var j: Int
  /// Index along the third axis.
  package var k: Int

  /// The voxel (i, j, k).
  package init(i: Int, j: Int, k: Int) {
    self.i = i
    self.j = j
    self.k = k
  }

  /// The index along one axis.
  package subscript(axis: Axis) -> Int {
    get {
      switch axis {
      case .i: i
      case .j: j
      case .k: k
      }
    }
    set {
      switch axis {
      case .i: i = newValue
      case .j: j = newValue
      case .k: k = newValue
      }
    }
  }
}

/// The number of voxels along each axis.
package struct GridSize: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Voxels along the first axis.
  package var i: Int
  /// Voxels along the second axis.
  package var j: Int
  /// Voxels along the third axis.
  package var k: Int

  /// A grid of i x j x k voxels.
  package init(i: Int, j: Int, k: Int) {
    self.i = i
    self.j = j
    self.k = k
  }

  /// The number of voxels.
  package var count: Int { i * j * k }

  /// "216 x 256 x 8".
  package var description: String { "\(i) x \(j) x \(k)" }

  /// The number of voxels along one axis.
  package subscript(axis: Axis) -> Int {
    switch axis {
    case .i: i
    case .j: j
    case .k: k
    }
  }

  /// The place of a voxel in memory; i runs fastest.
  package func offset(_ voxel: VoxelIndex) -> Int {
    voxel.i + i * (voxel.j + j * voxel.k)
  }

  /// The voxel at a place in memory: the inverse of `offset`.
  package func voxel(at offset: Int) -> VoxelIndex {
    VoxelIndex(i: offset % i, j: offset / i % j, k: offset / (i * j))
  }

  /// Whether the voxel lies on the grid.
  package func contains(_ voxel: VoxelIndex) -> Bool {
    (0..<i).contains(voxel.i) && (0..<j).contains(voxel.j) && (0..<k).contains(voxel.k)
  }

  /// Columns, rows and number of the slices across an axis.
  package func sliceSize(along axis: Axis) -> (width: Int, height: Int, count: Int) {
    let plane = axis.inPlane
    return (self[plane.columns], self[plane.rows], self[axis])
  }

  /// The voxel at a column and row of a slice across an axis.
  package func voxel(column: Int, row: Int, slice: Int, along axis: Axis) -> VoxelIndex {
    switch axis {
    case .i: VoxelIndex(i: slice, j: column, k: row)
    case .j: VoxelIndex(i: column, j: slice, k: row)
    case .k: VoxelIndex(i: column, j: row, k: slice)
    }
  }

  /// How far apart in memory neighbouring columns, rows and slices lie in slices across an axis.
  func strides(along axis: Axis) -> (column: Int, row: Int, slice: Int) {
    switch axis {
    case .i: (i, i * j, 1)
    case .j: (1, i * j, i)
    case .k: (1, i, i * j)
    }
  }
}
