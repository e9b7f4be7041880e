/// A 3x3 convolution by Winograd's F(4x4, 3x3), for maps of whole channel blocks.
///
/// A chunk of 4x4 output tiles goes through three stages: transform the inputs, make 36 matrix products with the
/// register tiles of the direct convolution (a tile is a "pixel" there, with a single tap), transform back. Weights
/// that fit a core's second-level cache are used by one task for all stages of its chunk, whose tiles stay in that
/// cache too. Larger weights (deep levels, few tiles) go stage by stage over a group of chunks, and a task of the
/// second stage takes one position for all of them: its weights are read once.
struct WinogradConvolution<Scalar: NeuralScalar> {
  typealias Vectors = UnsafeMutablePointer<Lanes<Scalar>>

  let input: FeatureMap<Scalar>
  let output: FeatureMap<Scalar>
  private let plan: StagePlan
  private let scratch: Scratch<Scalar>
  private let noDistance: UnsafePointer<Int>
  private let kernels: Products<Scalar>

  init(
    _ arena: Arena, from input: FeatureMap<Scalar>, to output: FeatureMap<Scalar>,
    _ scratch: Scratch<Scalar>, budget: CacheBudget = CacheBudget()
  ) {
    (self.input, self.output, self.scratch) = (input, output, scratch)
    plan = StagePlan(
      input.plane, images: input.count, inputBlocks: input.blocks, outputBlocks: output.blocks,
      budget: budget)
    kernels = Products(scratch.level)
    noDistance = UnsafePointer(arena.zeroed(Int.self, count: 1))
    let memory = plan.memory(for: Scalar.self)
    scratch.reserve(perThread: memory.perThread, shared: memory.shared)
  }

  var tiles: TilePlan { plan.tiles }

  /// Vectors of the transformed weights: `[position][output block][input channel] -> 8 output channels`.
  var preparedCount: Int { 36 * output.blocks * input.channels }

