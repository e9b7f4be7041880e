/// Which layers are shown, and how.
struct Overlays: Equatable, Sendable {
  /// How predicted and accepted labels are drawn.
  enum PredictionStyle: Equatable, Sendable { case outline, fill }

  var showsScribbles = true
  var showsPrediction = true
  var showsUncertainty = false
  var style = PredictionStyle.outline
  /// Share of colour in filled predictions, in fifths: 1…4.
  var opacity = 2
}
