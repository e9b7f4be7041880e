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
public struct RandomField: Sendable, Equatable {
  /// w: nats by which a class gains where everything around is of it and of the pixel's own intensity.
  public var weight: Float
  /// σ_I, in the intensities' unit.
  public var contrast: Float

  /// - Parameters: both above 0.
  public init(weight: Float, contrast: Float) {
    (self.weight, self.contrast) = (weight, contrast)
  }

  /// Times that all pixels look at their neighbours.
  static let passes = 5
  /// Rows and columns where the background is surer than this, and everything within reach, are not looked at.
  static let sureBackground: Float = 0.99

  /// The answer with its outlines moved.
  ///
  /// - Parameters:
  ///   - probabilities: (K+1, height, width), background first
  ///   - intensities: (height, width)
  /// - Throws: `NeuralError.shape` where they are not of the same pixels.
  public func refined(
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
    for _ in 0..<RandomField.passes { maps.pass(weight: weight) }
    return maps.replaced(in: probabilities, (height, width))
  }
}

/// Rows and columns around everything that may be something else than background, and what is within reach of it.
struct FieldBox: Equatable {
  let rows: Range<Int>
  let columns: Range<Int>

  /// nil: all is surely background.
  ///
  /// - probabilities: (K+1, height, width)
  init?(_ probabilities: [Float], height: Int, width: Int) {
    var (top, bottom, left, right) = (height, -1, width, -1)
    for row in 0..<height {
      for column in 0..<width
      where probabilities[row * width + column] < RandomField.sureBackground {
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
