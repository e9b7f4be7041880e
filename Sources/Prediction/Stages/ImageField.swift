import Neural

/// Brings outlines to where the image's intensities change.
///
/// Problem: a network that has learnt from a few strokes draws outlines beside the edges that everybody sees.
///
/// Formula: `RandomField`, five rounds of mean field in which pixels that lie close together and have similar intensities pull
/// each other to one class.
///
/// Gain: Benchmarks/ablation.csv, docs/explanation/choices.md. Options: predict.field.
package struct ImageField: PredictionStage {
  /// nil = off.
  let field: RandomField?

  /// A field makes up its mind everywhere.
  package var keepsDoubt: Bool { field == nil }

  package func refine(_ probabilities: [Float], of image: WindowImage) throws -> [Float] {
    try field?.refined(
      probabilities, intensities: image.intensities, height: image.height, width: image.width)
      ?? probabilities
  }
}
