import Testing

@testable import Volume

@Suite struct GridTests {
  let size = GridSize(i: 4, j: 3, k: 2)

  @Test func iRunsFastest() {
    #expect(size.offset(VoxelIndex(i: 1, j: 0, k: 0)) == 1)
    #expect(size.offset(VoxelIndex(i: 0, j: 1, k: 0)) == 4)
    #expect(size.offset(VoxelIndex(i: 0, j: 0, k: 1)) == 12)
    for offset in 0..<size.count { #expect(size.offset(size.voxel(at: offset)) == offset) }
  }

  @Test(arguments: Axis.allCases)
  func slicesHoldTheVoxelsThatTheGridSays(axis: Axis) {
    let map = LabelMap(size: size, voxels: (0..<24).map { UInt8($0) })
    let (width, height, count) = size.sliceSize(along: axis)
    for index in 0..<count {
      let slice = map.slice(index, along: axis)
      #expect(slice.width == width && slice.height == height)
      for row in 0..<height {
        for column in 0..<width {
          let voxel = size.voxel(column: column, row: row, slice: index, along: axis)
          #expect(slice[column, row] == map[voxel])
        }
      }
    }
  }

  @Test(arguments: Axis.allCases)
  func aSliceStoredIsTheSliceCut(axis: Axis) {
    var map = LabelMap(size: size)
    let (width, height, _) = size.sliceSize(along: axis)
    let slice = Slice(
      width: width, height: height, values: (1...width * height).map { UInt8($0) })
    map.setSlice(1, along: axis, to: slice)
    #expect(map.slice(1, along: axis) == slice)
    #expect(map.slice(0, along: axis).values.allSatisfy { $0 == 0 })
    #expect(map.slices(along: axis) { $0 > 0 } == [1])
  }

  @Test func countsAreOfLabels() {
    let map = LabelMap(size: GridSize(i: 5, j: 1, k: 1), voxels: [0, 3, 3, 255, 0])
    #expect(map.counts[0] == 2 && map.counts[3] == 2 && map.counts[255] == 1)
  }

  @Test func theGeneratorGivesThePublishedNumbers() {
    // The test vector of the reference implementation, https://prng.di.unimi.it/splitmix64.c
    var random = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect((0..<5).map { _ in random.next() } == expected)
  }

  @Test func normalNumbersHaveMean0AndDeviation1() {
    var random = SplitMix64(seed: 3)
    let numbers = (0..<20_000).map { _ in random.normal() }
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.map { $0 * $0 }.reduce(0, +) / 20_000 - mean * mean
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.05)
  }
}
