import Foundation

/// Reading label maps from files, and writing them with the header of their image.
extension LabelMap {
  /// Reads a label map of any whole-number or float data type.
  ///
  /// - geometry: where given, the map must have its size and lie on it.
  /// - image: the file that the geometry comes from, for the message.
  /// - note: receives a sentence where the file holds scaled labels that were rounded.
  /// - Throws: `VolumeError`, among them `notALabel` for values that are not whole numbers 0…255, and `unsupported` for
  ///   several frames.
  package static func load(
    _ url: URL, expecting geometry: Geometry? = nil, of image: URL? = nil,
    note: (String) -> Void = { _ in }
  ) throws -> LabelMap {
    try loadWithHeader(url, expecting: geometry, of: image, note: note).map
  }

  /// Reads a label map as `load` does, together with its header.
  package static func loadWithHeader(
    _ url: URL, expecting geometry: Geometry? = nil, of image: URL? = nil,
    note: (String) -> Void = { _ in }
  ) throws -> (map: LabelMap, header: ImageHeader) {
    let file = try ImageFile(url)
    if let segments = file.segments {
      return try file.readSegmentation(segments, expecting: geometry, of: image, note: note)
    }
    guard file.header.frames == 1 else {
      throw VolumeError.unsupported(
        url, found: "it has \(file.header.frames) frames, expected a label map of one")
    }
    if let geometry { try file.checkPlace(on: geometry, of: image) }
    let labels = try file.readLabels(note: note)
    return (LabelMap(size: file.header.size, voxels: labels), file.header)
  }

  /// Writes the map as unsigned bytes with the header of its image.
  ///
  /// See `ImageHeader.write` for what is kept and what is changed.
  package func write(
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

extension ImageFile {
  /// The voxels of the only frame as labels.
  /// - Throws: `VolumeError.notALabel` for the first that is none.
  fileprivate func readLabels(note: (String) -> Void) throws -> [UInt8] {
    var labels: [UInt8] = []
    labels.reserveCapacity(header.size.count)
    let tolerance = labelTolerance
    var rounded: Float?
    try readVoxels(frame: 0) { offset, batch in
      for (index, value) in batch.enumerated() {
        let label = value.rounded()
        guard abs(value - label) < tolerance, label >= 0, label <= 255 else {
          throw VolumeError.notALabel(
            url, value: "\(value)", voxel: header.size.voxel(at: offset + index))
        }
        if abs(value - label) >= ImageFile.labelNoise { rounded = rounded ?? value }
        labels.append(UInt8(label))
      }
    }
    if let rounded {
      note(
        "The labels are scaled (slope \(Float(header.real(.slope)))): \(rounded) is read as "
          + "\(Int(rounded.rounded())), and the others in the same way.")
    }
    return labels
  }

  /// How far a label may be from a whole number whatever the file: the noise of arithmetic.
  private static let labelNoise: Float = 1e-3

  /// How far a label may be from a whole number here.
  ///
  /// Programs that store real numbers as bytes divide the range by 255, so that label 1 of 4 becomes 64 steps of 0.0157: 1.0039.
  /// A label can then be off by half a step and no more. Fractions that mean fractions are off by more: of a map of
  /// probabilities in steps of 1/255 nothing but 0 and 1 is a label. With a step just above 1 the first few labels are clear.
  private var labelTolerance: Float {
    let step = abs(Float(Scaling(header).slope))
    guard type != .float32, type != .float64, step < 1.1 else { return ImageFile.labelNoise }
    // A little more for the rounding of the slope itself.
    return step < 1 ? max(ImageFile.labelNoise, step * 0.5001) : 0.05
  }
}
