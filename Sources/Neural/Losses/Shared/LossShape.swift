/// The extents of a batch's predictions: the full-resolution head (N, C, H, W) and coarser heads, each half the last.
package struct LossShape: Sendable, Equatable {
  /// N, images in the batch.
  package let count: Int
  /// C = K + 1, classes with the background.
  package let classes: Int
  /// H, rows of the full-resolution head.
  package let height: Int
  /// W, columns of the full-resolution head.
  package let width: Int
  /// Heads: full resolution, 1/2, 1/4, …
  package let heads: Int

  /// Throws unless every extent is positive and H and W are multiples of 2^(heads - 1).
  package init(count: Int, classes: Int, height: Int, width: Int, heads: Int) throws {
    guard count > 0, classes >= 2, classes <= 128, (1...8).contains(heads) else {
      throw LossError.shape(
        name: "batch", expected: "at least 1 image, 2 to 128 classes, 1 to 8 heads",
        found: "\(count) images, \(classes) classes, \(heads) heads")
    }
    let step = 1 << (heads - 1)
    guard height > 0, width > 0, height % step == 0, width % step == 0 else {
      throw LossError.shape(
        name: "batch", expected: "height and width as multiples of \(step)",
        found: "\(height) x \(width)")
    }
    self.count = count
    self.classes = classes
    self.height = height
    self.width = width
    self.heads = heads
  }

  /// Rows and columns of head `head`.
  package func size(ofHead head: Int) -> (height: Int, width: Int) {
    (height >> head, width >> head)
  }

  /// Throws unless `maps` are this shape's heads (or its first `wanted` heads), full resolution first.
  func check<Scalar>(_ maps: [ClassMaps<Scalar>], heads wanted: Int? = nil, name: String) throws {
    let heads = wanted ?? self.heads
    guard maps.count == heads else {
      throw LossError.shape(
        name: name, expected: "\(heads) heads", found: "\(maps.count) heads")
    }
    for (head, map) in maps.enumerated() {
      try check([map], ofHead: head, name: "\(name) head \(head)")
    }
  }

  /// Throws unless all `maps` have the extents of one head.
  func check<Scalar>(_ maps: [ClassMaps<Scalar>], ofHead head: Int, name: String) throws {
    let (height, width) = size(ofHead: head)
    for map in maps {
      guard
        map.count == count && map.classes == classes && map.height == height && map.width == width
      else {
        throw LossError.shape(
          name: name, expected: "(\(count), \(classes), \(height), \(width))",
          found: "(\(map.count), \(map.classes), \(map.height), \(map.width))")
      }
    }
  }
}
