/// Cuts an elementwise kernel over a feature map into tasks of whole rows: (image, channel block, rows).
///
/// Fixed by the shape alone, so that partial sums, one a task, add up to the same bits at any thread count.
struct RowTasks {
  let images: Int
  let blocks: Int
  let height: Int
  private let rowsPerTask: Int
  /// Tasks per image and block.
  let pieces: Int

  /// - Parameter height: rows of the plane that the kernel writes; about 8,192 pixels make a task.
  init(images: Int, blocks: Int, height: Int, width: Int) {
    (self.images, self.blocks, self.height) = (images, blocks, height)
    rowsPerTask = max(1, 8192 / max(1, width))
    pieces = (height + rowsPerTask - 1) / rowsPerTask
  }

  var count: Int { images * blocks * pieces }

  /// Task numbers run through the pieces of an image, then the images, then the blocks.
  @inline(__always)
  func place(of task: Int) -> (image: Int, block: Int, rows: Range<Int>) {
    let piece = task % pieces
    let image = task / pieces % images
    let block = task / pieces / images
    return (image, block, piece * rowsPerTask..<min(height, (piece + 1) * rowsPerTask))
  }

  /// Tasks of one block, in order.
  func tasks(of block: Int) -> Range<Int> {
    block * images * pieces..<(block + 1) * images * pieces
  }
}
