import Foundation

/// Reading label maps from NIfTI files, and writing them with the header of their image.
extension LabelMap {
  /// Reads a label map of any whole-number or float data type.
  ///
  /// - geometry: where given, the map must have its size and lie on it.
  /// - image: the file that the geometry comes from, for the message.
  /// - Throws: `VolumeError`, among them `notALabel` for values that are not whole numbers 0…255, and `unsupported` for
  ///   several frames.
  public static func load(
    _ url: URL, expecting geometry: Geometry? = nil, of image: URL? = nil
  ) throws -> LabelMap {
    try loadWithHeader(url, expecting: geometry, of: image).map
  }

  /// Reads a label map as `load` does, together with its header.
  public static func loadWithHeader(
    _ url: URL, expecting geometry: Geometry? = nil, of image: URL? = nil
  ) throws -> (map: LabelMap, header: ImageHeader) {
    let file = try NiftiFile(url)
    let size = file.header.size
    guard file.header.frames == 1 else {
      throw VolumeError.unsupported(
        url, found: "it has \(file.header.frames) frames, expected a label map of one")
    }
    if let geometry, let difference = geometry.difference(from: file.header.geometry) {
      if difference.sizeDiffers {
        throw VolumeError.sizeMismatch(
          label: url, image: image, labelSize: size, imageSize: geometry.size)
      }
      throw VolumeError.affineMismatch(
        label: url, image: image, largestCornerMillimetres: difference.largestCornerMillimetres)
    }
    var labels: [UInt8] = []
    labels.reserveCapacity(size.count)
    try file.readVoxels(frame: 0) { offset, batch in
      for (index, value) in batch.enumerated() {
        let label = value.rounded()
        guard abs(value - label) < 1e-3, label >= 0, label <= 255 else {
          throw VolumeError.notALabel(
            url, value: "\(value)", voxel: size.voxel(at: offset + index))
        }
        labels.append(UInt8(label))
      }
    }
    return (LabelMap(size: size, voxels: labels), file.header)
  }

  /// Writes the map as unsigned bytes with the header of its image.
  ///
  /// See `ImageHeader.write` for what is kept and what is changed.
  public func write(
    to url: URL, like header: ImageHeader, description: String = "", kind: MapKind = .labels
  ) throws {
    precondition(size == header.size, "the label map has the image's size")
    var largest: UInt8 = 0
    for label in voxels where label > largest && label != 255 { largest = label }
    try header.write(
      .uint8(voxels), to: url, kind: kind, description: description,
      calibrationMaximum: kind == .uncertainty ? 1 : Double(largest))
  }
}
