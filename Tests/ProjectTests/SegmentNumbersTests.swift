import Foundation
import Testing
import Volume

@testable import Project

/// Segments of 3D Slicer and the labels of a project.
@Suite struct SegmentNumbersTests {
  private func table(_ names: [(UInt8, String)]) -> LabelTable {
    LabelTable(
      labels: names.map { Label(id: $0.0, name: $0.1, colour: LabelTable.colour(Int($0.0))) })
  }

  /// Segments with the given names, a voxel each, as a project with the given labels takes them.
  private func taken(
    _ segments: [(UInt8, String)], _ known: [(UInt8, String)], ending: String = ".seg.nrrd"
  ) throws -> (numbers: SegmentNumbers?, voxels: [UInt8]) {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-segments-\(UUID().uuidString)\(ending)")
    defer { try? FileManager.default.removeItem(at: file) }
    let map = LabelMap(
      size: GridSize(i: segments.count, j: 1, k: 1), voxels: segments.map(\.0))
    let header = ImageHeader(geometry: Geometry(size: map.size))
    try map.write(to: file, like: header, kind: .segments(table(segments), encoding: nil))
    let numbers = SegmentNumbers(file, in: table(known))
    return (numbers, (numbers?.apply(to: map) ?? map).voxels)
  }

  @Test func namesDecide() throws {
    let (numbers, voxels) = try taken(
      [(1, "LV"), (2, "myo"), (3, "RV")], [(1, "RV"), (2, "Myo"), (3, "LV")])
    #expect(voxels == [3, 2, 1])
    #expect(
      numbers?.note
        == "Segments are taken by their names: LV is 1 in the file and 3 here, RV is 3 in the file and 1 here."
    )
  }

  @Test func aNumberOfAnotherNameIsNotTaken() throws {
    let (numbers, voxels) = try taken([(1, "liver"), (2, "Myo")], [(1, "RV"), (2, "Myo")])
    #expect(voxels == [3, 2])
    #expect(numbers?.table.label(id: 3)?.name == "liver")
  }

  @Test func namesThatProgramsGiveSayNothing() throws {
    let (one, voxels) = try taken([(1, "Segment_1"), (2, "kidney")], [(1, "RV"), (2, "label 2")])
    #expect(voxels == [1, 2] && one?.note == nil)
    let (other, free) = try taken([(5, "kidney")], [(1, "RV")])
    #expect(free == [5] && other?.note == nil)
  }

  @Test func twoSegmentsStayTwo() throws {
    #expect(try taken([(1, "LV"), (3, "liver")], [(3, "LV")]).voxels == [3, 1])
    #expect(try taken([(1, "Segment_1"), (2, "RV")], [(1, "RV")]).voxels == [2, 1])
    #expect(try taken([(1, "LV"), (2, "LV")], [(5, "LV")]).voxels == [5, 2])
  }

  @Test func otherFilesAreLeft() throws {
    #expect(try taken([(1, "LV")], [(3, "LV")], ending: ".nii.gz").numbers == nil)
  }
}
