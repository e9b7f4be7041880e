import Testing
import Volume

@testable import Prediction

/// Parts that nothing speaks for.
@Suite struct IslandsTests {
  /// Labels as rows of digits, slices separated by blank lines.
  private func voxels(_ text: String) -> [UInt8] {
    text.compactMap { $0.wholeNumberValue.map { UInt8($0) } }
  }

  private func apply(
    _ text: String, width: Int, height: Int, count: Int, seeds: [Int],
    region: RegionOfInterest? = nil, exempt: Set<UInt8> = []
  ) -> [UInt8] {
    var labels = voxels(text)
    Islands(exempt: exempt).clean(
      &labels,
      of: DrawnVolume(
        width: width, height: height, count: count,
        region: region ?? RegionOfInterest(width: width, height: height), seeds: seeds))
    return labels
  }

  @Test func partsWithoutAScribbleGo() {
    let before = """
      11001
      10001
      00200
      22011
      """
    let after = """
      11000
      10000
      00000
      22000
      """
    // Seeds at (0,0) of class 1 and (0,3) of class 2; diagonal neighbours do not connect.
    #expect(apply(before, width: 5, height: 4, count: 1, seeds: [0, 15]) == voxels(after))
  }

  /// The rule, straight from its definition: components by flood fill, those with a seed stay.
  @Test func runsGiveWhatFloodFillGives() {
    var random = SplitMix64(seed: 11)
    for trial in 0..<30 {
      let size = GridSize(i: 3 + trial % 7, j: 2 + trial % 5, k: 1 + trial % 4)
      let labels = (0..<size.count).map { _ in UInt8(random.uniform(in: 0..<3)) }
      let seeds = labels.indices.filter { labels[$0] != 0 && random.uniform() < 0.1 }
      let region = RegionOfInterest(
        columns: trial % 2..<size.i - trial % 3 / 2, rows: trial % 2..<size.j)
      let exempt: Set<UInt8> = trial % 4 == 3 ? [2] : []
      var expected = labels
      for label: UInt8 in [1, 2] where !exempt.contains(label) {
        let inside = labels.indices.map { offset in
          let voxel = size.voxel(at: offset)
          return labels[offset] == label && region.columns.contains(voxel.i)
            && region.rows.contains(voxel.j)
        }
        let parts = ConnectedComponents(of: inside, size: size).components
        let kept = Set(seeds.filter { inside[$0] }.map { parts[$0] })
        for (offset, part) in parts.enumerated() where part != 0 && !kept.contains(part) {
          expected[offset] = 0
        }
      }
      var found = labels
      Islands(exempt: exempt).clean(
        &found,
        of: DrawnVolume(
          width: size.i, height: size.j, count: size.k, region: region, seeds: seeds))
      #expect(found == expected, "trial \(trial)")
    }
  }

  @Test func overlapCarriesAPartThroughSlices() {
    let before = """
      110
      001

      011
      001

      001
      101
      """
    let after = """
      110
      000

      011
      001

      001
      001
      """
    // The seed is in the first slice; the lone voxel under it there overlaps slice 1 as well.
    #expect(
      apply(before, width: 3, height: 2, count: 3, seeds: [0])
        == voxels(after.replacing("110\n000", with: "110\n001")))
  }

  @Test func otherClassesDoNotCarry() {
    #expect(apply("121", width: 3, height: 1, count: 1, seeds: [0]) == [1, 0, 0])
  }

  @Test func organsOfSeveralPartsStay() {
    #expect(
      apply("10102", width: 5, height: 1, count: 1, seeds: [0], exempt: [1]) == [1, 0, 1, 0, 0])
  }

  @Test func onlyTheRegionIsLookedAt() {
    let region = RegionOfInterest(columns: 1..<4, rows: 0..<1)
    #expect(
      apply("11011", width: 5, height: 1, count: 1, seeds: [0], region: region) == [1, 0, 0, 0, 1])
  }
}
