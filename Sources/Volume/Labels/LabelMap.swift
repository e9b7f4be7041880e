/// One label per voxel, i fastest. What the numbers mean is the owner's business: dense label maps hold 0 for
/// background and 1…K for classes, scribbles are encoded as `ScribbleEncoding` says.
package struct LabelMap: Hashable, Sendable {
  /// Voxels along each axis.
  package let size: GridSize
  /// `size.count` labels.
  package var voxels: [UInt8]

  /// A label map of given voxels.
  ///
  /// - Precondition: as many voxels as the grid has.
  package init(size: GridSize, voxels: [UInt8]) {
    precondition(voxels.count == size.count, "as many voxels as the grid has")
    self.size = size
    self.voxels = voxels
  }

  /// A label map of one label everywhere.
  package init(size: GridSize, filledWith label: UInt8 = 0) {
    self.init(size: size, voxels: [UInt8](repeating: label, count: size.count))
  }

  /// The label of a voxel.
  package subscript(voxel: VoxelIndex) -> UInt8 {
    get { voxels[size.offset(voxel)] }
    set { voxels[size.offset(voxel)] = newValue }
  }

  /// Slice number `index` across `axis`.
  package func slice(_ index: Int, along axis: Axis) -> Slice<UInt8> {
    Slice(of: voxels, size: size, index: index, along: axis)
  }

  /// Replaces slice number `index` across `axis`.
  package mutating func setSlice(_ index: Int, along axis: Axis, to slice: Slice<UInt8>) {
    slice.store(in: &voxels, size: size, index: index, along: axis)
  }

  /// How many voxels have each of the 256 labels.
  package var counts: [Int] {
    var counts = [Int](repeating: 0, count: 256)
    voxels.withUnsafeBufferPointer { labels in
      for label in labels { counts[Int(label)] += 1 }
    }
    return counts
  }

  /// The slices across `axis` in which `isMarked` holds for some label, ascending.
  package func slices(along axis: Axis, where isMarked: (UInt8) -> Bool) -> [Int] {
    let marked = (0...255).map { isMarked(UInt8($0)) }
    return (0..<size[axis]).filter { index in
      slice(index, along: axis).values.contains { marked[Int($0)] }
    }
  }
}
