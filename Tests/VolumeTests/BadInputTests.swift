import Foundation
import Testing

@testable import Volume

@Suite struct BadInputTests {
  /// What loading a file says; nil if it loads.
  private func message(_ url: URL) -> String? {
    do {
      _ = try Volume.load(url)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func header(
    _ size: [Int] = [4, 3, 2], version: Int = 1, type: VoxelType = .int16
  ) -> ImageHeader {
    Samples.header(version: version, bigEndian: false, size: size, type: type, seed: 8)
  }

  @Test func missingFilesAndFolders() throws {
    let folder = try TemporaryFolder()
    #expect(message(folder["none.nii"])?.contains("does not exist") == true)
    #expect(message(folder.url)?.contains("is a folder") == true)
    #expect(message(URL(fileURLWithPath: "/dev/zero"))?.contains("not a regular file") == true)
    #expect(message(folder["none.nii/x.nii"])?.contains("does not exist") == true)
  }

  @Test func linksToNothing() throws {
    let folder = try TemporaryFolder()
    func link(_ name: String, _ target: String) throws -> String {
      try FileManager.default.createSymbolicLink(
        atPath: folder[name].path, withDestinationPath: target)
      return message(folder[name]) ?? ""
    }
    let annex = try link("scan.nii.gz", ".git/annex/objects/aa/KEY")
    #expect(annex.contains("is a link, and its target .git/annex/objects/aa/KEY is missing"))
    #expect(annex.contains("`datalad get scan.nii.gz`"))
    let other = try link("other.nii", "/nowhere/other.nii")
    #expect(other.contains("its target /nowhere/other.nii is missing. Is it not fetched yet"))
    for text in [
      "/annex/objects/MD5E-s12--abc.nii.gz\n", "version https://git-lfs.github.com/spec/v1\noid x",
    ] {
      try Data(text.utf8).write(to: folder["pointer.nii.gz"])
      #expect(message(folder["pointer.nii.gz"])?.contains("not fetched yet") == true, "\(text)")
    }
  }

  @Test func namesOfTheGreatestLengthAreWritten() throws {
    let folder = try TemporaryFolder()
    let file = folder[String(repeating: "\u{e9}", count: 124) + ".nii.gz"]
    #expect(file.lastPathComponent.utf8.count == 255)
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: 2, j: 2, k: 2)))
    try LabelMap(size: header.size).write(to: file, like: header)
    #expect(try LabelMap.load(file).size == header.size)
  }

  @Test(.enabled(if: getuid() != 0, "root may read everything"))
  func noPermission() throws {
    let folder = try TemporaryFolder()
    try Samples.write(header(), [UInt8](repeating: 0, count: 48), to: folder["secret.nii"])
    chmod(folder["secret.nii"].path, 0)
    #expect(message(folder["secret.nii"])?.contains("Permission denied") == true)
  }

  @Test func textAndOtherFiles() throws {
    let folder = try TemporaryFolder()
    try Data("Dear colleague,\nplease find attached".utf8).write(to: folder["letter.nii.gz"])
    #expect(
      message(folder["letter.nii.gz"])?.contains("it holds text (\"Dear colleague,…\")") == true)
    try Data().write(to: folder["empty.nii"])
    #expect(message(folder["empty.nii"])?.contains("it is empty") == true)
    try Data((0..<400).map { UInt8($0 % 251) }).write(to: folder["noise.nii"])
    #expect(message(folder["noise.nii"])?.contains("does not begin with a NIfTI header") == true)
    try Samples.write([UInt8](repeating: 200, count: 900), to: folder["zip.nii.gz"])
    #expect(message(folder["zip.nii.gz"])?.contains("unpacks to has no NIfTI header") == true)
    try Data([0x1f, 0x8b, 8, 0, 0, 0]).write(to: folder["stub.nii.gz"])
    #expect(message(folder["stub.nii.gz"])?.contains("compressed data is damaged") == true)
    try Data(header().bytes.prefix(300)).write(to: folder["short.nii"])
    #expect(message(folder["short.nii"])?.contains("ends within the header") == true)
  }

  @Test func truncatedFiles() throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: 1)
    let voxels = (0..<48).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    try Samples.write(header(), voxels, to: folder["whole.nii.gz"])
    #expect(message(folder["whole.nii.gz"]) == nil)
    let bytes = try Data(contentsOf: folder["whole.nii.gz"])
    for length in stride(from: 1, to: bytes.count, by: 7) {
      try bytes.prefix(length).write(to: folder["cut.nii.gz"])
      #expect(message(folder["cut.nii.gz"]) != nil, "\(length) of \(bytes.count) bytes")
    }
    // Without its last bytes all voxels are there, but the checksum is not.
    try bytes.prefix(bytes.count - 6).write(to: folder["cut.nii.gz"])
    #expect(message(folder["cut.nii.gz"]) != nil)
    try Samples.write(header(), Array(voxels.prefix(40)), to: folder["cut.nii"])
    #expect(
      message(folder["cut.nii"])?.contains("expected 48 bytes of voxels, found 40") == true)
  }

  @Test func damagedCompressedData() throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: 2)
    let voxels = (0..<48).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    try Samples.write(header(), voxels, to: folder["whole.nii.gz"])
    var bytes = try Data(contentsOf: folder["whole.nii.gz"])
    bytes[bytes.count - 8] ^= 0xff
    try bytes.write(to: folder["sum.nii.gz"])
    #expect(message(folder["sum.nii.gz"])?.contains("compressed data is damaged") == true)
  }

  @Test func hugeVolumesAreRefusedBeforeAnythingIsAllocated() throws {
    let folder = try TemporaryFolder()
    for (name, version) in [("a.nii", 1), ("a.nii.gz", 1), ("b.nii", 2), ("b.nii.gz", 2)] {
      try Samples.write(
        header([10_000, 10_000, 10_000], version: version), [0, 0], to: folder[name])
      let text = message(folder[name])
      #expect(text?.contains("1000000000000 voxels (1.8 TiB)") == true, "\(text ?? "loaded")")
    }
    let endless = header([1 << 62, 1 << 62, 1 << 62, 1 << 62], version: 2)
    try Samples.write(endless, [0, 0], to: folder["c.nii"])
    #expect(message(folder["c.nii"])?.contains("announces") == true)
    // Fits into memory, but not into the file.
    try Samples.write(header([300, 300, 300]), [0, 0], to: folder["d.nii.gz"])
    #expect(message(folder["d.nii.gz"])?.contains("the file has only") == true)
    let frames = header([2, 2, 2, 1 << 60], version: 2)
    try Samples.write(frames, [0, 0], to: folder["e.nii"])
    #expect(message(folder["e.nii"])?.contains("the file has only") == true)
  }

  @Test func impossibleDimensions() throws {
    let folder = try TemporaryFolder()
    for (size, words) in [
      ([4, 0, 2], "dimension 2 has 0 voxels"), ([4, -3, 2], "dimension 2 has -3 voxels"),
      ([4], "it announces 1 dimensions"), ([], "it announces 0 dimensions"),
      ([1, 1, 1, 1, 1, 1, 1, 1], "it announces 8 dimensions"),
    ] {
      var bad = header([2, 2, 2])
      bad.set(.dimensions, 0, to: Double(size.count))
      for (index, extent) in size.prefix(7).enumerated() {
        bad.set(.dimensions, index + 1, to: Double(extent))
      }
      try Samples.write(bad, [UInt8](repeating: 0, count: 48), to: folder["bad.nii"])
      #expect(message(folder["bad.nii"])?.contains(words) == true, "\(words)")
    }
  }

  @Test func colourAndComplexVoxels() throws {
    let folder = try TemporaryFolder()
    for (code, words) in [
      (128, "RGB colour voxels"), (2304, "RGBA"), (32, "complex"), (1792, "complex"),
      (1536, "128-bit"), (1, "1-bit"), (0, "unknown data type 0"), (999, "unknown data type 999"),
    ] {
      var bad = header()
      bad.set(.dataType, to: Double(code))
      try Samples.write(bad, [UInt8](repeating: 0, count: 480), to: folder["bad.nii"])
      #expect(message(folder["bad.nii"])?.contains(words) == true, "\(words)")
    }
  }

  @Test func pairsOfFilesAndDamagedOffsets() throws {
    let folder = try TemporaryFolder()
    var bad = header()
    bad.set(.magic, text: "ni1")
    try Samples.write(bad, [], to: folder["pair.nii"])
    #expect(message(folder["pair.nii"])?.contains(".hdr/.img pair") == true)
    for offset in [Double.nan, .infinity, -5, 1e9, 3e38] {
      bad = header()
      bad.set(.voxelOffset, to: offset)
      try Samples.write(bad, [UInt8](repeating: 0, count: 48), to: folder["offset.nii"])
      #expect(message(folder["offset.nii"])?.contains("voxels start at byte") == true, "\(offset)")
    }
    // Some writers leave 0: the voxels follow the header.
    bad = header()
    bad.set(.voxelOffset, to: 0)
    try Samples.write(bad, [UInt8](repeating: 1, count: 48), to: folder["zero.nii"])
    #expect(message(folder["zero.nii"]) == nil)
  }

  @Test func strangeScalingAndSpacingAreLeftOutWithANote() throws {
    let folder = try TemporaryFolder()
    var odd = header()
    odd.set(.slope, to: .nan)
    odd.set(.pixelDimensions, 1, to: 0)
    odd.set(.pixelDimensions, 2, to: -1.5)
    odd.set(.pixelDimensions, 3, to: .infinity)
    odd.set(.sformCode, to: 0)
    try Samples.write(odd, [UInt8](repeating: 1, count: 48), to: folder["odd.nii"])
    let volume = try Volume.load(folder["odd.nii"])
    #expect(volume.voxels.allSatisfy { $0 == 257 })
    #expect(volume.geometry.spacing == SIMD3(1, 1.5, 1))
    let notes = volume.header.doubts
    for words in ["scl_slope", "pixdim[1] is 0", "pixdim[2] is negative", "pixdim[3] is inf"] {
      #expect(notes.contains { $0.contains(words) }, "\(words)")
    }
    #expect(ImageSummary(volume).intensities.constant)
  }
}

