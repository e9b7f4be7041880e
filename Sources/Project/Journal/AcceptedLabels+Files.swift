import Annotation
import Foundation
import Volume

/// labels/CASE.nii.gz.
extension AcceptedLabels {
  /// Reads labels/CASE.nii.gz; a missing file means that no slice is accepted.
  /// - Throws: `VolumeError` when it can't be read or does not lie on the image.
  package static func load(_ url: URL, geometry: Geometry, sliceAxis: Axis) throws -> AcceptedLabels
  {
    guard FileSignature(of: url).size >= 0 else {
      return AcceptedLabels(size: geometry.size, sliceAxis: sliceAxis)
    }
    return try loadWithDescription(url, geometry: geometry, sliceAxis: sliceAxis).labels
  }

  /// Reads a file that is there, and what it says of itself.
  static func loadWithDescription(_ url: URL, geometry: Geometry, sliceAxis: Axis) throws
    -> (labels: AcceptedLabels, description: String)
  {
    let (map, header) = try LabelMap.loadWithHeader(url, expecting: geometry)
    return (AcceptedLabels(map: map, sliceAxis: sliceAxis), header.text(.description))
  }

  /// Replaces labels/CASE.nii.gz.
  /// - Parameter sequence: the journal's last record that is taken into account: where later ones freeze slices, the
  ///   file is older than the journal.
  package func write(to url: URL, like image: ImageHeader, sequence: Int = 0) throws {
    try FileBytes.makeFolder(url.deletingLastPathComponent())
    let stamp = ScribbleStamp(kind: .accepted, sequence: sequence, map: map.voxels)
    try map.write(to: url, like: image, description: stamp.description)
  }
}
