import Neural

/// Raises the background over the classes.
///
/// Problem: strokes lie in the middle of organs and far around them. They name far more of an organ than of what surrounds it,
/// and a network that has seen nothing else gives the gap between them to the organ: outlines lie too far out.
///
/// Formula: `raisedBackground`, by as many nats for each class as its strokes bear (`StrokeMargins`), more for thin
/// classes (`ClassWidths`).
///
/// Gain: Benchmarks/ablation.csv, docs/explanation/choices.md. Options: predict.background.
package struct BackgroundRaise: PredictionStage {
  /// Of each class 1…K; empty = not at all.
  let nats: [Float]

  package func refine(_ probabilities: [Float], of image: WindowImage) throws -> [Float] {
    try raisedBackground(probabilities, by: nats)
  }
}
