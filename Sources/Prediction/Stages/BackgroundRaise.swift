import Neural

/// Raises the background over the classes.
///
/// Problem: strokes lie in the middle of organs and far around them. They name far more of an organ than of what surrounds it,
/// and a network that has seen nothing else gives the gap between them to the organ: outlines lie too far out.
///
/// Formula (`raisedBackground`), with nats_c of class c from `Calibration.raise`:
///
///     p'_0 = p_0 / s,   p'_c = p_c exp(-nats_c) / s,   s = p_0 + Σ_d p_d exp(-nats_d)
///
/// Measured are as many nats as a class's strokes bear (`StrokeMargins`), more for thin classes (`ClassWidths`).
///
/// Gain: docs/explanation/choices.md, the rows that begin with "Raise". Options: those that begin with predict.background.
package struct BackgroundRaise: PredictionStage {
  /// Of each class 1…K; empty = not at all.
  let nats: [Float]

  package func refine(_ probabilities: [Float], of image: WindowImage) throws -> [Float] {
    try raisedBackground(probabilities, by: nats)
  }
}
