import Foundation

/// How unsure a network is of every pixel: the entropy of its answer.
///
///   u = -Σ_c p_c ln p_c / ln(K+1), as 0…255
///
/// The entropy of the mean of several answers is large where each is unsure, and where they contradict each other: it takes
/// in what the teacher doubts and what student and teacher disagree on.
package enum Uncertainty {
  /// - Parameter probabilities: (outputs, pixels)
  static func map(_ probabilities: [Float], outputs: Int) -> [UInt8] {
    let pixels = probabilities.count / outputs
    let scale = 255 / log(Float(outputs))
    return probabilities.withUnsafeBufferPointer { p in
      (0..<pixels).map { pixel in
        var entropy: Float = 0
        for output in 0..<outputs {
          let share = p[output * pixels + pixel]
          if share > 1e-7 { entropy -= share * log(share) }
        }
        return UInt8(max(0, min(255, (entropy * scale).rounded())))
      }
    }
  }

  /// The entropy of the mean of two answers to the same pixels.
  package static func map(_ one: [Float], _ other: [Float], outputs: Int) -> [UInt8] {
    precondition(one.count == other.count, "answers to the same pixels")
    return map(one.indices.map { (one[$0] + other[$0]) / 2 }, outputs: outputs)
  }
}
