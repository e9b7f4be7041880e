import Foundation

/// Probabilities with the background raised over every class, as if nats_c had been taken from class c's logit:
///
///     p'_0 = p_0 / s,   p'_c = p_c exp(-nats_c) / s,   s = p_0 + Σ_d p_d exp(-nats_d)
///
/// - Parameters:
///   - probabilities: (K+1, pixels), background first
///   - nats: of each class 1…K; empty or all 0 = the probabilities as they are, to the last bit
/// - Throws: `NeuralError.shape` where they are not of as many classes.
package func raisedBackground(_ probabilities: [Float], by nats: [Float]) throws -> [Float] {
  guard nats.contains(where: { $0 != 0 }) else { return probabilities }
  let pixels = probabilities.count / (nats.count + 1)
  guard probabilities.count == pixels * (nats.count + 1) else {
    throw NeuralError.shape(
      "\(probabilities.count) probabilities don't make maps of \(nats.count + 1) classes")
  }
  let factors = [1] + nats.map { exp(-$0) }
  var result = probabilities
  var sums = [Float](repeating: 0, count: pixels)
  result.withUnsafeMutableBufferPointer { result in
    sums.withUnsafeMutableBufferPointer { sums in
      // Every index is below factors.count · pixels, the count of `result`.
      for (output, factor) in factors.enumerated() {
        let start = output * pixels
        for pixel in 0..<pixels {
          result[start + pixel] *= factor
          sums[pixel] += result[start + pixel]
        }
      }
      for pixel in 0..<pixels { sums[pixel] = 1 / max(sums[pixel], .leastNormalMagnitude) }
      for start in stride(from: 0, to: factors.count * pixels, by: max(1, pixels)) {
        for pixel in 0..<pixels { result[start + pixel] *= sums[pixel] }
      }
    }
  }
  return result
}
