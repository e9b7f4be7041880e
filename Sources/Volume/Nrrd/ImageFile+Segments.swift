import Foundation

/// Segmentations as label maps.
extension ImageFile {
  /// Reads all layers of a segmentation as one label map. 3D Slicer keeps only the part that holds segments: where that lies on
  /// the voxels of the image, it is placed there.
  ///
  /// - Throws: `VolumeError.sizeMismatch` or `.affineMismatch` where it lies elsewhere; what reading voxels throws.
  func readSegmentation(
    _ segments: Segments, expecting geometry: Geometry?, of image: URL?, note: (String) -> Void
  ) throws -> (map: LabelMap, header: ImageHeader) {
    if let geometry { try checkPlace(on: geometry, of: image) }
    let map = LabelMap(size: header.size, voxels: try readSegments(segments, note))
    if segments.isRenumbered {
      note(
        "Its segments are numbered in their order: "
          + segments.all.map { "\($0.label.id) \($0.label.name)" }.joined(separator: ", ") + ".")
    }
    guard let geometry, geometry.difference(from: header.geometry) != nil,
      let offset = GridOffset(of: header.geometry, on: geometry)
    else { return (map, header.withoutFrames) }
    let (placed, lost) = offset.place(map)
    if lost > 0 {
      note("\(lost) voxels of its segments lie outside the image and are left out.")
    }
    var header = ImageHeader(geometry: geometry)
    header.note(labels: self.header.text(.intentName))
    return (placed, header)
  }

  /// - Throws: `VolumeError.sizeMismatch` or `.affineMismatch` where the file does not lie on a geometry; a segmentation may
  ///   cover a part of it.
  func checkPlace(on geometry: Geometry, of image: URL?) throws {
    guard let difference = geometry.difference(from: header.geometry),
      segments == nil || GridOffset(of: header.geometry, on: geometry) == nil
    else { return }
    if difference.sizeDiffers {
      throw VolumeError.sizeMismatch(
        label: url, image: image, labelSize: header.size, imageSize: geometry.size)
    }
    throw VolumeError.affineMismatch(
      label: url, image: image, largestCornerMillimetres: difference.largestCornerMillimetres)
  }

  /// One label a voxel: where segments overlap, that of the last one.
  private func readSegments(_ segments: Segments, _ note: (String) -> Void) throws -> [UInt8] {
    let layers = header.frames
    if let lost = segments.all.first(where: { !(0..<layers).contains($0.layer) }) {
      throw VolumeError.unsupported(
        url,
        found:
          "its segment \"\(lost.label.name)\" lies in layer \(lost.layer), and it has \(layers)")
    }
    // 1-based places in the list by layer and number; 0: of no segment.
    let most = segments.all.map(\.value).max() ?? 0
    var places = [[UInt8]](repeating: [], count: layers)
    for (place, segment) in segments.all.enumerated() {
      if places[segment.layer].isEmpty {
        places[segment.layer] = [UInt8](repeating: 0, count: most + 1)
      }
      places[segment.layer][segment.value] = UInt8(place + 1)
    }
    var winners = [UInt8](repeating: 0, count: header.size.count)
    var (overlaps, strangers) = (0, 0)
    try readAllFrames { layer, offset, number in
      guard number != 0 else { return }
      guard number == number.rounded(), abs(number) < 1e6 else {
        throw VolumeError.notALabel(url, value: "\(number)", voxel: header.size.voxel(at: offset))
      }
      let value = Int(number)
      let place = places[layer].indices.contains(value) ? places[layer][value] : 0
      guard place > 0 else { return strangers += 1 }
      if winners[offset] != 0 { overlaps += 1 }
      winners[offset] = max(winners[offset], place)
    }
    if overlaps > 0 {
      note(
        "Segments overlap in \(overlaps) voxels: the later segment in the list is taken there.")
    }
    if strangers > 0 {
      note("\(strangers) voxels have a number that belongs to no segment and are left out.")
    }
    return winners.map { $0 == 0 ? 0 : segments.all[Int($0) - 1].label.id }
  }
}

extension LabelMap {
  /// Checks that a label map lies on an image, without reading its voxels.
  ///
  /// - Throws: `VolumeError.sizeMismatch` or `.affineMismatch` where it does not; what reading the header throws.
  package static func checkPlace(_ url: URL, on geometry: Geometry, of image: URL?) throws {
    try ImageFile(url).checkPlace(on: geometry, of: image)
  }
}
