/// What is known of a batch's classes, dense (N, H, W).
package struct TargetBatch: Sendable, Equatable {
  /// N, images.
  package var count: Int
  /// H, rows.
  package var height: Int
  /// W, columns.
  package var width: Int
  /// -1 = no scribble, 0 = background, 1…K = class.
  package var values: [Int8]
  /// A weight for each labelled pixel; nil = all 1.
  package var weights: [Float]?

  /// A batch without any label.
  package init(count: Int, height: Int, width: Int) {
    (self.count, self.height, self.width) = (count, height, width)
    values = [Int8](repeating: -1, count: count * height * width)
  }
}
