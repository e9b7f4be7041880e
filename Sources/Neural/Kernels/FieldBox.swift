/// Rows and columns around everything that may be something else than background, and what is within reach of it.
struct FieldBox: Equatable {
  let rows: Range<Int>
  let columns: Range<Int>

  /// Rows and columns where the background is surer than this, and everything within reach, are not looked at.
  static let sureBackground: Float = 0.99

  /// nil: all is surely background.
  ///
  /// - probabilities: (K+1, height, width)
  init?(_ probabilities: [Float], height: Int, width: Int) {
    var (top, bottom, left, right) = (height, -1, width, -1)
    for row in 0..<height {
      for column in 0..<width
      where probabilities[row * width + column] < FieldBox.sureBackground {
        (top, bottom) = (min(top, row), row)
        (left, right) = (min(left, column), max(right, column))
      }
    }
    guard bottom >= 0 else { return nil }
    let reach = FieldMaps.reach
    rows = max(0, top - reach)..<min(height, bottom + 1 + reach)
    columns = max(0, left - reach)..<min(width, right + 1 + reach)
  }
}
