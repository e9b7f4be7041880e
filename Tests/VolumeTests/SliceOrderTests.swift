import Testing

@testable import Volume

/// A volume's voxels in the order in which networks see them, and back.
@Suite struct SliceOrderTests {
  private let size = GridSize(i: 4, j: 3, k: 2)

  /// Numbers that tell every voxel by the patient's place: R, A and S of the LPS scan that they come from.
  private func numbers(_ geometry: Geometry) -> [Int] {
    (0..<geometry.size.count).map { offset in
      let place = geometry.millimetres(of: geometry.size.voxel(at: offset))
      return Int((-place.x).rounded()) + 10 * Int((-place.y).rounded())
        + 100 * Int(place.z.rounded())
    }
  }

  private func geometry(_ axes: [Int], _ grows: [Bool]) -> Geometry {
    // Voxels of 1 mm at L 0…3, P 0…2, S 0…1.
    let extents = [4, 3, 2]
    let towards = [SIMD3(-1.0, 0, 0), SIMD3(0, -1.0, 0), SIMD3(0, 0, 1.0)]
    var origin = SIMD3<Double>(0, 0, 0)
    var steps: [SIMD3<Double>] = []
    for (axis, grows) in zip(axes, grows) {
      steps.append(grows ? towards[axis] : -towards[axis])
      if !grows { origin += towards[axis] * Double(extents[axis] - 1) }
    }
    return Geometry(
      size: GridSize(i: extents[axes[0]], j: extents[axes[1]], k: extents[axes[2]]),
      spacing: SIMD3(1, 1, 1),
      affine: Affine(i: steps[0], j: steps[1], k: steps[2], origin: origin))
  }

  private var all48: [Geometry] {
    [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].flatMap { axes in
      (0..<8).map { bits in geometry(axes, (0..<3).map { bits >> $0 & 1 == 0 }) }
    }
  }

  @Test func axialSlicesRunLeftBackAndUp() {
    let expected = (0..<2).flatMap { s in
      (0..<3).flatMap { p in (0..<4).map { l in l + 10 * p + 100 * s } }
    }
    for geometry in all48 {
      #expect(PlaneLayout.plane(through: geometry.sliceAxis, in: geometry) == .axial)
      let order = SliceOrder(patient: geometry, across: geometry.sliceAxis)
      #expect(order.size == size)
      #expect(order.stack(numbers(geometry)) == expected, "\(geometry.axisLetters)")
    }
  }

  @Test func everyPlaneIsTheSameForAllOrders() {
    for plane in Plane.allCases {
      let stacks = all48.map { geometry in
        let axis = PlaneLayout(geometry, plane).throughAxis
        return SliceOrder(patient: geometry, across: axis).stack(numbers(geometry))
      }
      #expect(Set(stacks).count == 1, "\(plane)")
    }
  }

  @Test func whatGoesInComesBack() {
    for geometry in all48 {
      for axis in Axis.allCases {
        let order = SliceOrder(patient: geometry, across: axis)
        let voxels = numbers(geometry)
        let stack = order.stack(voxels)
        #expect(order.volume(stack) == voxels)
        // A single slice of the stack is the volume's slice of the mirrored number.
        let (pixels, count) = (order.size.i * order.size.j, order.size.k)
        for slice in 0..<count {
          let part = Array(stack[slice * pixels..<(slice + 1) * pixels])
          let stored = Slice(
            of: voxels, size: geometry.size, index: order.mirrored(slice: slice), along: axis)
          #expect(order.storedSlice(part) == stored.values, "\(geometry.axisLetters) \(axis)")
        }
      }
    }
  }

  @Test func spacingsGoWithTheirAxes() {
    var turned = geometry([2, 0, 1], [true, true, true])
    turned.spacing = SIMD3(5, 1, 2)
    let order = SliceOrder(patient: turned, across: .i)
    #expect(order.spacing(turned.spacing) == SIMD3(1, 2, 5))
  }

  /// A header that says nothing of the patient leaves the order of storage.
  @Test func withoutOrientationItIsTheFilesOrder() {
    let las = geometry([0, 1, 2], [true, false, true])
    var header = ImageHeader(geometry: las)
    #expect(
      SliceOrder(header, across: .k, .patient) == SliceOrder(patient: las, across: .k))
    #expect(
      SliceOrder(header, across: .k, .storage) == SliceOrder(las.size, across: .k))
    header.set(.sformCode, to: 0)
    header.set(.qformCode, to: 0)
    #expect(
      SliceOrder(header, across: .k, .patient) == SliceOrder(las.size, across: .k))
  }

  @Test func equalSpacingsAreSlicedAxially() {
    for geometry in all48 {
      var thick = geometry
      // The axis of largest spacing wins over the plane.
      let leftRight = PlaneLayout(geometry, .sagittal).throughAxis
      thick.spacing[leftRight.rawValue] = 3
      #expect(thick.sliceAxis == leftRight)
      #expect(PlaneLayout.plane(through: geometry.sliceAxis, in: geometry) == .axial)
    }
  }
}
