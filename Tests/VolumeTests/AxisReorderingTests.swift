import Testing

@testable import Volume

/// Maps whose voxels lie in another order are turned so that every label keeps its place in the patient.
struct AxisReorderingTests {
  private let size = GridSize(i: 4, j: 3, k: 5)

  private var geometry: Geometry {
    Geometry(
      size: size, spacing: SIMD3(1, 2, 3),
      affine: Affine(
        i: SIMD3(-1, 0, 0), j: SIMD3(0, -2, 0), k: SIMD3(0, 0, 3), origin: SIMD3(10, 20, 30)))
  }

  @Test(arguments: [
    [Axis.i, .j, .k], [.j, .i, .k], [.i, .k, .j], [.k, .j, .i], [.j, .k, .i], [.k, .i, .j],
  ])
  func everyOrderKeepsPlaces(order: [Axis]) throws {
    for flips in 0..<8 {
      let reversed = Axis.allCases.filter { flips >> $0.rawValue & 1 == 1 }
      let other = geometry.reordered(order, reversing: reversed)
      let map = LabelMap(
        size: other.size, voxels: (0..<other.size.count).map { UInt8($0 % 251) })
      let turn = try #require(AxisReordering(of: other, onto: geometry))
      #expect(turn.isIdentity == (order == Axis.allCases && flips == 0))
      let turned = turn.apply(to: map)
      #expect(turned.size == size)
      for offset in map.voxels.indices {
        let place = other.millimetres(of: other.size.voxel(at: offset))
        let there = try #require(
          (0..<size.count).first {
            let gap = geometry.millimetres(of: size.voxel(at: $0)) - place
            return (gap * gap).sum() < 1e-9
          })
        #expect(turned.voxels[there] == map.voxels[offset])
      }
    }
  }

  @Test func anotherPlaceIsNoReordering() {
    var elsewhere = geometry
    elsewhere.affine.origin.z += 50
    #expect(AxisReordering(of: elsewhere, onto: geometry) == nil)
    #expect(
      AxisReordering(of: Geometry(size: GridSize(i: 4, j: 3, k: 6)), onto: geometry) == nil)
  }
}
