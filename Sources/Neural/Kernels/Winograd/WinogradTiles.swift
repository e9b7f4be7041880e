/// The 4x4 output tiles of a batch, image after image and row by row, and the chunks of them that a task takes.
///
/// Tiles that reach over the right or lower edge are computed whole, from zeros there, and written in part: planes
/// of any size are covered.
struct TilePlan: Equatable {
  /// Tiles a chunk, a multiple of 12; the last chunk may hold fewer.
  let length: Int
  /// Chunks of the batch.
  let chunks: Int
  /// Tiles of the batch.
  let total: Int
  private let plane: PaddedPlane
  private let across: Int
  private let down: Int

  /// - Parameter length: wished tiles a chunk.
  init(_ plane: PaddedPlane, images: Int, length wish: Int) {
    self.plane = plane
    (across, down) = ((plane.width + 3) / 4, (plane.height + 3) / 4)
    total = images * across * down
    length = min(PaddedPlane.roundedToTiles(wish), PaddedPlane.roundedToTiles(total))
    chunks = (total + length - 1) / length
  }

  func range(of chunk: Int) -> Range<Int> { chunk * length..<min(total, (chunk + 1) * length) }

  /// Vectors from a position to the next in `[position][block][tile]`: an odd number of cache lines, so that the 36
  /// vectors of a tile spread over the sets of the first-level cache.
  func positionStride(blocks: Int) -> Int { blocks * length + 2 }

  /// Vectors of a chunk's transformed tiles.
  func vectors(blocks: Int) -> Int { 36 * positionStride(blocks: blocks) }

  /// Where a tile lies.
  struct Place {
    var image: Int
    fileprivate var row: Int
    fileprivate var column: Int
    /// String index of the upper left output pixel.
    var pixel: Int
    /// Rows and columns of the 4x4 outputs that are inside the image.
    var rows: Int
    var columns: Int

    @inline(__always)
    var isWhole: Bool { rows == 4 && columns == 4 }
  }

  /// Calls `body` with every tile of a chunk: its number within the chunk, and its place.
  @inline(__always)
  func forEachTile(of chunk: Int, _ body: (_ slot: Int, _ place: Place) -> Void) {
    let tiles = range(of: chunk)
    let (image, inImage) = tiles.lowerBound.quotientAndRemainder(dividingBy: across * down)
    let (row, column) = inImage.quotientAndRemainder(dividingBy: across)
    var place = Place(image: image, row: row, column: column, pixel: 0, rows: 0, columns: 0)
    for slot in 0..<tiles.count {
      place.pixel = 4 * (place.row * plane.stride + place.column)
      place.rows = min(4, plane.height - 4 * place.row)
      place.columns = min(4, plane.width - 4 * place.column)
      body(slot, place)
      place.column += 1
      if place.column == across { (place.column, place.row) = (0, place.row + 1) }
      if place.row == down { (place.row, place.image) = (0, place.image + 1) }
    }
  }
}

/// How a Winograd kernel goes through the batch: chunk by chunk, or stage by stage over groups of chunks.
struct StagePlan {
  let tiles: TilePlan
  /// Chunks that go through the stages together; 0: every chunk by itself.
  let groupChunks: Int
  /// Vectors of a chunk's transformed tiles on the input's and on the output's side.
  let inputs: Int
  let outputs: Int

  /// Transformed weights (or their sums) that fit the task's budget let a task keep its chunk in cache, too.
  init(_ plane: PaddedPlane, images: Int, inputBlocks: Int, outputBlocks: Int, budget: CacheBudget)
  {
    let inStages = 36 * outputBlocks * inputBlocks * 8 > budget.task
    let perTile = 36 * (inputBlocks + outputBlocks)
    tiles = TilePlan(
      plane, images: images,
      length: inStages ? 48 : max(12, min(48, budget.task / perTile / 12 * 12)))
    (inputs, outputs) = (tiles.vectors(blocks: inputBlocks), tiles.vectors(blocks: outputBlocks))
    groupChunks = inStages ? max(1, min(tiles.chunks, budget.group / (inputs + outputs))) : 0
  }

  var isInStages: Bool { groupChunks > 0 }

  /// Vectors of memory that each thread needs, workspace included, and that all share.
  func memory<Scalar: NeuralScalar>(for _: Scalar.Type) -> (perThread: Int, shared: Int) {
    let workspace = TileWorkspace<Scalar>.vectors
    return isInStages
      ? (workspace, groupChunks * (inputs + outputs)) : (workspace + inputs + outputs, 0)
  }

  /// The groups in order; only where `isInStages`.
  var groups: [Range<Int>] {
    stride(from: 0, to: tiles.chunks, by: groupChunks).map {
      $0..<min(tiles.chunks, $0 + groupChunks)
    }
  }
}

/// Channel blocks in parts of about four: a stage over few chunks still has tasks for all threads.
struct BlockParts {
  let count: Int
  private let blocks: Int

  init(_ blocks: Int) { (self.blocks, count) = (blocks, max(1, blocks / 4)) }

  subscript(part: Int) -> Range<Int> { part * blocks / count..<(part + 1) * blocks / count }
}

/// What a thread needs to transform tiles: memory for two tiles.
struct TileWorkspace<Scalar: NeuralScalar> {
  typealias Vectors = UnsafeMutablePointer<Lanes<Scalar>>
  /// Vectors of memory.
  static var vectors: Int { 72 }

  let transform: WinogradTransform<Scalar>
  /// A tile cut off by the image's edge, filled up with zeros.
  private let patch: Vectors

  /// - Parameter memory: `TileWorkspace.vectors` vectors.
  init(_ memory: Vectors) {
    transform = WinogradTransform(rows: memory)
    patch = memory + 36
  }

  /// Which pixels of a tile are transformed, and how.
  enum Content {
    /// Inputs: the outputs' pixels and one row or column around them.
    case inputs
    /// Gradients of the outputs.
    case gradients
  }

  /// Transformed tiles of a chunk's blocks, to their places in `[position][block][tile]` of all blocks.
  @inline(__always)
  func transform(
    _ content: Content, of map: FeatureMap<Scalar>, blocks: Range<Int>, _ tiles: TilePlan,
    chunk: Int, into transformed: Vectors
  ) {
    let positions = tiles.positionStride(blocks: map.blocks)
    let margin = content == .inputs ? 1 : 0
    for block in blocks {
      tiles.forEachTile(of: chunk) { slot, place in
        var stride = map.plane.stride
        var pixels = map.block(place.image, block) + (place.pixel - margin * (stride + 1))
        if !place.isWhole {
          fillPatch(
            pixels, stride, rows: place.rows + 2 * margin, columns: place.columns + 2 * margin)
          (pixels, stride) = (patch, 6)
        }
        let target = transformed + block * tiles.length + slot
        switch content {
        case .inputs:
          transform.input(pixels, stride: stride, into: target, positionStride: positions)
        case .gradients:
          transform.gradient(pixels, stride: stride, into: target, positionStride: positions)
        }
      }
    }
  }

  private func fillPatch(
    _ pixels: UnsafePointer<Lanes<Scalar>>, _ stride: Int, rows: Int, columns: Int
  ) {
    patch.update(repeating: .zero, count: 36)
    for row in 0..<rows {
      for column in 0..<columns { patch[6 * row + column] = pixels[row * stride + column] }
    }
  }
}
