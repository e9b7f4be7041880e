/// The connected parts of a mask, in three dimensions or two (a grid of one slice).
///
/// Flood fill with an explicit stack. Complexity: O(voxels).
package struct ConnectedComponents: Sendable {
  /// Which voxels count as neighbours.
  package enum Connectivity: Sendable {
    /// Voxels that share a face: 6 of them in space, 4 in a slice.
    case faces
    /// Voxels that share at least a corner: 26 of them in space, 8 in a slice.
    case corners
  }

  /// For every voxel the number of its component, 1…count, in the order of memory; 0 outside the mask.
  package let components: [Int32]
  /// The number of voxels of each component; component n has `sizes[n - 1]`.
  package let sizes: [Int]

  /// The number of components.
  package var count: Int { sizes.count }

  /// The number of the largest component, the first of equals; nil for an empty mask.
  package var largest: Int32? {
    guard let most = sizes.max(), let index = sizes.firstIndex(of: most) else { return nil }
    return Int32(index + 1)
  }

  /// Finds the components of a mask of `size.count` voxels, i fastest.
  package init(of mask: [Bool], size: GridSize, connectivity: Connectivity = .faces) {
    precondition(mask.count == size.count, "as many voxels as the grid has")
    let steps = ConnectedComponents.steps(connectivity)
    var components = [Int32](repeating: 0, count: mask.count)
    var sizes: [Int] = []
    var stack: [VoxelIndex] = []
    for start in mask.indices where mask[start] && components[start] == 0 {
      let number = Int32(sizes.count + 1)
      var voxels = 0
      components[start] = number
      stack.append(size.voxel(at: start))
      while let voxel = stack.popLast() {
        voxels += 1
        for step in steps {
          let next = VoxelIndex(i: voxel.i + step.i, j: voxel.j + step.j, k: voxel.k + step.k)
          guard size.contains(next) else { continue }
          let offset = size.offset(next)
          if mask[offset] && components[offset] == 0 {
            components[offset] = number
            stack.append(next)
          }
        }
      }
      sizes.append(voxels)
    }
    self.components = components
    self.sizes = sizes
  }

  /// Finds the components of a mask in a slice.
  package init(of mask: Slice<Bool>, connectivity: Connectivity = .faces) {
    self.init(
      of: mask.values, size: GridSize(i: mask.width, j: mask.height, k: 1),
      connectivity: connectivity)
  }

  /// Whether each voxel belongs to one component.
  package func mask(of component: Int32) -> [Bool] { components.map { $0 == component } }

  private static func steps(_ connectivity: Connectivity) -> [VoxelIndex] {
    var steps: [VoxelIndex] = []
    for k in -1...1 {
      for j in -1...1 {
        for i in -1...1 {
          let distance = abs(i) + abs(j) + abs(k)
          if distance == 1 || (distance > 1 && connectivity == .corners) {
            steps.append(VoxelIndex(i: i, j: j, k: k))
          }
        }
      }
    }
    return steps
  }
}

extension LabelMap {
  /// The map with only the largest face-connected component of every label; all else becomes 0.
  package func keepingLargestComponents() -> LabelMap {
    var kept = LabelMap(size: size)
    let counts = counts
    for label in 1...255 where counts[label] > 0 {
      let mask = voxels.map { $0 == UInt8(label) }
      let parts = ConnectedComponents(of: mask, size: size)
      for (offset, part) in parts.components.enumerated() where part != 0 && part == parts.largest {
        kept.voxels[offset] = UInt8(label)
      }
    }
    return kept
  }
}
