import Volume

/// The part of a grid that holds a label, with a margin of one voxel where the grid has it.
struct LabelBox {
  private let grid: GridSize
  private let low: VoxelIndex
  let size: GridSize

  /// The smallest box around a label in any of the maps; nil if none has it.
  init?(around label: UInt8, in maps: [LabelMap]) {
    guard let first = maps.first else { return nil }
    grid = first.size
    var low = VoxelIndex(i: grid.i, j: grid.j, k: grid.k)
    var high = VoxelIndex(i: -1, j: -1, k: -1)
    for map in maps {
      var offset = 0
      for k in 0..<grid.k {
        for j in 0..<grid.j {
          for i in 0..<grid.i {
            if map.voxels[offset] == label {
              low = VoxelIndex(i: min(low.i, i), j: min(low.j, j), k: min(low.k, k))
              high = VoxelIndex(i: max(high.i, i), j: max(high.j, j), k: max(high.k, k))
            }
            offset += 1
          }
        }
      }
    }
    guard high.i >= 0 else { return nil }
    for axis in Axis.allCases {
      low[axis] = max(0, low[axis] - 1)
      high[axis] = min(grid[axis] - 1, high[axis] + 1)
    }
    self.low = low
    size = GridSize(i: high.i - low.i + 1, j: high.j - low.j + 1, k: high.k - low.k + 1)
  }

  func mask(of label: UInt8, in map: LabelMap) -> [Bool] {
    (0..<size.count).map { map[place($0)] == label }
  }

  /// Which voxels of the box lie outside the skipped slices.
  func counted(_ skipping: (axis: Axis, slices: Set<Int>)?) -> [Bool] {
    guard let skipping else { return [Bool](repeating: true, count: size.count) }
    return (0..<size.count).map { !skipping.slices.contains(place($0)[skipping.axis]) }
  }

  /// The mask without its erosion; see `Metrics` for the edges of the grid.
  func surface(of mask: [Bool]) -> [Bool] {
    let strides = [1, size.i, size.i * size.j]
    let axes = Axis.allCases.filter { grid[$0] > 1 }
    return mask.indices.map { offset in
      guard mask[offset] else { return false }
      let voxel = size.voxel(at: offset)
      return axes.contains { axis in
        let (index, step) = (voxel[axis], strides[axis.rawValue])
        return index == 0 || index == size[axis] - 1 || !mask[offset - step] || !mask[offset + step]
      }
    }
  }

  private func place(_ offset: Int) -> VoxelIndex {
    let voxel = size.voxel(at: offset)
    return VoxelIndex(i: low.i + voxel.i, j: low.j + voxel.j, k: low.k + voxel.k)
  }
}
