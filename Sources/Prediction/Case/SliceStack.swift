import Project
import Volume

/// A volume as the network sees it: slices across the slice axis one behind another, intensities 0…1 kept in
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
  /// (count, height, width): 0…65535 for 0…1.
  package let values: [UInt16]

  /// What 1 is in `values`.
  package static let one: Float = 65_535

  /// As `init`, for an image that a person has given.
  /// - Throws: as `check`.
  package static func checked(_ volume: Volume, axis: Axis) throws -> SliceStack {
    try check(volume)
    return SliceStack(volume, axis: axis)
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

  /// Cuts a volume into slices across `axis`.
  package init(_ volume: Volume, axis: Axis) {
    let size = volume.geometry.size
    (width, height, count) = size.sliceSize(along: axis)
    columnSpacing = volume.geometry.spacing(along: axis.inPlane.columns)
    rowSpacing = volume.geometry.spacing(along: axis.inPlane.rows)
    sliceSpacing = volume.geometry.spacing(along: axis)
    let scale = IntensityScale(of: volume.voxels)
    self.scale = scale
    var values: [UInt16] = []
    values.reserveCapacity(size.count)
    func append(_ voxels: some Sequence<Float>) {
      for voxel in voxels {
        values.append(UInt16(scale.position(of: voxel) * SliceStack.one + 0.5))
      }
    }
    if axis == .k {
      append(volume.voxels)
    } else {
      for index in 0..<count { append(volume.slice(index, along: axis).values) }
    }
    self.values = values
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
