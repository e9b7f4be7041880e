import Testing

@testable import Volume

@Suite struct DisjointSetsTests {
  @Test func aSetIsNamedByItsSmallestNumber() {
    var sets = DisjointSets(count: 6)
    sets.join(5, 3)
    sets.join(4, 5)
    sets.join(1, 2)
    #expect((0..<6).map { sets.root($0) } == [0, 1, 1, 3, 3, 3])
    sets.join(2, 4)
    #expect((0..<6).map { sets.root($0) } == [0, 1, 1, 1, 1, 1])
  }

  /// The definition: two numbers are in one set when a chain of joined pairs leads from one to the other.
  @Test func chainsOfPairsMakeOneSet() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<20 {
      let count = 30
      var sets = DisjointSets(count: count)
      var names = Array(0..<count)
      for _ in 0..<25 {
        let (a, b) = (random.uniform(in: 0..<30), random.uniform(in: 0..<30))
        sets.join(Int(a), Int(b))
        let (x, y) = (names[Int(a)], names[Int(b)])
        for index in names.indices where names[index] == max(x, y) { names[index] = min(x, y) }
      }
      #expect((0..<count).map { sets.root($0) } == names)
    }
  }
}
