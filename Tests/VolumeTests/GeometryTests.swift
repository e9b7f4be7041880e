import Testing

@testable import Volume

@Suite struct GeometryTests {
  let size = GridSize(i: 20, j: 30, k: 10)

  @Test func slicesAreCountedAlongTheWidestSpacing() {
    func axis(_ x: Double, _ y: Double, _ z: Double) -> Axis {
      Geometry(size: size, spacing: SIMD3(x, y, z)).sliceAxis
    }
    #expect(axis(1.4, 1.4, 8) == .k)
    #expect(axis(1, 5, 1) == .j)
    #expect(axis(6, 1, 1) == .i)
    #expect(axis(1, 1, 1) == .k)
    #expect(axis(1.0001, 1, 1) == .k)
    #expect(axis(2, 2, 1) == .j)
  }

  @Test func aPictureIsOneSlice() {
    let picture = Geometry(size: GridSize(i: 100, j: 100, k: 1), spacing: SIMD3(2, 2, 1))
    #expect(picture.sliceAxis == .k)
  }

  @Test func lettersSayWhereAxesGrow() {
    func letters(_ i: SIMD3<Double>, _ j: SIMD3<Double>, _ k: SIMD3<Double>) -> String {
      Geometry(
        size: size, spacing: SIMD3(1, 1, 1), affine: Affine(i: i, j: j, k: k)
      ).axisLetters
    }
    #expect(letters(SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)) == "RAS")
    #expect(letters(SIMD3(-1, 0, 0), SIMD3(0, -1, 0), SIMD3(0, 0, 1)) == "LPS")
    #expect(letters(SIMD3(0, -1, 0), SIMD3(0, 0, -1), SIMD3(1, 0, 0)) == "PIR")
    // Oblique: every direction is given once, even where two axes lean towards the same one.
    #expect(letters(SIMD3(1, 0.9, 0), SIMD3(-0.8, 1, 0), SIMD3(0, 0.3, 1)) == "RAS")
  }

  @Test func smallShiftsAreTheSamePlaceAndLargeOnesAreNot() {
    let geometry = Geometry(size: size, spacing: SIMD3(1.4, 1.4, 8))
    var moved = geometry
    moved.affine.origin.x += 0.05
    #expect(geometry.difference(from: moved) == nil)
    moved.affine.origin.x += 2
    #expect(abs((geometry.difference(from: moved)?.largestCornerMillimetres ?? 0) - 2.05) < 1e-9)
  }

  @Test func reorderedGridsAreRecognised() {
    let geometry = Geometry(
      size: size, spacing: SIMD3(1, 2, 3),
      affine: Affine(
        i: SIMD3(-1, 0, 0), j: SIMD3(0, -2, 0), k: SIMD3(0, 0, 3), origin: SIMD3(10, 20, 30)))
    let flipped = geometry.reordered(Axis.allCases, reversing: [.i, .j])
    #expect(geometry.difference(from: flipped) != nil)
    #expect(geometry.reordering(of: flipped) == "reversed along i and j")
    let exchanged = geometry.reordered([.k, .i, .j], reversing: [])
    #expect(geometry.reordering(of: exchanged) == "axes taken as j, k, i")
    var elsewhere = flipped
    elsewhere.affine.origin.z += 50
    #expect(geometry.reordering(of: elsewhere) == nil)
  }
}

@Suite struct PlaneTests {
  @Test func positionsAndVoxelsAreInverse() {
    for seed in 0..<50 {
      let header = Samples.header(
        version: 1, bigEndian: false, size: [5, 6, 7], type: .uint8, seed: UInt64(seed))
      for plane in Plane.allCases {
        let layout = PlaneLayout(header.geometry, plane)
        #expect(
          Set([layout.rightAxis, layout.downAxis, layout.throughAxis]).count == 3, "seed \(seed)")
        for column in 0..<layout.columns {
          for row in 0..<layout.rows {
            let voxel = layout.voxel(column: column, row: row, slice: 2)
            #expect(header.size.contains(voxel))
            #expect(layout.position(of: voxel) == (column, row, 2))
          }
        }
        #expect(PlaneLayout.plane(through: layout.throughAxis, in: header.geometry) == plane)
      }
    }
  }

  @Test func theViewsAreThoseOfRadiologists() {
    let geometry = Geometry(size: GridSize(i: 4, j: 5, k: 6), spacing: SIMD3(1, 2, 3))
    let axial = PlaneLayout(geometry, .axial)
    #expect(axial.letters == ("R", "L", "A", "P"))
    // RAS: the last column index in i (right) is shown at the left.
    #expect(axial.voxel(column: 0, row: 0, slice: 1) == VoxelIndex(i: 3, j: 4, k: 1))
    #expect(axial.columnSpacing == 1 && axial.rowSpacing == 2 && axial.sliceSpacing == 3)
    let sagittal = PlaneLayout(geometry, .sagittal)
    #expect(sagittal.letters == ("A", "P", "S", "I"))
    #expect(sagittal.throughAxis == .i && sagittal.slices == 4)
    #expect(PlaneLayout(geometry, .coronal).letters == ("R", "L", "S", "I"))
  }

  @Test func lpsImagesAreShownAsStored() {
    let affine = Affine(i: SIMD3(-1, 0, 0), j: SIMD3(0, -1, 0), k: SIMD3(0, 0, 8))
    let geometry = Geometry(
      size: GridSize(i: 4, j: 5, k: 6), spacing: SIMD3(1, 1, 8), affine: affine)
    let layout = PlaneLayout(geometry, .axial)
    #expect(layout.voxel(column: 1, row: 2, slice: 3) == VoxelIndex(i: 1, j: 2, k: 3))
  }
}
