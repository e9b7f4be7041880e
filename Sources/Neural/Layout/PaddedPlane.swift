/// Where the pixels of one image plane lie in memory: a string of pixels with shared padding.
///
/// A pixel holds the eight channels of one channel block side by side (a SIMD8). Rows follow each other with a single
/// zero pixel between them: it is the right neighbour of one row's last pixel and the left neighbour of the next
/// row's first. A zero row lies above and below. A 3x3 neighbour is then a constant distance away from any pixel,
/// edges included, and kernels walk the string without edge code, in tiles that need not divide the width.
///
///     0 0 0 0        string index of (row r, column c) = origin + r * stride + c
///     0 a b c        stride = width + 1
///     0 d e f
///     0 0 0 0 0 …    the tail that tiles may overshoot
///
/// Every kernel leaves all padding zero; the next one relies on it.
struct PaddedPlane: Equatable {
  /// Rows of the image.
  let height: Int
  /// Columns of the image.
  let width: Int

  /// Pixels from a row to the next.
  var stride: Int { width + 1 }
  /// String index of row 0, column 0.
  var origin: Int { stride + 1 }
  /// Length of the string from pixel (0, 0) to the last row's padding pixel, included.
  var span: Int { height * stride }
  /// Pixels of the image itself.
  var area: Int { height * width }
  /// Pixels to allocate: one tile's overshoot and the lower neighbours of the last tile are inside.
  var pixels: Int { origin + PaddedPlane.roundedToTiles(span) + stride + 1 }

  /// Tiles are 6 or 12 pixels long: a length that both divide.
  static func roundedToTiles(_ length: Int) -> Int { (length + 11) / 12 * 12 }

  /// Distances from a pixel to its 3x3 neighbours, row by row.
  var neighbours: [Int] {
    [-stride - 1, -stride, -stride + 1, -1, 0, 1, stride - 1, stride, stride + 1]
  }

  /// The plane of half the height and width.
  var halved: PaddedPlane { PaddedPlane(height: height / 2, width: width / 2) }
}
