import Testing

@testable import Volume

/// Selection against sorting.
struct RankTests {
  @Test func everyRankIsThatOfTheSortedArray() {
    var state: UInt64 = 7
    for count in [1, 2, 3, 10, 257] {
      for levels in [1, 2, 5, 1_000_000] {
        let values = (0..<count).map { _ -> Float in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return Float(Int(state >> 33) % levels) - 3
        }
        let sorted = values.sorted()
        for rank in values.indices {
          var copy = values
          #expect(copy.value(ofRank: rank) == sorted[rank])
          #expect(copy.sorted() == sorted)
        }
      }
    }
    var infinite: [Float] = [.infinity, 1, -.infinity]
    #expect(infinite.value(ofRank: 0) == -.infinity && infinite.value(ofRank: 2) == .infinity)
  }
}
