import Project
import Volume

/// A volume as the network sees it: slices one behind another in the order of a `SliceOrder`, intensities 0…1 kept in
/// 16 bits (a tenth of what noise and gamma change).
package struct SliceStack: Sendable {
  /// Columns of a slice.
  package let width: Int
  /// Rows of a slice.
  package let height: Int
  /// Slices.
  package let count: Int
  /// Millimetres between columns.
  package let columnSpacing: Double
  /// Millimetres between rows.
  package let rowSpacing: Double
  /// Millimetres between slices.
  package let sliceSpacing: Double
  /// From intensities to the network's numbers.
  package let scale: IntensityScale
  /// The column, row and slice at which the network's coordinates are 0: the middle, unless `OrganPlace` says another.
  package var zero: SIMD3<Double>
  /// (count, height, width): 0…65535 for 0…1.
  package let values: [UInt16]

  /// What 1 is in `values`.
  package static let one: Float = 65_535

  /// As `init`, for an image that a person has given.
  /// - Throws: as `check`.
  package static func checked(_ volume: Volume, _ order: SliceOrder) throws -> SliceStack {
    try check(volume)
    return SliceStack(volume, order)
  }

  /// - Throws: `ProjectError.sentence` for an image without a finite number or of a single intensity: there is nothing to
  ///   learn or to predict.
  package static func check(_ volume: Volume) throws {
    guard volume.nonFiniteCount < volume.voxels.count else {
      throw ProjectError.sentence(
        "\(volume.source.path) has no finite number in any voxel, expected an image.")
    }
    guard let first = volume.voxels.first, volume.voxels.contains(where: { $0 != first }) else {
      throw ProjectError.sentence(
        "\(volume.source.path) has the same intensity in every voxel (\(volume.voxels.first ?? 0)), "
          + "expected an image. Look at it with `inkling info`; it may be damaged or a mask.")
    }
  }

  /// Brings a volume into an order.
  package init(_ volume: Volume, _ order: SliceOrder) {
    let (size, spacing) = (order.size, order.spacing(volume.geometry.spacing))
    (width, height, count) = (size.i, size.j, size.k)
    (columnSpacing, rowSpacing, sliceSpacing) = (spacing.x, spacing.y, spacing.z)
    zero = SIMD3(Double(width - 1), Double(height - 1), Double(count - 1)) / 2
    // Before the scale, whose sums and samples depend on the order too.
    let voxels = order.stack(volume.voxels)
    let scale = IntensityScale(of: voxels)
    self.scale = scale
    values = voxels.map { UInt16(scale.position(of: $0) * SliceStack.one + 0.5) }
  }

  /// Pixels of a slice.
  package var pixels: Int { width * height }

  /// Of the volume, in millimetres.
  package var shortestSide: Double {
    min(
      Double(width) * columnSpacing, Double(height) * rowSpacing, Double(count) * sliceSpacing)
  }

  /// Bytes in memory.
  package var bytes: Int { values.count * 2 }

  /// The slice with its neighbours, `number` in all: itself in the middle, the outermost repeated beyond the ends.
  package func neighbours(of slice: Int, number: Int) -> [Int] {
    (0..<number).map { min(count - 1, max(0, slice + $0 - number / 2)) }
  }
}