@Suite struct LabelMapInputTests {
  private func write(_ values: [Float], _ name: String, _ folder: TemporaryFolder) throws {
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: values.count, j: 1, k: 1)))
    try header.write(.float32(values), to: folder[name], kind: .values)
  }

  @Test func floatsThatAreWholeAreLabels() throws {
    let folder = try TemporaryFolder()
    try write([0, 1, 254.9999, 3], "f.nii.gz", folder)
    #expect(try LabelMap.load(folder["f.nii.gz"]).voxels == [0, 1, 255, 3])
  }

  @Test(arguments: [0.5, -1, 256, 2001, Float.nan, Float.infinity])
  func otherNumbersAreNot(value: Float) throws {
    let folder = try TemporaryFolder()
    try write([0, 1, value], "f.nii", folder)
    #expect(
      throws: VolumeError.notALabel(
        folder["f.nii"], value: "\(value)", voxel: VoxelIndex(i: 2, j: 0, k: 0))
    ) { try LabelMap.load(folder["f.nii"]) }
  }

  /// As programs write that store real numbers in bytes: `stored` times `slope`.
  private func write(_ stored: [UInt8], slope: Double, _ name: String, _ folder: TemporaryFolder)
    throws
  {
    var header = ImageHeader(geometry: Geometry(size: GridSize(i: stored.count, j: 1, k: 1)))
    header.set(.dataType, to: Double(VoxelType.uint8.rawValue))
    header.set(.bitsPerVoxel, to: 8)
    header.set(.slope, to: slope)
    try Samples.write(header, stored, to: folder[name])
  }

  @Test(arguments: [4, 3, 7, 100, 250] as [Double])
  func scaledLabelsAreRoundedAndTold(largest: Double) throws {
    let folder = try TemporaryFolder()
    let slope = largest / 255
    let labels = (0...Int(largest)).map(UInt8.init)
    try write(labels.map { UInt8((Double($0) / slope).rounded()) }, slope: slope, "s.nii", folder)
    var notes: [String] = []
    let read = try LabelMap.load(folder["s.nii"], note: { notes.append($0) })
    #expect(read.voxels == labels)
    if largest == 4 {
      #expect(notes.count == 1 && notes[0].contains("1.0039216 is read as 1"), "\(notes)")
      let check = try LabelMapCheck(image: folder["s.nii"], labelMap: folder["s.nii"])
      #expect(check.unreadable == nil && check.values.map(\.value) == [0, 1, 2, 3, 4])
      #expect(check.findings.contains { $0.hasPrefix("Label map: The labels are scaled") })
    }
  }

  @Test func aStepJustAboveOneKeepsTheFirstLabels() throws {
    let folder = try TemporaryFolder()
    try write([0, 1, 2, 3, 4], slope: 256 / 255, "s.nii", folder)
    #expect(try LabelMap.load(folder["s.nii"]).voxels == [0, 1, 2, 3, 4])
    try write([0, 128], slope: 256 / 255, "s.nii", folder)
    #expect(throws: VolumeError.self) { try LabelMap.load(folder["s.nii"]) }
  }

  /// Probabilities in steps of 1/255, a half and two thirds: no labels.
  @Test(
    arguments: [
      ([0, 128, 255], 1 / 255), ([0, 1], 0.5), ([0, 2], 1 / 3), ([0, 30], 0.015686275),
    ] as [([UInt8], Double)])
  func scaledFractionsAreNoLabels(stored: [UInt8], slope: Double) throws {
    let folder = try TemporaryFolder()
    try write(stored, slope: slope, "p.nii", folder)
    let error = #expect(throws: VolumeError.self) { try LabelMap.load(folder["p.nii"]) }
    #expect(error?.description.contains("is not a label map") == true)
  }

  @Test func wholeLabelsNeedNoNote() throws {
    let folder = try TemporaryFolder()
    try write([0, 255], slope: 1 / 255, "m.nii", folder)
    var notes: [String] = []
    #expect(try LabelMap.load(folder["m.nii"], note: { notes.append($0) }).voxels == [0, 1])
    #expect(notes.isEmpty)
  }

  @Test func seriesAreNoLabelMaps() throws {
    let folder = try TemporaryFolder()
    let header = Samples.header(
      version: 1, bigEndian: false, size: [2, 2, 1, 3], type: .uint8, seed: 2)
    try Samples.write(header, [UInt8](repeating: 1, count: 12), to: folder["series.nii"])
    let error = #expect(throws: VolumeError.self) { try LabelMap.load(folder["series.nii"]) }
    #expect(error?.description.contains("has 3 frames, expected a label map of one") == true)
  }

  @Test func mapsOfAnotherSizeOrPlaceAreRefusedWithAdvice() throws {
    let folder = try TemporaryFolder()
    let image = Geometry(size: GridSize(i: 4, j: 4, k: 2), spacing: SIMD3(1, 1, 5))
    var other = image
    other.affine.origin.y = 4.2
    let (map, url) = (LabelMap(size: image.size), folder["heart_scribbles.nii.gz"])
    try map.write(to: url, like: ImageHeader(geometry: other))
    let imageURL = URL(fileURLWithPath: "/data/heart.nii.gz")
    let error = #expect(throws: VolumeError.self) {
      try LabelMap.load(url, expecting: image, of: imageURL)
    }
    let advice = "by up to 4.2 mm. Run `inkling check /data/heart.nii.gz \(url.path)` to see"
    #expect(error?.description.contains(advice) == true)
    let larger = Geometry(size: GridSize(i: 4, j: 5, k: 2))
    #expect(
      throws: VolumeError.sizeMismatch(
        label: url, image: nil, labelSize: image.size, imageSize: larger.size)
    ) { try LabelMap.load(url, expecting: larger) }
  }
}
