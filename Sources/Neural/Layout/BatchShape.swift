/// How many images a batch has, and how large they are.
package struct BatchShape: Sendable, Equatable {
  /// N, images.
  package let count: Int
  /// H, rows.
  package let height: Int
  /// W, columns.
  package let width: Int

  /// The shape of a batch of `count` images of `height` x `width`.
  package init(count: Int, height: Int, width: Int) {
    (self.count, self.height, self.width) = (count, height, width)
  }

  /// N · H · W, pixels in all.
  package var pixels: Int { count * height * width }
}
