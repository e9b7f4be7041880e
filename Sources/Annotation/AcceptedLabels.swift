import Foundation
import Volume

/// labels/CASE.nii.gz: whole slices frozen by acceptance or promotion, written by the viewer alone.
///
/// Encoding `inkling`: 0 everywhere in a slice that is not accepted; in an accepted slice 1…K = class and
/// 255 = background, never 0.
public struct AcceptedLabels: Equatable, Sendable {
  /// The label map.
  public private(set) var map: LabelMap
  /// The axis along which slices are counted.
  public let sliceAxis: Axis

  /// No slice accepted yet.
  public init(size: GridSize, sliceAxis: Axis) {
    map = LabelMap(size: size)
    self.sliceAxis = sliceAxis
  }

  /// Reads labels/CASE.nii.gz; a missing file means that no slice is accepted.
  /// - Throws: `VolumeError` when it can't be read or does not lie on the image.
  public static func load(_ url: URL, geometry: Geometry, sliceAxis: Axis) throws -> AcceptedLabels
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
    var result = AcceptedLabels(size: geometry.size, sliceAxis: sliceAxis)
    let (map, header) = try LabelMap.loadWithHeader(url, expecting: geometry)
    result.map = map
    return (result, header.text(.description))
  }

  /// Freezes a slice.
  /// - Parameter labels: dense: 0 = background, 1…K.
  public mutating func accept(_ slice: Int, labels: Slice<UInt8>) {
    map.setSlice(
      slice, along: sliceAxis,
      to: Slice(
        width: labels.width, height: labels.height,
        values: labels.values.map { $0 == 0 ? Scribbles.background : $0 }))
  }

  /// Lets a slice go again.
  public mutating func release(_ slice: Int) {
    let (width, height, _) = map.size.sliceSize(along: sliceAxis)
    map.setSlice(
      slice, along: sliceAxis,
      to: Slice(width: width, height: height, values: Array(repeating: 0, count: width * height)))
  }

  /// Whether a slice is frozen.
  public func isAccepted(_ slice: Int) -> Bool {
    let (_, height, _) = map.size.sliceSize(along: sliceAxis)
    // An accepted slice has no 0 anywhere: one voxel tells.
    return height > 0
      && map[map.size.voxel(column: 0, row: 0, slice: slice, along: sliceAxis)] != 0
  }

  /// Frozen slices, ascending.
  public var slices: [Int] {
    (0..<map.size[sliceAxis]).filter(isAccepted)
  }

  /// A frozen slice as dense labels (0 = background, 1…K); nil when it is not accepted.
  public func dense(_ slice: Int) -> Slice<UInt8>? {
    guard isAccepted(slice) else { return nil }
    var labels = map.slice(slice, along: sliceAxis)
    for index in labels.values.indices where labels.values[index] == Scribbles.background {
      labels.values[index] = 0
    }
    return labels
  }

  /// Replaces labels/CASE.nii.gz.
  /// - Parameter sequence: the journal's last record that is taken into account: where later ones freeze slices, the
  ///   file is older than the journal.
  public func write(to url: URL, like image: ImageHeader, sequence: Int = 0) throws {
    try FileBytes.makeFolder(url.deletingLastPathComponent())
    let stamp = ScribbleStamp(kind: .accepted, sequence: sequence, map: map.voxels)
    try map.write(to: url, like: image, description: stamp.description)
  }
}
