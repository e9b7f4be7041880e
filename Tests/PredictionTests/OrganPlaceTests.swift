import Foundation
import Testing
import Volume

@testable import Prediction

/// Where an organ usually lies, and coordinates that follow it.
@Suite struct OrganPlaceTests {
  private let size = GridSize(i: 80, j: 60, k: 6)

  private func targets(column: Int, row: Int) -> CaseTargets {
    var map = LabelMap(size: size)
    for shift in -1...1 { map[VoxelIndex(i: column + shift, j: row, k: 2)] = 1 }
    // Background says nothing of the organ.
    for i in 0..<10 { map[VoxelIndex(i: i, j: 1, k: 4)] = 255 }
    return CaseTargets(
      caseName: "a",
      DrawnLabels(
        scribbles: map, order: SliceOrder(size, across: .k), spacing: SIMD3(2, 1, 5)),
      classes: ClassTable([.init(id: 1, name: "organ")]), margins: Margins())
  }

  private func stack() -> SliceStack {
    let header = ImageHeader(geometry: Geometry(size: size, spacing: SIMD3(2, 1, 5)))
    let volume = Volume(
      header: header, voxels: (0..<size.count).map { Float($0 % 97) },
      source: URL(fileURLWithPath: "/x.nii"))
    return SliceStack(volume, SliceOrder(size, across: .k))
  }

  private func labels(column: Int, row: Int, slice: Int) -> [UInt8] {
    var map = LabelMap(size: size)
    for shift in -2...2 { map[VoxelIndex(i: column + shift, j: row, k: slice)] = 1 }
    return map.voxels
  }

  @Test func itIsTheMedianOfTheVolumes() throws {
    let place = try #require(OrganPlace(of: (0..<9).map { targets(column: 30 + $0, row: 20) }))
    #expect(place.centre == [-11, -9.5, -2.5])
    #expect(place.reach == [25, 25, 25])
  }

  @Test func fewVolumesSayNothing() {
    #expect(OrganPlace(of: (0..<7).map { targets(column: 30 + $0, row: 20) }) == nil)
  }

  /// Only an axis along which the organ is out of reach is moved, and by all of the distance.
  @Test func zeroFollowsAnOrganOutOfReach() throws {
    let place = try #require(OrganPlace(of: (0..<9).map { targets(column: 30 + $0, row: 20) }))
    let stack = stack()
    #expect(place.zero(of: stack, finding: labels(column: 40, row: 25, slice: 3)) == nil)
    let zero = try #require(
      place.zero(of: stack, finding: labels(column: 60, row: 25, slice: 3)))
    #expect(zero == SIMD3(65.5, 29.5, 2.5))
    #expect(place.zero(of: stack, finding: [UInt8](repeating: 0, count: size.count)) == nil)
    // Found where it should be after that.
    var moved = stack
    moved.zero = zero
    #expect(place.zero(of: moved, finding: labels(column: 60, row: 25, slice: 3)) == nil)
  }
}
