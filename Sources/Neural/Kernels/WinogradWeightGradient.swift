/// Backward-weights of a 3x3 convolution by the adjoint of Winograd's F(2x2, 3x3), for planes of even size.
///
/// The batch's tiles are taken in groups that fit the last-level cache. For a group, all threads first transform inputs
/// and output gradients; then each (position, output block) adds its products over the group's tiles. Every sum has one
/// owner and a fixed order: the same bits at any thread count, without partial sums.
struct WinogradWeightGradient<Scalar: NeuralScalar> {
  let input: FeatureMap<Scalar>
  let outputGradient: FeatureMap<Scalar>
  private let scratch: Scratch<Scalar>
  private let tiles: TilePlan
  /// Chunks of tiles a group.
  private let groupChunks: Int

  /// Vectors of transformed tiles a group: 2 MB of Float.
  private static var groupVectors: Int { 65_536 }

  init(
    of input: FeatureMap<Scalar>, _ outputGradient: FeatureMap<Scalar>, _ scratch: Scratch<Scalar>
  ) {
    (self.input, self.outputGradient, self.scratch) = (input, outputGradient, scratch)
    tiles = TilePlan(input.plane)
    let perChunk = 16 * tiles.length * (input.blocks + outputGradient.blocks)
    groupChunks = max(1, min(input.count * tiles.chunks, Self.groupVectors / perChunk))
    scratch.reserve(
      weightSums: 16 * outputGradient.blocks * input.channels, shared: groupChunks * perChunk)
  }

  func run(into gradient: UnsafeMutablePointer<Lanes<Scalar>>, on workers: Workers) {
    let (outputs, channels) = (outputGradient.blocks, input.channels)
    let sums = scratch.weightSums
    sums.update(repeating: .zero, count: 16 * outputs * channels)
    let total = input.count * tiles.chunks
    for first in stride(from: 0, to: total, by: groupChunks) {
      let group = first..<min(total, first + groupChunks)
      transform(group, on: workers)
      workers.run(16 * outputs) { task in
        addProducts(position: task / outputs, block: task % outputs, group, sums)
      }
    }
    workers.run(outputs) { block in
      for inputBlock in 0..<input.blocks {
        let start = block * channels + inputBlock * 8
        for c in 0..<8 {
          transformWeightGradient(
            sums + start + c, positionStride: outputs * channels,
            into: gradient + start * 9 + c, tapStride: 8)
        }
      }
    }
  }

  /// Transformed inputs, `[chunk][position][input block][tile]`, and behind all chunks the transformed gradients,
  /// `[chunk][position][output block][tile]`.
  private func transform(_ group: Range<Int>, on workers: Workers) {
    let (x, dy) = memory
    let (length, stride) = (tiles.length, input.plane.stride)
    workers.run(group.count) { index in
      let (image, chunk) = (group.lowerBound + index).quotientAndRemainder(
        dividingBy: tiles.chunks)
      tiles.transformInputs(
        of: input, image: image, chunk: chunk, into: x + index * 16 * input.blocks * length)
      for block in 0..<outputGradient.blocks {
        let source = outputGradient.block(image, block)
        let target = dy + (index * 16 * outputGradient.blocks + block) * length
        for (slot, tile) in tiles.range(of: chunk).enumerated() {
          transformGradient(
            source + tiles.pixel(of: tile), stride: stride, into: target + slot,
            positionStride: outputGradient.blocks * length)
        }
      }
    }
  }

  private typealias Vectors = UnsafeMutablePointer<Lanes<Scalar>>

  private var memory: (x: Vectors, dy: Vectors) {
    let x = scratch.shared
    return (x, x + groupChunks * 16 * input.blocks * tiles.length)
  }

  /// sums[position][block][channel] += x[channel] * dy over the tiles of a group.
  private func addProducts(
    position: Int, block: Int, _ group: Range<Int>, _ sums: UnsafeMutablePointer<Lanes<Scalar>>
  ) {
    let (x, dy) = memory
    let length = tiles.length
    let target = sums + (position * outputGradient.blocks + block) * input.channels
    for (index, chunk) in group.enumerated() {
      let count = tiles.range(of: chunk % tiles.chunks).count
      let gradients = dy + ((index * 16 + position) * outputGradient.blocks + block) * length
      for inputBlock in 0..<input.blocks {
        let values = x + ((index * 16 + position) * input.blocks + inputBlock) * length
        addOuterProducts(
          UnsafeRawPointer(values).assumingMemoryBound(to: Scalar.self), gradients,
          count: count, target + inputBlock * 8)
      }
    }
  }
}
