import Testing

@testable import Volume

/// Random masks for property tests.
enum RandomMask {
  /// Blobs: every voxel is inside with a chance that depends on how close it lies to random centres.
  static func blobs(_ size: GridSize, seed: UInt64, density: Double = 0.5) -> [Bool] {
    var random = SplitMix64(seed: seed)
    let centres = (0..<3).map { _ in
      SIMD3(
        random.uniform() * Double(size.i), random.uniform() * Double(size.j),
        random.uniform() * Double(size.k))
    }
    let radius = 0.3 * Double(max(size.i, size.j))
    return (0..<size.count).map { offset in
      let voxel = size.voxel(at: offset)
      let place = SIMD3(Double(voxel.i), Double(voxel.j), Double(voxel.k))
      let near = centres.map { (place - $0).length }.min() ?? 0
      return random.uniform() < (near < radius ? 0.5 + density / 2 : 0.1 * density)
    }
  }
}

@Suite struct DistanceTransformTests {
  @Test func equalsTheSmallestOfAllDistances() {
    for seed in 0..<60 {
      var random = SplitMix64(seed: UInt64(seed))
      let size = GridSize(
        i: 1 + Int(random.next() % 9), j: 1 + Int(random.next() % 7), k: 1 + Int(random.next() % 5))
      let spacing = SIMD3(
        random.uniform(in: 0.3..<3), random.uniform(in: 0.3..<3), random.uniform(in: 0.3..<9))
      let mask = (0..<size.count).map { _ in random.uniform() < 0.15 }
      let field = DistanceTransform.distances(to: mask, size: size, spacing: spacing)
      for offset in 0..<size.count {
        let here = size.voxel(at: offset)
        var nearest = Double.infinity
        for other in 0..<size.count where mask[other] {
          let there = size.voxel(at: other)
          let gap =
            SIMD3(
              Double(here.i - there.i), Double(here.j - there.j), Double(here.k - there.k))
            * spacing
          nearest = min(nearest, gap.length)
        }
        if nearest.isInfinite {
          #expect(field[offset].isInfinite, "seed \(seed)")
        } else {
          #expect(abs(field[offset] - nearest) < 1e-9, "seed \(seed), voxel \(here)")
        }
      }
    }
  }
}

@Suite struct ConnectedComponentsTests {
  @Test func byHand() {
    let mask: [Bool] = [
      true, false, false, true,
      false, true, false, true,
      false, false, false, false,
    ]
    let size = GridSize(i: 4, j: 3, k: 1)
    let faces = ConnectedComponents(of: mask, size: size)
    #expect(faces.components == [1, 0, 0, 2, 0, 3, 0, 2, 0, 0, 0, 0])
    #expect(faces.sizes == [1, 2, 1] && faces.largest == 2)
    let corners = ConnectedComponents(of: mask, size: size, connectivity: .corners)
    #expect(corners.sizes == [2, 2] && corners.largest == 1)
    #expect(
      ConnectedComponents(of: [false, false], size: GridSize(i: 2, j: 1, k: 1)).largest == nil)
  }

  @Test func neighboursShareAComponentAndComponentsDoNotTouch() {
    for seed in 0..<40 {
      let size = GridSize(i: 7, j: 6, k: 5)
      let mask = RandomMask.blobs(size, seed: UInt64(seed), density: 0.3)
      let parts = ConnectedComponents(of: mask, size: size)
      #expect(parts.sizes.reduce(0, +) == mask.count { $0 })
      for offset in 0..<size.count {
        #expect((parts.components[offset] > 0) == mask[offset])
        let voxel = size.voxel(at: offset)
        for axis in Axis.allCases {
          var next = voxel
          next[axis] += 1
          guard size.contains(next), mask[offset], mask[size.offset(next)] else { continue }
          #expect(parts.components[offset] == parts.components[size.offset(next)])
        }
      }
      for part in 1...Int32(max(1, parts.count)) where parts.count > 0 {
        // Every component is in one piece: found again alone, it is one.
        #expect(ConnectedComponents(of: parts.mask(of: part), size: size).count == 1)
      }
    }
  }

  @Test func onlyTheLargestPartOfEachLabelIsKept() {
    let map = LabelMap(
      size: GridSize(i: 8, j: 1, k: 1), voxels: [1, 0, 1, 1, 2, 2, 0, 2])
    #expect(map.keepingLargestComponents().voxels == [0, 0, 1, 1, 2, 2, 0, 0])
  }
}

@Suite struct SkeletonTests {
  private func picture(_ text: String) -> Slice<Bool> {
    let rows = text.split(separator: "\n")
    return Slice(
      width: rows[0].count, height: rows.count, values: rows.joined().map { $0 == "#" })
  }

  @Test func aBarBecomesALine() {
    let thin = Skeleton.thin(
      picture(
        """
        .........
        .#######.
        .#######.
        .#######.
        .........
        """))
    #expect(thin.values.count { $0 } <= 6)
    for column in 3...5 { #expect(thin[column, 2]) }
    #expect((0..<9).allSatisfy { !thin[$0, 1] && !thin[$0, 3] })
  }

  @Test func squaresAndDotsLeaveOnePixel() {
    let thin = Skeleton.thin(
      picture(
        """
        ##...#
        ##....
        ......
        """))
    #expect(thin.values.count { $0 } == 2)
    #expect(thin[5, 0])
  }

  @Test func skeletonsLieInsideAndKeepEveryPart() {
    for seed in 0..<60 {
      let size = GridSize(i: 24, j: 20, k: 1)
      let mask = Slice(
        width: 24, height: 20, values: RandomMask.blobs(size, seed: UInt64(seed)))
      let thin = Skeleton.thin(mask)
      for (inside, line) in zip(mask.values, thin.values) where line { #expect(inside) }
      let before = ConnectedComponents(of: mask, connectivity: .corners)
      let after = ConnectedComponents(of: thin, connectivity: .corners)
      #expect(before.count == after.count, "seed \(seed)")
      #expect(Skeleton.thin(thin).values.count { $0 } <= thin.values.count { $0 })
    }
  }

  @Test func ringsStayRings() {
    let size = 31
    let ring = Slice(
      width: size, height: size,
      values: (0..<size * size).map { offset in
        let (x, y) = (Double(offset % size) - 15, Double(offset / size) - 15)
        return (7.0...12).contains((x * x + y * y).squareRoot())
      })
    let thin = Skeleton.thin(ring)
    #expect(!thin[15, 15])
    // A closed line separates the middle from the corner.
    let outside = ConnectedComponents(
      of: Slice(width: size, height: size, values: thin.values.map { !$0 }))
    #expect(outside.components[15 * size + 15] != outside.components[0])
  }
}
