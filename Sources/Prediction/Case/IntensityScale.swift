import Volume

/// How the intensities of one volume become the network's numbers.
///
/// First the range between two percentiles becomes 0…1 (everything outside is cut off), where gamma and
/// noise of the augmentation are at home; then mean 0 and deviation 1 over the volume. Per volume, because
/// MRI intensities have no unit.
package struct IntensityScale: Codable, Equatable, Sendable {
  /// Becomes 0.
  package let low: Float
  /// Becomes 1.
  package let high: Float
  /// Mean of the numbers 0…1.
  package let mean: Float
  /// Their deviation; 1 in a constant volume.
  package let deviation: Float

  /// The percentiles that become 0 and 1.
  static let percentiles = [0.5, 99.5]

  /// The scale of a volume's intensities, all finite.
  ///
  /// Fill values have no part in it; on it they take the place of the lowest or highest intensity.
  package init(of voxels: [Float]) {
    let fill = FillValues(in: voxels)
    let window = IntensityWindow.spanning(IntensityScale.percentiles, of: voxels, fill: fill)
    var sum = 0.0
    var squares = 0.0
    var number = 0
    for voxel in voxels where fill?.others.contains(voxel) ?? true {
      let position = Double(window.position(of: voxel))
      sum += position
      squares += position * position
      number += 1
    }
    let count = Double(max(1, number))
    let mean = sum / count
    let variance = max(0, squares / count - mean * mean)
    low = window.low
    high = window.high
    self.mean = Float(mean)
    deviation = variance > 1e-8 ? Float(variance.squareRoot()) : 1
  }

  /// The place of an intensity between `low` and `high`, 0…1.
  @inline(__always)
  package func position(of intensity: Float) -> Float {
    min(1, max(0, (intensity - low) / (high - low)))
  }

  /// A number 0…1 as the network wants it.
  @inline(__always)
  package func standardised(_ position: Float) -> Float { (position - mean) / deviation }
}
