import Foundation
import Testing

@testable import Volume

/// NRRD files of other programs, and of none.
@Suite struct NrrdReadingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(_ changes: [String: String], _ voxels: [UInt8] = NrrdLines.voxels) throws
    -> Volume
  {
    try Volume.load(folder.nrrd(NrrdLines.lines(changes), voxels))
  }

  // MARK: Other programs

  private struct Golden: Decodable {
    let name: String
    let file: Data
    let size: [Int]
    let affine: [[Double]]
    let voxels: [Float]
  }

  /// Tests/Golden/nrrd_files.py wrote them with pynrrd and SimpleITK.
  @Test func filesOfPynrrdAndSimpleITK() throws {
    let place = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/nrrd.json")
    let cases = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: place))
    #expect(cases.count == 6)
    for golden in cases {
      // The name says nothing about the content.
      let file = folder["golden.nii"]
      try golden.file.write(to: file)
      let first = try Volume.load(file)
      #expect(Axis.allCases.map { first.geometry.size[$0] } == golden.size, "\(golden.name)")
      let affine = first.geometry.affine
      for row in 0..<3 {
        let found = [affine.i[row], affine.j[row], affine.k[row], affine.origin[row]]
        for (one, other) in zip(found, golden.affine[row]) {
          #expect(abs(one - other) < 1e-5, "\(golden.name): \(affine)")
        }
      }
      let voxels = try (0..<first.frames).flatMap { try Volume.load(file, frame: $0).voxels }
      #expect(voxels == golden.voxels, "\(golden.name)")
      #expect(ImageSummary(first).format == "NRRD")
    }
  }

  // MARK: Voxels

  @Test(arguments: VoxelType.allCases)
  func everyTypeInEveryEncoding(type: VoxelType) throws {
    let names: [VoxelType: String] = [
      .float32: "float", .float64: "double", .uint8: "unsigned char",
    ]
    let values = Array(0..<24)
    for (endian, isBig) in [("little", false), ("big", true)] {
      let bytes = Samples.bytes(values, type: type, bigEndian: isBig)
      for encoding in ["raw", "gzip", "ascii"] {
        let text = Array(values.map { "\($0)" }.joined(separator: isBig ? "\n" : " ").utf8)
        let volume = try load(
          ["type": names[type] ?? type.name, "endian": endian, "encoding": encoding],
          encoding == "ascii" ? text : bytes)
        #expect(volume.voxels == values.map(Float.init), "\(type) \(encoding) \(endian)")
        #expect(volume.header.voxelType == type)
      }
    }
  }

  @Test func namesOfTypes() throws {
    for (name, type) in [
      ("signed short int", VoxelType.int16), ("unsigned  short", .uint16), ("USHORT", .uint16),
      ("int16_t", .int16),
    ] {
      #expect(try load(["type": name]).header.voxelType == type)
    }
  }

  @Test func linesAndBytesAreSkipped() throws {
    let expected = (0..<24).map(Float.init)
    let voxels = NrrdLines.voxels
    #expect(
      try load(["line skip": "2", "byte skip": "3"], Array("a\nbc\nxyz".utf8) + voxels).voxels
        == expected)
    #expect(try load(["byte skip": "-1"], Array("anything".utf8) + voxels).voxels == expected)
    #expect(
      try load(["byte skip": "3", "encoding": "gzip"], Array("xyz".utf8) + voxels).voxels
        == expected)
  }

  @Test func windowsLineEndsAndFieldsInOtherLetters() throws {
    let text =
      NrrdLines.lines(["type": "", "Type": "short", "space origin": "", "spaceOrigin": "(1,2,3)"])
      .map { $0 + "\r\n" }.joined() + "key with:=a \\\\ b\r\n\r\n"
    try Data(Array(text.utf8) + NrrdLines.voxels).write(to: folder["w.nrrd"])
    let volume = try Volume.load(folder["w.nrrd"])
    #expect(volume.voxels == (0..<24).map(Float.init))
    #expect(volume.geometry.affine.origin == SIMD3(-1, -2, 3))
    #expect(try NrrdHeader(folder["w.nrrd"]).keys == ["key with": "a \\ b"])
  }

  // MARK: Position

  @Test(arguments: [
    ("left-posterior-superior", SIMD3<Double>(-1, -1, 1)), ("LPS", SIMD3(-1, -1, 1)),
    ("right-anterior-superior", SIMD3(1, 1, 1)), ("LAS", SIMD3(-1, 1, 1)),
    ("right-anterior-superior-time", SIMD3(1, 1, 1)),
  ])
  func spaces(name: String, signs: SIMD3<Double>) throws {
    let geometry = try load(["space": name]).geometry
    #expect(geometry.affine.origin == SIMD3(10, -20, 30) * signs)
    #expect(geometry.affine.i == SIMD3(1.5 * signs.x, 0, 0))
    #expect(geometry.spacing == SIMD3(1.5, 2, 8))
  }

  @Test func spacesWithoutAPatientAreNoted() throws {
    for name in ["3D-right-handed", "scanner-xyz", ""] {
      let header = try load(["space": name, "space dimension": "3"]).header
      #expect(header.geometry.axisLetters == "LPS")
      #expect(header.doubts.contains { $0.contains("taken as left-posterior-superior") }, "\(name)")
    }
    let none = try load(["space origin": ""]).header
    #expect(none.doubts.contains { $0.contains("no space origin") })
    #expect(try load([:]).header.doubts == [])
  }

  @Test func spacingsAloneSayNothingOfSides() throws {
    let changes = ["space": "", "space directions": "", "space origin": "", "spacings": "1 nan 3"]
    let header = try load(changes).header
    #expect(header.geometry.spacing == SIMD3(1, 1, 3))
    #expect(header.orientationLetters == nil)
  }

  @Test func unitsAndPicturesAndShear() throws {
    let metres = try load(["space units": "\"m\" \"m\" \"m\""])
    #expect(metres.geometry.affine.origin == SIMD3(-10_000, 20_000, 30_000))
    let picture = try load([
      "dimension": "2", "sizes": "6 4", "kinds": "domain domain", "space": "",
      "space dimension": "2",
      "space directions": "(0.5,0) (0,0.25)", "space origin": "(1,2)",
    ])
    #expect(picture.geometry.size == GridSize(i: 6, j: 4, k: 1))
    #expect(picture.geometry.spacing == SIMD3(0.5, 0.25, 1))
    let sheared = try load(["space directions": "(1.5,0,0) (1,2,0) (0,0,8)"]).header
    // Only the sform can say it.
    #expect(sheared.geometry.affine.j == SIMD3(-1, -2, 0) && sheared.doubts == [])
  }

  @Test func framesFirstOrLast() throws {
    let values = Array(0..<24)
    let bytes = Samples.bytes(values, type: .int16, bigEndian: false)
    let last = try folder.nrrd(
      NrrdLines.lines([
        "dimension": "4", "sizes": "2 3 2 2", "kinds": "domain domain domain time",
        "space directions": "(1,0,0) (0,1,0) (0,0,1) none",
      ]), bytes)
    #expect(try Volume.load(last, frame: 1).voxels == (12..<24).map(Float.init))
    let first = try folder.nrrd(
      NrrdLines.lines([
        "dimension": "4", "sizes": "2 2 3 2", "kinds": "list domain domain domain",
        "space directions": "none (1,0,0) (0,1,0) (0,0,1)",
      ]), bytes, "first.nrrd")
    let volume = try Volume.load(first, frame: 1)
    #expect(volume.voxels == stride(from: 1, to: 24, by: 2).map(Float.init))
    #expect(volume.frames == 2 && volume.geometry.size == GridSize(i: 2, j: 3, k: 2))
    #expect(throws: VolumeError.self) { try Volume.load(first, frame: 2) }
  }
}
