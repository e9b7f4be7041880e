/// A batch of images, dense (N, C, H, W).
package struct ImageBatch: Sendable, Equatable {
  /// N, images.
  package var count: Int
  /// C, channels: the slice, or neighbouring slices.
  package var channels: Int
  /// H, rows.
  package var height: Int
  /// W, columns.
  package var width: Int
  /// Row-major, `count * channels * height * width` of them.
  package var values: [Float]

  /// A batch of zeros.
  package init(count: Int, channels: Int, height: Int, width: Int) {
    (self.count, self.channels, self.height, self.width) = (count, channels, height, width)
    values = [Float](repeating: 0, count: count * channels * height * width)
  }

  /// (H, W) of one channel of one image.
  package func channel(_ channel: Int, of image: Int) -> ArraySlice<Float> {
    let first = (image * channels + channel) * height * width
    return values[first..<first + height * width]
  }
}
