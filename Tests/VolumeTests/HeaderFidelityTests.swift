import Foundation
import Testing

@testable import Volume

/// A label map carries its image's own header: these fields may differ, all others are equal byte for byte.
@Suite struct HeaderFidelityTests {
  static let patched = Set([
    "datatype", "bitpix", "vox_offset", "scl_slope", "scl_inter", "cal_max", "cal_min", "descrip",
    "intent_code", "intent_name", "intent_p1", "intent_p2", "intent_p3",
  ])

  @Test func onlyPatchedFieldsDiffer() throws {
    let folder = try TemporaryFolder()
    for seed in 0..<40 {
      let extensions: [UInt8] =
        seed % 3 == 0
        ? [1, 0, 0, 0, 16, 0, 0, 0, 6, 0, 0, 0] + Array("COMMENT!".utf8) : [0, 0, 0, 0]
      let header = Samples.header(
        version: 1 + seed % 2, bigEndian: seed % 4 >= 2, size: [4, 3, 2], type: .int16,
        seed: UInt64(seed), extensions: extensions)
      try Samples.write(header, [UInt8](repeating: 7, count: 48), to: folder["image.nii"])
      let image = try ImageHeader.load(folder["image.nii"])
      #expect(image.bytes == header.bytes && image.extensions == extensions)
      let map = LabelMap(size: image.size, voxels: (0..<24).map { UInt8($0 % 5) })
      try map.write(to: folder["map.nii.gz"], like: image, description: "predicted, S=5")
      let (read, written) = try LabelMap.loadWithHeader(
        folder["map.nii.gz"], expecting: image.geometry)
      #expect(read == map)
      #expect(written.extensions == extensions)
      for field in HeaderField.all where !Self.patched.contains(field.name) {
        for index in 0..<field.count where field.place(version: image.version) != nil {
          #expect(written.raw(field, index) == image.raw(field, index), "\(field.name) \(seed)")
        }
      }
      #expect(unnamedBytes(written) == unnamedBytes(image))
      #expect(written.text(.description) == "predicted, S=5")
      #expect(written.real(.slope) == 1 && written.real(.calibrationMaximum) == 4)
      #expect(written.integer(.dataType) == 2 && written.integer(.bitsPerVoxel) == 8)
      #expect(written.integer(.intentCode) == 1002)
    }
  }

  /// The bytes that belong to no field (NIfTI-2 ends in 15 unused ones).
  private func unnamedBytes(_ header: ImageHeader) -> [UInt8] {
    var bytes = header.bytes
    for field in HeaderField.all {
      guard let place = field.place(version: header.version) else { continue }
      let count = place.kind.byteCount * field.count
      bytes.replaceSubrange(
        place.offset..<place.offset + count, with: [UInt8](repeating: 0, count: count))
    }
    return bytes
  }

  @Test func codesOfZeroAndWhatTheyHideSurvive() throws {
    // libnifti2's writer zeroes pixdim[0], quaternion, offsets and rows where the codes are 0.
    let folder = try TemporaryFolder()
    var header = Samples.header(
      version: 1, bigEndian: false, size: [2, 2, 2], type: .uint8, seed: 11)
    header.set(.qformCode, to: 0)
    header.set(.sformCode, to: 0)
    try LabelMap(size: header.size).write(to: folder["m.nii.gz"], like: header)
    let written = try ImageHeader.load(folder["m.nii.gz"])
    for field in [
      HeaderField.pixelDimensions, .quaternionB, .quaternionC, .quaternionD, .offsetX, .rowX, .rowY,
      .rowZ, .databaseName, .auxiliaryFile, .units,
    ] {
      for index in 0..<field.count {
        #expect(written.raw(field, index) == header.raw(field, index))
      }
    }
  }

  @Test func aSeriesBecomesOneFrame() throws {
    let folder = try TemporaryFolder()
    for version in [1, 2] {
      let header = Samples.header(
        version: version, bigEndian: false, size: [2, 3, 2, 9], type: .int16, seed: 4)
      try LabelMap(size: header.size, filledWith: 2).write(to: folder["m.nii.gz"], like: header)
      let written = try ImageHeader.load(folder["m.nii.gz"])
      #expect((0..<5).map { written.integer(.dimensions, $0) } == [3, 2, 3, 2, 1])
      #expect(written.frames == 1)
      for index in 0..<8 {
        #expect(written.raw(.pixelDimensions, index) == header.raw(.pixelDimensions, index))
      }
    }
  }

  @Test func paddingBeforeTheVoxelsIsKept() throws {
    let folder = try TemporaryFolder()
    let padding: [UInt8] = [0, 0, 0, 0] + [UInt8](repeating: 0x2a, count: 160)
    let header = Samples.header(
      version: 1, bigEndian: false, size: [2, 2, 1], type: .uint8, seed: 1, extensions: padding)
    try Samples.write(header, [1, 2, 3, 4], to: folder["p.nii"])
    #expect(try Volume.load(folder["p.nii"]).voxels == [1, 2, 3, 4])
    let image = try ImageHeader.load(folder["p.nii"])
    try LabelMap(size: image.size, voxels: [4, 3, 2, 1]).write(to: folder["q.nii"], like: image)
    #expect(try ImageHeader.load(folder["q.nii"]).extensions == padding)
    #expect(try LabelMap.load(folder["q.nii"]).voxels == [4, 3, 2, 1])
  }

  @Test func uncertaintyAndProbabilitiesAreScaled() throws {
    let folder = try TemporaryFolder()
    for bigEndian in [false, true] {
      let header = Samples.header(
        version: 1, bigEndian: bigEndian, size: [2, 1, 1], type: .int16, seed: 6)
      let map = LabelMap(size: header.size, voxels: [0, 255])
      try map.write(to: folder["u.nii.gz"], like: header, kind: .uncertainty)
      #expect(try Volume.load(folder["u.nii.gz"]).voxels == [0, 1])
      try header.write(.float32([0.25, 0.75]), to: folder["p.nii.gz"], kind: .values)
      #expect(try Volume.load(folder["p.nii.gz"]).voxels == [0.25, 0.75])
      try header.write(.int16([-3, 300]), to: folder["i.nii"], kind: .image)
      #expect(try Volume.load(folder["i.nii"]).voxels == [-3, 300])
      try header.write(
        .float32([1, 2, 3, 4, 5, 6]), frames: 3, to: folder["s.nii.gz"], kind: .values)
      #expect(try Volume.load(folder["s.nii.gz"], frame: 2).voxels == [5, 6])
    }
  }

  @Test func longDescriptionsAreCutBetweenCharacters() throws {
    var header = ImageHeader(geometry: Geometry(size: GridSize(i: 1, j: 1, k: 1)))
    header.set(.description, text: String(repeating: "ä", count: 60))
    #expect(header.text(.description) == String(repeating: "ä", count: 39))
  }
}
