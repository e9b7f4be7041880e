import Foundation
import Testing

@testable import Volume

@Suite struct RoundTripTests {
  @Test(arguments: ["map.nii", "map.nii.gz"])
  func whatIsWrittenReadsBack(name: String) throws {
    let folder = try TemporaryFolder()
    let size = GridSize(i: 5, j: 4, k: 3)
    let affine = Affine(
      i: SIMD3(-1.5, 0, 0), j: SIMD3(0, -1.2, 0.9), k: SIMD3(0, 4.8, 6.4),
      origin: SIMD3(10, 20, -30))
    let geometry = Geometry(size: size, spacing: SIMD3(1.5, 1.5, 8), affine: affine)
    let header = ImageHeader(geometry: geometry)
    let map = LabelMap(size: size, voxels: (0..<60).map { UInt8($0 % 4) })
    try map.write(to: folder[name], like: header, description: "S=12", kind: .scribbles(.inkling))
    let (read, readHeader) = try LabelMap.loadWithHeader(folder[name], expecting: geometry)
    #expect(read == map)
    #expect(readHeader.text(.description) == "S=12")
    #expect(readHeader.text(.intentName) == "inkling")
    #expect(readHeader.transform == .sform)
    #expect(readHeader.geometry.difference(from: geometry) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [name])
    let volume = try Volume.load(folder[name])
    #expect(volume.voxels == map.voxels.map(Float.init))
    #expect(volume.slice(1, along: .k).values == map.slice(1, along: .k).values.map(Float.init))
  }
}
