/// How a convolution in tiles is cut into tasks: fixed by the shape alone, so that results do not depend on the thread
/// count.
struct TileChunks: Equatable {
  /// Pixels a chunk, in whole groups of four tiles of sixteen.
  let length: Int
  /// Chunks an image.
  let count: Int
  /// Groups of output blocks that a chunk's work is split into, so that small planes still keep all threads busy.
  var splits: Int { outputs.count }
  private let outputs: OutputSplits
  private let span: Int

  /// A chunk's packed inputs and the rows around them take about 256 kB, so that they stay in a core's second-level cache.
  init(_ plane: PaddedPlane, images: Int, channels: Int, outputBlocks: Int) {
    span = plane.span
    let fitting = 131_072 / max(8, channels) - 2 * plane.stride
    let most = max(256, min(2048, fitting)) / 64 * 64
    let wanted = (span + most - 1) / most
    length = ((span + wanted - 1) / wanted + 63) / 64 * 64
    count = (span + length - 1) / length
    outputs = OutputSplits(outputBlocks, pieces: images * count, wanted: 16)
  }

  func pixels(of chunk: Int) -> Range<Int> {
    chunk * length..<min(span, (chunk + 1) * length)
  }

  /// Output blocks of a split.
  func blocks(of split: Int) -> Range<Int> { outputs[split] }
}
