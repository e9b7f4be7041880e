/// Which layers are shown, and how.
struct Overlays: Equatable, Sendable {
  /// How predicted and accepted labels are drawn.
  enum PredictionStyle: Equatable, Sendable { case outline, fill }

  var showsScribbles = true
  var showsPrediction = true
  var showsUncertainty = false
  var showsRegion = true
  var style = PredictionStyle.outline
  /// Share of pixels that filled predictions cover, in quarters: the image shows through the others.
  var opacity = 2

  /// Whether a filled prediction covers a pixel.
  func covers(_ x: Int, _ y: Int) -> Bool {
    switch opacity {
    case 1: x % 2 == 0 && y % 2 == 0
    case 2: (x + y) % 2 == 0
    case 3: x % 2 == 0 || y % 2 == 0
    default: true
    }
  }
}
