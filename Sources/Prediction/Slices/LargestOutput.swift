/// The output of largest probability at every pixel.
///
/// - probabilities: (K+1, pixels)
/// - Returns: for every pixel its output; the first of equal ones
func largestOutputs(of probabilities: [Float], classes: Int) -> [UInt8] {
  let pixels = probabilities.count / classes
  var largest = Array(probabilities[..<pixels])
  var outputs = [UInt8](repeating: 0, count: pixels)
  for output in 1..<classes {
    for pixel in 0..<pixels where probabilities[output * pixels + pixel] > largest[pixel] {
      largest[pixel] = probabilities[output * pixels + pixel]
      outputs[pixel] = UInt8(output)
    }
  }
  return outputs
}
