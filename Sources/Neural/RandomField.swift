// A conditional random field over the pixels of one slice: pixels that lie close together and have similar intensities
// should be of one class.
//
//   q_ic ∝ p_ic exp(w m_ic),   m_ic = Σ_j k_ij q_jc / Σ_j s_ij,   j among the neighbours of i
//   k_ij = s_ij exp(-½ (I_i - I_j)²/σ_I²),   s_ij = exp(-½ |x_i - x_j|²/σ_x²),   σ_x = 6 pixels
//
// q = p at first; then all pixels at once, five times (mean field). Neighbours are the eight around, and those an odd number of
// rows and of columns away within five: a third of that window, which does as well (docs/explanation/method.md).
//
// Source: Krähenbühl and Koltun 2011, "Efficient inference in fully connected CRFs": the appearance kernel, here within a
// window.
//
// Only the box around what may be something else than background is looked at: neighbours outside, and beyond the slice's edge,
// count as 0 above and as s below.

/// Brings the outlines of a network's answer to where the image's intensities change.
package struct RandomField: Sendable, Equatable {
  /// w: nats by which a class gains where everything around is of it and of the pixel's own intensity.
  package var weight: Float
  /// σ_I, in the intensities' unit.
  package var contrast: Float

  /// - Parameters: both above 0.
  package init(weight: Float, contrast: Float) {
    (self.weight, self.contrast) = (weight, contrast)
  }

  /// The answer with its outlines moved.
  ///
  /// - Parameters:
  ///   - probabilities: (K+1, height, width), background first
  ///   - intensities: (height, width)
  /// - Throws: `NeuralError.shape` where they are not of the same pixels.
  package func refined(
    _ probabilities: [Float], intensities: ArraySlice<Float>, height: Int, width: Int
  ) throws -> [Float] {
    let pixels = height * width
    guard height > 0, width > 0, intensities.count == pixels, probabilities.count >= pixels,
      probabilities.count % pixels == 0
    else {
      throw NeuralError.shape(
        "\(intensities.count) intensities and \(probabilities.count) probabilities don't make "
          + "slices of \(height)x\(width)")
    }
    guard let box = FieldBox(probabilities, height: height, width: width) else {
      return probabilities
    }
    let maps = FieldMaps(box, classes: probabilities.count / pixels)
    maps.fill(probabilities, intensities, contrast: contrast, size: (height, width))
    for _ in 0..<FieldMaps.passes { maps.pass(weight: weight) }
    return maps.replaced(in: probabilities, (height, width))
  }
}
