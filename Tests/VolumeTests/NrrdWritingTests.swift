import Foundation
import Testing

@testable import Volume

/// NRRD files that are written read back as they were, and lie where the NIfTI file of the same header lies.
@Suite struct NrrdWritingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func labelMapsLieWhereTheirImageLies() throws {
    for seed in 0..<20 {
      let header = Samples.header(
        version: 1 + seed % 2, bigEndian: seed % 3 == 0, size: [5, 4, 3], type: .int16,
        seed: UInt64(seed))
      let map = LabelMap(size: header.size, voxels: (0..<60).map { UInt8($0 * 7 % 5) })
      for name in ["x.nii.gz", "x.nrrd", "x.seg.nrrd"] {
        try map.write(to: folder[name], like: header, description: "words")
        let (found, place) = try LabelMap.loadWithHeader(
          folder[name], expecting: header.geometry)
        #expect(found == map && place.isLabelMap)
        #expect(place.text(.description) == "words")
        let affine = place.geometry.affine
        for axis in Axis.allCases {
          #expect((affine[axis] - header.geometry.affine[axis]).length < 1e-5, "\(name) \(seed)")
        }
      }
    }
  }

  @Test func encodingsOfScribblesAreNoted() throws {
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: 3, j: 2, k: 2)))
    let map = LabelMap(size: header.size, voxels: (0..<12).map { UInt8($0 % 3) })
    for encoding in ScribbleEncoding.allCases {
      try map.write(to: folder["s.nrrd"], like: header, kind: .scribbles(encoding))
      let found = try LabelMap.loadWithHeader(folder["s.nrrd"])
      #expect(ScribbleEncoding.recorded(in: found.header) == encoding && found.map == map)
    }
  }

  @Test func fractionsStayFractionsAndFramesFrames() throws {
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: 3, j: 2, k: 2)))
    let bytes = (0..<12).map { UInt8($0 * 20) }
    try header.write(.uint8(bytes), to: folder["u.nrrd"], kind: .uncertainty)
    #expect(try Volume.load(folder["u.nrrd"]).voxels == bytes.map { Float($0) / 255 })
    let floats = (0..<24).map { Float($0) / 7 }
    try header.write(.float32(floats), frames: 2, to: folder["p.nrrd"], kind: .values)
    #expect(try Volume.load(folder["p.nrrd"], frame: 1).voxels == Array(floats[12...]))
    try header.write(.int16([Int16](-6..<6)), to: folder["i.NRRD"], kind: .image)
    #expect(try Volume.load(folder["i.NRRD"]).voxels == (-6..<6).map(Float.init))
    let error = #expect(throws: VolumeError.self) {
      try header.write(.float32(Array(floats[12...])), to: folder["p.seg.nrrd"], kind: .values)
    }
    #expect(error?.description.contains("these are no labels") == true)
    #expect(!FileManager.default.fileExists(atPath: folder["p.seg.nrrd"].path))
  }

  @Test func whereSidesAreUnknownNoneAreWritten() throws {
    var header = ImageHeader(
      geometry: Geometry(size: GridSize(i: 3, j: 2, k: 2), spacing: SIMD3(1, 2, 3)))
    header.set(.sformCode, to: 0)
    header.set(.qformCode, to: 0)
    try LabelMap(size: header.size).write(to: folder["x.nrrd"], like: header)
    let found = try ImageHeader.load(folder["x.nrrd"])
    #expect(!found.saysOrientation && found.geometry.spacing == SIMD3(1, 2, 3))
  }

  @Test func segmentsHaveWhatSlicerLooksFor() throws {
    let header = ImageHeader(geometry: Geometry(size: GridSize(i: 4, j: 3, k: 2)))
    var map = LabelMap(size: header.size)
    map[VoxelIndex(i: 1, j: 0, k: 1)] = 2
    map[VoxelIndex(i: 3, j: 2, k: 1)] = 2
    map[VoxelIndex(i: 0, j: 0, k: 0)] = 7
    let table = LabelTable(labels: [
      Label(id: 2, name: "left\nkidney \\", colour: RGB(red: 255, green: 0, blue: 51)),
      Label(id: 3, name: "nobody", colour: RGB(red: 0, green: 1, blue: 2)),
    ])
    let file = folder["x.seg.nrrd"]
    try map.write(to: file, like: header, kind: .segments(table, encoding: nil))
    let keys = try NrrdHeader(file).keys
    #expect(keys["Segment0_Name"] == "left\nkidney \\" && keys["Segment0_LabelValue"] == "2")
    #expect(keys["Segment0_Color"] == "1 0 0.2" && keys["Segment0_ID"] == "Segment_2")
    #expect(keys["Segment0_Extent"] == "1 3 0 2 1 1" && keys["Segment1_Extent"] == "0 -1 0 -1 0 -1")
    #expect(keys["Segment2_Name"] == "Label 7" && keys["Segment2_Layer"] == "0")
    #expect(keys["Segmentation_ReferenceImageExtentOffset"] == "0 0 0")
    #expect(keys["Segmentation_MasterRepresentation"] == "Binary labelmap")
    #expect(try LabelMap.load(file) == map)
    let read = try LabelTable.load(file)
    #expect(read.labels.map(\.id) == [2, 3, 7])
    #expect(read.labels[0].name == "left?kidney \\")
    #expect(read.labels[0].colour == RGB(red: 255, green: 0, blue: 51))
  }
}
