/// Where a grid lies on another one with which it shares its voxels, such as the part that a program has cut out of it.
struct GridOffset {
  /// The voxel of the other grid on which this one's first voxel lies; may be outside.
  let first: VoxelIndex
  private let size: GridSize

  /// Nil where voxels of both don't coincide (within a twentieth of a voxel), or none do.
  init?(of part: Geometry, on whole: Geometry) {
    let (map, shift) = (whole.affine, part.affine.origin - whole.affine.origin)
    // Cramer's rule.
    func solved(_ axis: Axis) -> Double {
      Affine(
        i: axis == .i ? shift : map.i, j: axis == .j ? shift : map.j,
        k: axis == .k ? shift : map.k
      ).determinant / map.determinant
    }
    let places = Axis.allCases.map { solved($0).rounded() }
    guard places.allSatisfy({ $0.isFinite && abs($0) < 1e6 }) else { return nil }
    let first = VoxelIndex(i: Int(places[0]), j: Int(places[1]), k: Int(places[2]))
    let tolerance = 0.05 * min(part.spacing.min(), whole.spacing.min())
    for corner in part.corners {
      let place = VoxelIndex(i: first.i + corner.i, j: first.j + corner.j, k: first.k + corner.k)
      guard (whole.millimetres(of: place) - part.millimetres(of: corner)).length <= tolerance else {
        return nil
      }
    }
    let overlaps = Axis.allCases.allSatisfy { axis in
      first[axis] < whole.size[axis] && first[axis] + part.size[axis] > 0
    }
    guard overlaps else { return nil }
    (self.first, size) = (first, whole.size)
  }

  /// The map of the part on the whole grid, 0 elsewhere, and how many labelled voxels lie outside.
  func place(_ map: LabelMap) -> (map: LabelMap, lost: Int) {
    var placed = LabelMap(size: size)
    var lost = 0
    for (offset, label) in map.voxels.enumerated() where label != 0 {
      let voxel = map.size.voxel(at: offset)
      let place = VoxelIndex(i: first.i + voxel.i, j: first.j + voxel.j, k: first.k + voxel.k)
      if size.contains(place) { placed[place] = label } else { lost += 1 }
    }
    return (placed, lost)
  }
}
