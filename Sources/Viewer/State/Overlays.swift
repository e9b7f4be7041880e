/// Which layers are shown, and how.
struct Overlays: Equatable, Sendable {
  /// How predicted and accepted labels are drawn.
  enum PredictionStyle: Equatable, Sendable { case outline, fill }

  var showsScribbles = true
  var showsPrediction = true
  var showsUncertainty = false
  var showsRegion = true
  var style = PredictionStyle.outline
  /// How strongly filled predictions cover the image, in quarters.
  var opacity = 2

  /// The label's share in a mixture with the image.
  var share: Double { [0.3, 0.45, 0.6, 0.8][max(1, min(4, opacity)) - 1] }

  /// Whether a filled prediction covers a pixel where colours can't be mixed: the image shows through the others.
  func covers(_ x: Int, _ y: Int) -> Bool {
    switch opacity {
    case 1: x % 2 == 0 && y % 2 == 0
    case 2: (x + y) % 2 == 0
    case 3: x % 2 == 0 || y % 2 == 0
    default: true
    }
  }
}
