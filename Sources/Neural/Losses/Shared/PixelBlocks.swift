/// Runs `body(0)`, `body(1)`, …, `body(count - 1)` in any order and on any number of threads, and returns when all are done.
///
/// Each call of `body` writes only what belongs to its own index, so the number of threads never changes a bit.
package typealias ParallelFor = (_ count: Int, _ body: (Int) -> Void) -> Void

/// The executor of one thread: `body(0)`, `body(1)`, … in order.
package func serially(_ count: Int, _ body: (Int) -> Void) {
  for index in 0..<count { body(index) }
}

/// Pixels `first ..< end` of image `image`.
struct PixelBlock {
  let image: Int
  let first: Int
  let end: Int
}

/// A batch's pixels cut into blocks of fixed size that do not cross images.
///
/// The cut depends on the shape alone; sums are taken per block and added in block order, which makes them the same
/// bits at any number of threads.
struct PixelBlocks {
  /// Pixels of a block: with four classes of `Float` a block of one map is 32 KiB.
  static let size = 2048

  let images: Int
  let pixels: Int
  let perImage: Int

  init(images: Int, pixels: Int) {
    self.images = images
    self.pixels = pixels
    perImage = (pixels + PixelBlocks.size - 1) / PixelBlocks.size
  }

  init<Scalar>(_ maps: ClassMaps<Scalar>) {
    self.init(images: maps.count, pixels: maps.pixels)
  }

  var count: Int { images * perImage }

  subscript(index: Int) -> PixelBlock {
    let first = index % perImage * PixelBlocks.size
    return PixelBlock(
      image: index / perImage, first: first, end: min(first + PixelBlocks.size, pixels))
  }
}

/// Sums over a batch, in `Double`: one row of partial sums per block, the rows added in block order.
final class PartialSums {
  private let base: UnsafeMutablePointer<Double>
  private let capacity: Int

  /// Room for `capacity` numbers: blocks times sums per block.
  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  /// Lets `body` add to its block's row of `width` zeros, for every block, and returns the sums of the rows of each image
  /// (images x width, row-major).
  func perImage(
    _ blocks: PixelBlocks, width: Int, _ parallel: ParallelFor,
    _ body: (PixelBlock, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    precondition(blocks.count * width <= capacity, "partial sums: no room")
    let base = self.base
    withoutActuallyEscaping(body) { body in
      parallel(blocks.count) { index in
        let row = base + index * width
        row.update(repeating: 0, count: width)
        body(blocks[index], row)
      }
    }
    var sums = [Double](repeating: 0, count: blocks.images * width)
    for index in 0..<blocks.count {
      let image = index / blocks.perImage
      for column in 0..<width { sums[image * width + column] += base[index * width + column] }
    }
    return sums
  }

  /// As `perImage`, summed over the images.
  func total(
    _ blocks: PixelBlocks, width: Int, _ parallel: ParallelFor,
    _ body: (PixelBlock, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let rows = perImage(blocks, width: width, parallel, body)
    return (0..<width).map { column in
      stride(from: column, to: rows.count, by: width).reduce(0) { $0 + rows[$1] }
    }
  }

  /// As `total`, for tasks `0 ..< count` of any other cut.
  func total(
    tasks count: Int, width: Int, _ parallel: ParallelFor,
    _ body: (Int, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    total(PixelBlocks(images: count, pixels: 1), width: width, parallel) { body($0.image, $1) }
  }
}
