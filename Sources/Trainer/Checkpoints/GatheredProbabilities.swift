import Prediction
import Volume

/// Probabilities of all outputs, gathered slice by slice.
struct GatheredProbabilities {
  /// (outputs)(count, height, width).
  private var values: [[Float]]
  private let width: Int, height: Int
  private let region: RegionOfInterest

  init(outputs: Int, stack: SliceStack, region: RegionOfInterest) {
    (width, height, self.region) = (stack.width, stack.height, region)
    values = (0..<outputs).map {
      [Float](repeating: $0 == 0 ? 1 : 0, count: stack.pixels * stack.count)
    }
  }

  mutating func take(_ slice: SlicePrediction) {
    let pixels = region.width * region.height
    for output in values.indices {
      for row in 0..<region.height {
        let target =
          (slice.slice * height + row + region.rows.lowerBound) * width + region.columns.lowerBound
        let source = output * pixels + row * region.width
        values[output].replaceSubrange(
          target..<target + region.width,
          with: slice.probabilities[source..<source + region.width])
      }
    }
  }

  /// One map an output, i fastest.
  func volumes(_ order: SliceOrder) -> [[Float]] { values.map { order.volume($0) } }
}
