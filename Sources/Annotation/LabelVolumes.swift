import Volume

/// The millilitres that every label of a map takes.
package struct LabelVolumes: Equatable, Sendable {
  private let millilitres: [Double]

  /// - Parameters:
  ///   - map: labels; what their numbers mean is the caller's business.
  ///   - voxelVolume: cubic millimetres of a voxel.
  package init(_ map: LabelMap, voxelVolume: Double) {
    millilitres = map.counts.map { Double($0) * voxelVolume / 1000 }
  }

  /// The millilitres of a label; 0 where no voxel has it.
  package subscript(label: UInt8) -> Double { millilitres[Int(label)] }
}
