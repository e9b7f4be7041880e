/// Where a volume's voxels lie: grid, spacing and the map to patient millimetres.
package struct Geometry: Hashable, Sendable {
  /// Voxels along each axis.
  package var size: GridSize
  /// Distance between neighbouring voxel centres along i, j and k, in millimetres.
  package var spacing: SIMD3<Double>
  /// Voxel indices to RAS millimetres.
  package var affine: Affine

  /// A geometry of all three parts.
  package init(size: GridSize, spacing: SIMD3<Double>, affine: Affine) {
    self.size = size
    self.spacing = spacing
    self.affine = affine
  }

  /// A geometry whose axes run to the right, to the front and upwards from an origin at voxel (0, 0, 0).
  package init(size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1)) {
    self.init(
      size: size, spacing: spacing,
      affine: Affine(
        i: SIMD3(spacing.x, 0, 0), j: SIMD3(0, spacing.y, 0), k: SIMD3(0, 0, spacing.z)))
  }

  /// Where a voxel's centre lies, in RAS millimetres.
  package func millimetres(of voxel: VoxelIndex) -> SIMD3<Double> { affine.apply(voxel) }

  /// Distance between neighbouring voxels along one axis, in millimetres.
  package func spacing(along axis: Axis) -> Double { spacing[axis.rawValue] }

  /// How much a voxel holds, in millilitres.
  package var voxelMillilitres: Double { spacing.x * spacing.y * spacing.z / 1000 }

  /// The axis that slices are counted along: the one of largest spacing.
  ///
  /// Spacings within one part in a thousand of the largest count as equal; then the axis nearest to feet-head wins, else
  /// back-front: isotropic volumes are sliced into axial planes, however they are stored. In a picture (exactly one axis of
  /// a single voxel) it is that axis.
  package var sliceAxis: Axis {
    let single = Axis.allCases.filter { size[$0] == 1 }
    if let only = single.first, single.count == 1 { return only }
    let orientation = Orientation(of: affine)
    let equal = Axis.allCases.filter { spacing(along: $0) * 1.001 >= spacing.max() }
    func coordinate(_ axis: Axis) -> Int { orientation.direction(of: axis).coordinate }
    return equal.max { coordinate($0) < coordinate($1) } ?? .k
  }

  /// Which way each voxel axis runs in the patient, for example "LPS": i grows to the Left, j to the
  /// Posterior, k to the Superior. Oblique axes take the nearest free direction.
  package var axisLetters: String {
    let orientation = Orientation(of: affine)
    return Axis.allCases.map { orientation.letter(of: $0) }.joined()
  }

  /// The eight corner voxels of the grid.
  var corners: [VoxelIndex] {
    (0..<8).map { corner in
      VoxelIndex(
        i: corner & 1 == 0 ? 0 : size.i - 1, j: corner & 2 == 0 ? 0 : size.j - 1,
        k: corner & 4 == 0 ? 0 : size.k - 1)
    }
  }

  /// What differs from another geometry, or nil where voxels of equal index lie in the same place.
  ///
  /// "The same place" means that no corner is further away than a twentieth of the smallest spacing:
  /// less than any eye sees and more than what rounding to 32-bit quaternions does.
  package func difference(from other: Geometry) -> GeometryDifference? {
    let distances = zip(corners, other.corners).map {
      (millimetres(of: $0) - other.millimetres(of: $1)).length
    }
    let difference = GeometryDifference(
      size: size, otherSize: other.size, spacing: spacing, otherSpacing: other.spacing,
      letters: axisLetters, otherLetters: other.axisLetters,
      largestCornerMillimetres: distances.max() ?? 0)
    let tolerance = 0.05 * min(spacing.min(), other.spacing.min())
    if size == other.size && difference.largestCornerMillimetres <= tolerance { return nil }
    return difference
  }
}

/// How two geometries differ, as found by `Geometry.difference(from:)`.
package struct GeometryDifference: Hashable, Sendable {
  /// Voxels of the geometry that was asked.
  package let size: GridSize
  /// Voxels of the one it was compared with.
  package let otherSize: GridSize
  /// Millimetres between voxels of the geometry that was asked.
  package let spacing: SIMD3<Double>
  /// Millimetres between voxels of the one it was compared with.
  package let otherSpacing: SIMD3<Double>
  /// Directions of the axes of the geometry that was asked.
  package let letters: String
  /// Directions of the axes of the one it was compared with.
  package let otherLetters: String
  /// The largest distance between corresponding corners, in millimetres.
  package let largestCornerMillimetres: Double

  /// Whether the numbers of voxels differ.
  package var sizeDiffers: Bool { size != otherSize }
}
