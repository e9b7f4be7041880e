/// A dense planar view (N, C, H, W) of class maps: logits, probabilities or their gradients.
///
/// N images, C = K + 1 classes (0 = background), H rows, W columns; W runs fastest. The caller owns the memory and keeps
/// it alive and in place while the view is used.
///
/// Bound: `base` is the first of exactly `elements` = N · C · H · W numbers; nothing before or after them is read or
/// written, and no alignment beyond the scalar's own is assumed.
package struct ClassMaps<Scalar: NeuralScalar> {
  /// N, images in the batch.
  package let count: Int
  /// C = K + 1, classes with the background.
  package let classes: Int
  /// H, rows of an image.
  package let height: Int
  /// W, columns of an image.
  package let width: Int
  /// Image 0, class 0, row 0, column 0.
  package let base: UnsafeMutablePointer<Scalar>

  /// A view of N · C · H · W numbers from `base`; every extent is at least 1.
  package init(
    count: Int, classes: Int, height: Int, width: Int, base: UnsafeMutablePointer<Scalar>
  ) {
    precondition(count > 0 && classes > 0 && height > 0 && width > 0, "empty class maps")
    self.count = count
    self.classes = classes
    self.height = height
    self.width = width
    self.base = base
  }

  /// H · W, pixels of one image.
  package var pixels: Int { height * width }

  /// N · C · H · W, numbers in all.
  package var elements: Int { count * classes * pixels }

  /// The first pixel of one class of one image; that class's `pixels` numbers follow.
  @inline(__always)
  package func plane(_ image: Int, _ aClass: Int) -> UnsafeMutablePointer<Scalar> {
    base + (image * classes + aClass) * pixels
  }

  /// Whether `other` has the same four extents.
  package func hasShape(of other: ClassMaps) -> Bool {
    count == other.count && classes == other.classes && height == other.height
      && width == other.width
  }
}