  /// G g Gᵀ of all kernels.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func prepare(
    _ weights: UnsafePointer<Lanes<Scalar>>, into prepared: Vectors, on workers: Workers
  ) {
    let (channels, positionStride) = (input.channels, output.blocks * input.channels)
    workers.runOnThreads(output.blocks) { block, thread in
      let transform = WinogradTransform(rows: scratch.buffer(of: thread))
      for inputBlock in 0..<input.blocks {
        let source = weights + (block * channels + inputBlock * 8) * 9
        let target = prepared + block * channels + inputBlock * 8
        for c in 0..<8 {
          transform.weights(
            source + c, tapStride: 8, into: target + c, positionStride: positionStride)
        }
      }
    }
  }

  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func run(
    prepared: UnsafePointer<Lanes<Scalar>>, _ epilogue: Convolution<Scalar>.Epilogue,
    on workers: Workers
  ) {
    if plan.isInStages {
      for group in plan.groups { runInStages(group, prepared, epilogue, on: workers) }
      return
    }
    workers.runOnThreads(tiles.chunks) { chunk, thread in
      let workspace = TileWorkspace(scratch.buffer(of: thread))
      let transformed = scratch.buffer(of: thread) + TileWorkspace<Scalar>.vectors
      let products = transformed + plan.inputs
      workspace.transform(
        .inputs, of: input, blocks: 0..<input.blocks, tiles, chunk: chunk, into: transformed)
      for position in 0..<36 { multiply(position, chunk, transformed, prepared, into: products) }
      scatter(products, chunk: chunk, blocks: 0..<output.blocks, workspace, epilogue)
    }
  }

  private func runInStages(
    _ group: Range<Int>, _ prepared: UnsafePointer<Lanes<Scalar>>,
    _ epilogue: Convolution<Scalar>.Epilogue, on workers: Workers
  ) {
    let (inputs, outputs) = (plan.inputs, plan.outputs)
    let transformed = scratch.shared
    let products = transformed + plan.groupChunks * inputs
    let (parts, outputParts) = (BlockParts(input.blocks), BlockParts(output.blocks))
    workers.runOnThreads(group.count * parts.count) { task, thread in
      let (index, part) = task.quotientAndRemainder(dividingBy: parts.count)
      TileWorkspace(scratch.buffer(of: thread)).transform(
        .inputs, of: input, blocks: parts[part], tiles, chunk: group.lowerBound + index,
        into: transformed + index * inputs)
    }
    workers.run(36) { position in
      for (index, chunk) in group.enumerated() {
        multiply(
          position, chunk, transformed + index * inputs, prepared, into: products + index * outputs)
      }
    }
    workers.runOnThreads(group.count * outputParts.count) { task, thread in
      let (index, part) = task.quotientAndRemainder(dividingBy: outputParts.count)
      scatter(
        products + index * outputs, chunk: group.lowerBound + index, blocks: outputParts[part],
        TileWorkspace(scratch.buffer(of: thread)), epilogue)
    }
  }

  /// The product of one position, `[output block][tile]`: tiles beyond the chunk's end hold what was there and are not
  /// read.
  private func multiply(
    _ position: Int, _ chunk: Int, _ transformed: Vectors,
    _ prepared: UnsafePointer<Lanes<Scalar>>, into products: Vectors
  ) {
    let (length, channels, count) = (tiles.length, input.channels, tiles.range(of: chunk).count)
    let source = transformed + position * tiles.positionStride(blocks: input.blocks)
    let target = products + position * tiles.positionStride(blocks: output.blocks)
    let weights = prepared + position * output.blocks * channels
    withUnsafeTemporaryAllocation(of: Vectors.self, capacity: input.blocks + output.blocks) {
      guard let table = $0.baseAddress else { return }
      let targets = table + input.blocks
      for block in 0..<input.blocks { table[block] = source + block * length }
      for block in 0..<output.blocks { targets[block] = target + block * length }
      let tile = TileInput(
        blocks: table, blockCount: input.blocks, lastChannels: 8, taps: noDistance, tapCount: 1)
      kernels.convolve(
        tile, pixels: 0..<count, blocks: 0..<output.blocks, weights: weights, perBlock: channels,
        into: targets)
    }
  }

  /// Outputs of a chunk's blocks, with the epilogue. Only pixels of the image are written: padding stays zero.
  private func scatter(
    _ products: Vectors, chunk: Int, blocks: Range<Int>, _ workspace: TileWorkspace<Scalar>,
    _ epilogue: Convolution<Scalar>.Epilogue
  ) {
    let (stride, positions) = (output.plane.stride, tiles.positionStride(blocks: output.blocks))
    for block in blocks {
      var sums = OutputSums<Scalar>()
      tiles.forEachTile(of: chunk) { slot, place in
        let source = products + block * tiles.length + slot
        let target = output.block(place.image, block) + place.pixel
        workspace.transform.output(source, positionStride: positions) { row, outputs in
          if row < place.rows {
            let finished = finish(outputs, block, epilogue, place.columns, &sums)
            store(finished, at: target + row * stride, columns: place.columns)
          }
        }
      }
      if case .statistics(let statistics) = epilogue {
        sums.store(statistics, slot: chunk * output.blocks + block)
      }
    }
  }

  /// The epilogue of a row of outputs, of which `columns` are inside the image.
  @inline(__always)
  private func finish(
    _ y: FourVectors<Scalar>, _ block: Int, _ epilogue: Convolution<Scalar>.Epilogue,
    _ columns: Int, _ sums: inout OutputSums<Scalar>
  ) -> FourVectors<Scalar> {
    switch epilogue {
    case .none: return y
    case .bias(let bias):
      let b = bias[block]
      return (y.0 + b, y.1 + b, y.2 + b, y.3 + b)
    case .biasActivation(let bias, let slope):
      let b = bias[block]
      let v = (y.0 + b, y.1 + b, y.2 + b, y.3 + b)
      return (
        Scalar.larger(v.0, v.0 * slope), Scalar.larger(v.1, v.1 * slope),
        Scalar.larger(v.2, v.2 * slope), Scalar.larger(v.3, v.3 * slope)
      )
    case .statistics:
      sums.add(y.0)
      if columns > 1 { sums.add(y.1) }
      if columns > 2 { sums.add(y.2) }
      if columns > 3 { sums.add(y.3) }
      return y
    }
  }

  @inline(__always)
  private func store(_ y: FourVectors<Scalar>, at pixels: Vectors, columns: Int) {
    pixels[0] = y.0
    if columns > 1 { pixels[1] = y.1 }
    if columns > 2 { pixels[2] = y.2 }
    if columns > 3 { pixels[3] = y.3 }
  }
}
