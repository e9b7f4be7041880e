/// Output blocks in groups for tasks: in whole fours (two tiles of sixteen channels) but for the last.
struct OutputSplits: Equatable {
  let count: Int
  private let blocks: Int

  /// As many groups as give `pieces` pieces of other work `wanted` tasks, where there are blocks for them.
  init(_ blocks: Int, pieces: Int, wanted: Int) {
    self.blocks = blocks
    var count = 1
    while pieces * count < wanted, count * 2 <= (blocks + 3) / 4 { count *= 2 }
    self.count = count
  }

  subscript(split: Int) -> Range<Int> {
    let fours = (blocks + 3) / 4
    return split * fours / count * 4..<min(blocks, (split + 1) * fours / count * 4)
  }
}
