import Neural

/// Brings outlines to where the image's intensities change.
///
/// Problem: a network that has learnt from a few strokes draws outlines beside the edges that everybody sees.
///
/// Formula (`RandomField`), with I the intensities, w and σ_I from `Calibration.field`:
///
///     q_ic ∝ p_ic exp(w m_ic),   m_ic = Σ_j k_ij q_jc / Σ_j s_ij,   k_ij = s_ij exp(-½ (I_i - I_j)²/σ_I²)
///
/// for all pixels at once, five times: pixels that lie close together (s_ij) and look alike pull each other to one class.
///
/// Gain: docs/explanation/choices.md, the rows that begin with "Field". Options: those that begin with predict.field.
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
