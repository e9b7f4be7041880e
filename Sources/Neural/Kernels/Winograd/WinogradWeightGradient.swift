/// Backward-weights of a 3x3 convolution by the adjoint of Winograd's F(4x4, 3x3), for maps of whole channel blocks.
///
/// Inputs and output gradients of a chunk of tiles are transformed; for each of the 36 positions their outer products
/// are added over the tiles; the sums are transformed back once. Sums that fit a core's second-level cache are kept once
/// for each of a few pieces of the batch, and a task takes a piece: its tiles stay in that cache. Larger sums (deep
/// levels, few tiles) are kept once: all threads transform a group of chunks, then a task adds the products of one
/// position. The pieces depend on the shape alone and are added in order: the same bits at any thread count.
struct WinogradWeightGradient<Scalar: NeuralScalar> {
  typealias Vectors = UnsafeMutablePointer<Lanes<Scalar>>

  let input: FeatureMap<Scalar>
  let outputGradient: FeatureMap<Scalar>
  private let scratch: Scratch<Scalar>
  private let plan: StagePlan
  /// Pieces of the batch with sums of their own.
  private let pieces: Int
  private let kernels: Products<Scalar>

  init(
    of input: FeatureMap<Scalar>, _ outputGradient: FeatureMap<Scalar>, _ scratch: Scratch<Scalar>,
    budget: CacheBudget = CacheBudget()
  ) {
    (self.input, self.outputGradient, self.scratch) = (input, outputGradient, scratch)
    plan = StagePlan(
      input.plane, images: input.count, inputBlocks: input.blocks,
      outputBlocks: outputGradient.blocks, budget: budget)
    kernels = Products(scratch.level)
    pieces = plan.isInStages ? 1 : min(plan.tiles.chunks, 16)
    let memory = plan.memory(for: Scalar.self)
    scratch.reserve(
      weightSums: pieces * 36 * outputGradient.blocks * input.channels,
      perThread: memory.perThread, shared: memory.shared)
  }

  private var tiles: TilePlan { plan.tiles }

  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func run(into gradient: Vectors, on workers: Workers) {
    if plan.isInStages { sumInStages(on: workers) } else { sumPieces(on: workers) }
    let (outputs, channels, sums) = (outputGradient.blocks, input.channels, scratch.weightSums)
    let (perPosition, perPiece) = (outputs * channels, 36 * outputs * channels)
    workers.runOnThreads(outputs) { block, thread in
      let transform = WinogradTransform(rows: scratch.buffer(of: thread))
      for position in 0..<36 {
        let total = sums + position * perPosition + block * channels
        for piece in 1..<max(1, pieces) {
          let part = total + piece * perPiece
          for index in 0..<channels { total[index] += part[index] }
        }
      }
      for inputBlock in 0..<input.blocks {
        let start = block * channels + inputBlock * 8
        for c in 0..<8 {
          transform.weightGradient(
            sums + start + c, positionStride: perPosition, into: gradient + start * 9 + c,
            tapStride: 8)
        }
      }
    }
  }

  private func sumPieces(on workers: Workers) {
    let perPiece = 36 * outputGradient.blocks * input.channels
    let sums = scratch.weightSums
    workers.runOnThreads(pieces) { piece, thread in
      let target = sums + piece * perPiece
      target.update(repeating: .zero, count: perPiece)
      let workspace = TileWorkspace(scratch.buffer(of: thread))
      let x = scratch.buffer(of: thread) + TileWorkspace<Scalar>.vectors
      let dy = x + plan.inputs
      for chunk in (piece * tiles.chunks / pieces)..<((piece + 1) * tiles.chunks / pieces) {
        workspace.transform(
          .inputs, of: input, blocks: 0..<input.blocks, tiles, chunk: chunk, into: x)
        workspace.transform(
          .gradients, of: outputGradient, blocks: 0..<outputGradient.blocks, tiles, chunk: chunk,
          into: dy)
        for position in 0..<36 { addProducts(position, chunk, x, dy, to: target) }
      }
    }
  }

  private func sumInStages(on workers: Workers) {
    let (inputs, gradients) = (plan.inputs, plan.outputs)
    let (sums, x) = (scratch.weightSums, scratch.shared)
    let dy = x + plan.groupChunks * inputs
    let (parts, gradientParts) = (BlockParts(input.blocks), BlockParts(outputGradient.blocks))
    for group in plan.groups {
      workers.runOnThreads(group.count * (parts.count + gradientParts.count)) { task, thread in
        let workspace = TileWorkspace(scratch.buffer(of: thread))
        let (part, index) = task.quotientAndRemainder(dividingBy: group.count)
        let chunk = group.lowerBound + index
        if part < parts.count {
          workspace.transform(
            .inputs, of: input, blocks: parts[part], tiles, chunk: chunk, into: x + index * inputs)
        } else {
          workspace.transform(
            .gradients, of: outputGradient, blocks: gradientParts[part - parts.count], tiles,
            chunk: chunk,
            into: dy + index * gradients)
        }
      }
      workers.run(36) { position in
        if group.lowerBound == 0 {
          let count = outputGradient.blocks * input.channels
          (sums + position * count).update(repeating: .zero, count: count)
        }
        for (index, chunk) in group.enumerated() {
          addProducts(position, chunk, x + index * inputs, dy + index * gradients, to: sums)
        }
      }
    }
  }

  /// sums[position][output block][input channel] += x[channel] * dy[block] over the tiles of a chunk.
  private func addProducts(
    _ position: Int, _ chunk: Int, _ x: Vectors, _ dy: Vectors, to sums: Vectors
  ) {
    let (outputs, channels) = (outputGradient.blocks, input.channels)
    let (length, count) = (tiles.length, tiles.range(of: chunk).count)
    let values = UnsafeRawPointer(x + position * tiles.positionStride(blocks: input.blocks))
      .assumingMemoryBound(to: Scalar.self)
    let gradients = dy + position * tiles.positionStride(blocks: outputs)
    let target = sums + position * outputs * channels
    let pairs = outputs / 2 * 2
    withUnsafeTemporaryAllocation(of: UnsafeRawPointer?.self, capacity: pairs) { table in
      for block in 0..<pairs { table[block] = UnsafeRawPointer(gradients + block * length) }
      for inputBlock in 0..<input.blocks {
        let v = values + inputBlock * length * 8
        let sums = target + inputBlock * 8
        kernels.addOuterProducts(
          v, UnsafeBufferPointer(table), count: count, to: sums, stride: channels)
        if pairs < outputs {
          addOuterProducts(v, gradients + pairs * length, count: count, sums + pairs * channels)
        }
      }
    }
  }
}
