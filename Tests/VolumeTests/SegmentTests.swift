import Foundation
import Testing

@testable import Volume

/// Segmentations as 3D Slicer writes them.
@Suite struct SegmentTests {
  private let folder: TemporaryFolder
  /// An image of 8 x 6 x 4 voxels, turned.
  private let image: Geometry

  init() throws {
    folder = try TemporaryFolder()
    image = Geometry(
      size: GridSize(i: 8, j: 6, k: 4), spacing: SIMD3(1, 2, 5),
      affine: Affine(
        i: SIMD3(-0.8, 0.6, 0), j: SIMD3(-1.2, -1.6, 0), k: SIMD3(0, 0, 5),
        origin: SIMD3(30, -7, 11)))
  }

  /// Writes a segmentation whose first voxel lies on a place of the image's grid.
  private func write(
    at first: SIMD3<Double>, sizes: String, layers: Bool = false, _ keys: [String: String],
    _ voxels: [UInt8]
  ) throws -> URL {
    let flip = SIMD3<Double>(-1, -1, 1)
    let (map, steps) = (
      image.affine, Axis.allCases.map { NrrdText.vector(image.affine[$0] * flip) }
    )
    let origin = map.origin + map.i * first.x + map.j * first.y + map.k * first.z
    let lines = NrrdLines.lines([
      "type": "uchar", "dimension": layers ? "4" : "3", "sizes": sizes, "encoding": "gzip",
      "kinds": (layers ? "list " : "") + "domain domain domain",
      "space directions": (layers ? "none " : "") + steps.joined(separator: " "),
      "space origin": NrrdText.vector(origin * flip),
    ])
    let more = keys.sorted { $0.key < $1.key }.map { "\($0.key):=\($0.value)" }
    return try folder.nrrd(lines + more, voxels, "x.seg.nrrd")
  }

  private let two = [
    "Segment0_ID": "A", "Segment0_Name": "first", "Segment0_LabelValue": "1",
    "Segment0_Layer": "0", "Segment1_ID": "B", "Segment1_Name": "second",
    "Segment1_LabelValue": "4", "Segment1_Layer": "0", "Segment1_Color": "0 0.5 1",
  ]

  @Test func aPartIsPlacedOnTheImage() throws {
    let file = try write(
      at: SIMD3(3, 2, 1), sizes: "2 2 2", two, [1, 0, 0, 4, 0, 0, 0, 1])
    let (map, header) = try LabelMap.loadWithHeader(file, expecting: image)
    var expected = LabelMap(size: image.size)
    expected[VoxelIndex(i: 3, j: 2, k: 1)] = 1
    expected[VoxelIndex(i: 4, j: 3, k: 1)] = 4
    expected[VoxelIndex(i: 4, j: 3, k: 2)] = 1
    #expect(map == expected && header.geometry.difference(from: image) == nil)
    try LabelMap.checkPlace(file, on: image, of: nil)
    // By itself it is the part.
    #expect(try LabelMap.load(file).size == GridSize(i: 2, j: 2, k: 2))
    let table = try LabelTable.load(file)
    #expect(table.labels.map(\.id) == [1, 4] && table.labels.map(\.name) == ["first", "second"])
    #expect(table.labels[1].colour == RGB(red: 0, green: 128, blue: 255))
  }

  @Test func whatReachesBeyondTheImageIsCounted() throws {
    let file = try write(at: SIMD3(-1, 5, 3), sizes: "2 2 1", two, [1, 1, 4, 4])
    var notes: [String] = []
    let map = try LabelMap.load(file, expecting: image) { notes.append($0) }
    #expect(map.counts[1] == 1 && map[VoxelIndex(i: 0, j: 5, k: 3)] == 1 && map.counts[4] == 0)
    #expect(notes == ["3 voxels of its segments lie outside the image and are left out."])
  }

  @Test func whatLiesBetweenTheVoxelsIsRefused() throws {
    for place in [SIMD3(3.3, 2, 1), SIMD3(20, 2, 1)] {
      let file = try write(at: place, sizes: "2 2 1", two, [1, 1, 4, 4])
      #expect(throws: VolumeError.self) { try LabelMap.load(file, expecting: image) }
      #expect(throws: VolumeError.self) { try LabelMap.checkPlace(file, on: image, of: nil) }
    }
  }

  @Test func laterSegmentsLieOnTop() throws {
    var keys = two
    (keys["Segment1_Layer"], keys["Segment1_LabelValue"]) = ("1", "1")
    // Layers of a voxel follow each other.
    let file = try write(
      at: SIMD3(0, 0, 0), sizes: "2 8 6 4", layers: true, keys,
      [1, 0, 1, 1, 0, 1] + [UInt8](repeating: 0, count: 2 * 192 - 6))
    var notes: [String] = []
    let map = try LabelMap.load(file, expecting: image) { notes.append($0) }
    #expect(map.voxels.prefix(4) == [1, 2, 2, 0])
    #expect(notes.contains { $0.contains("overlap in 1 voxels") })
    #expect(notes.contains { $0.contains("1 first, 2 second") })
    keys["Segment1_Layer"] = "2"
    let lost = try write(
      at: SIMD3(0, 0, 0), sizes: "2 8 6 4", layers: true, keys, [UInt8](repeating: 0, count: 384))
    let error = #expect(throws: VolumeError.self) { try LabelMap.load(lost) }
    #expect(error?.description.contains("\"second\" lies in layer 2, and it has 2") == true)
  }

  /// Before Slicer 4.11 every segment was a layer of its own, without a number.
  @Test func oldSegmentations() throws {
    let keys = ["Segment0_ID": "A", "Segment0_Name": "first", "Segment1_Name": " "]
    let file = try write(
      at: SIMD3(0, 0, 0), sizes: "2 2 1 1", layers: true, keys, [1, 0, 0, 1])
    #expect(try LabelMap.load(file).voxels == [1, 2])
    #expect(try LabelTable.load(file).labels.map(\.name) == ["first", "Label 2"])
  }

  @Test func numbersOfNobodyAndFractions() throws {
    var notes: [String] = []
    let file = try write(at: SIMD3(0, 0, 0), sizes: "2 2 1", two, [1, 9, 4, 9])
    #expect(try LabelMap.load(file) { notes.append($0) }.voxels == [1, 0, 4, 0])
    #expect(notes == ["2 voxels have a number that belongs to no segment and are left out."])
  }

  @Test func filesWithoutSegmentsNameNoLabels() throws {
    let file = try folder.nrrd(NrrdLines.standard, NrrdLines.voxels)
    let error = #expect(throws: VolumeError.self) { try LabelTable.load(file) }
    #expect(error?.description.contains("without segments") == true)
  }

  @Test func checkTellsOfAPart() throws {
    let header = ImageHeader(geometry: image)
    try header.write(
      .uint8([UInt8](repeating: 9, count: image.size.count)), to: folder["image.nii.gz"],
      kind: .image)
    let file = try write(at: SIMD3(3, 2, 1), sizes: "2 2 2", two, [1, 0, 0, 4, 0, 0, 0, 1])
    let check = try LabelMapCheck(image: folder["image.nii.gz"], labelMap: file)
    #expect(check.fits && check.slices == [1, 2])
    #expect(check.findings.contains { $0.contains("a part of the image's voxels") })
  }
}
