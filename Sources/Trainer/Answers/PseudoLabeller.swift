import Foundation
import Neural
import Prediction
import Volume

/// Makes pseudo labels for all volumes of a data set from the teacher's answers.
final class PseudoLabeller {
  private let settings: PseudoSettings
  private let data: Dataset
  private let predictor: SlicePredictor
  private let classes: Int
  /// average: for every case the mean probabilities, (slices, K+1, rows, columns of the region) as 0…255.
  private var means: [Int: (region: RegionOfInterest, values: [UInt8])] = [:]

  /// Whether a mean starts with the first answer as a whole, not from nothing.
  private let isResumed: Bool

  /// - isResumed: the teacher has learnt before; what the mean was then is gone
  init(
    _ settings: PseudoSettings, _ data: Dataset, _ predictor: SlicePredictor, isResumed: Bool
  ) {
    (self.settings, self.data, self.predictor) = (settings, data, predictor)
    self.isResumed = isResumed
    classes = predictor.network.classes
  }

  /// Predicts every volume and draws labels from it.
  ///
  /// - goesOn: asked after every volume with the number done; false leaves the rest without labels.
  /// - Throws: when an image can't be read.
  func labels(_ state: ModelState, _ goesOn: (Int) throws -> Bool) throws -> PseudoLabels? {
    try predictor.load(state, net: .teacher, .none)
    var labels = PseudoLabels(slices: [])
    for (index, item) in data.cases.enumerated() {
      labels.slices.append(try volume(index, item))
      if try !goesOn(index + 1) { return nil }
    }
    return labels
  }

  /// The labels of one volume, slice by slice.
  private func volume(_ index: Int, _ item: CaseTargets) throws -> [[Int8]] {
    let stack = try data.stack(index)
    let region = item.region
    let averages = settings.source == .average
    let answers = try predictor.predict(
      stack, slices: Array(0..<item.count),
      window: predictor.window(of: item),
      parts: averages ? .probabilities : .uncertainty)
    let inside =
      averages
      ? averaged(answers, index, region)
      : SeedExpansion(
        width: region.width, height: region.height, classes: classes, entropy: settings.entropy
      ).labels(answers)
    return inside.map { PseudoLabeller.placed($0, in: region, item.width, item.height) }
  }

  /// Moves the running mean on, and labels what it is sure of.
  private func averaged(
    _ answers: [SlicePrediction], _ index: Int, _ region: RegionOfInterest
  ) -> [[Int8]] {
    let pixels = region.width * region.height
    let plane = classes * pixels
    // A stroke outside moves the region: the mean starts anew.
    let known = means[index].flatMap { $0.region == region ? $0.values : nil }
    var mean = known ?? [UInt8](repeating: 0, count: answers.count * plane)
    let share = Float(known == nil && isResumed ? 1 : settings.momentum)
    let least = UInt8((settings.probability * 255).rounded())
    var labels: [[Int8]] = []
    for (place, answer) in answers.enumerated() {
      var slice = [Int8](repeating: -1, count: pixels)
      for output in 0..<classes {
        for pixel in 0..<pixels {
          let at = place * plane + output * pixels + pixel
          let value =
            Float(mean[at]) + share
            * (answer.probabilities[output * pixels + pixel] * 255 - Float(mean[at]))
          mean[at] = UInt8(max(0, min(255, value.rounded())))
          if mean[at] > least { slice[pixel] = Int8(output) }
        }
      }
      labels.append(slice)
    }
    means[index] = (region, mean)
    return labels
  }

  /// Labels of the region as labels of the whole slice.
  private static func placed(
    _ labels: [Int8], in region: RegionOfInterest, _ width: Int, _ height: Int
  ) -> [Int8] {
    if labels.count == width * height { return labels }
    var slice = [Int8](repeating: -1, count: width * height)
    for row in 0..<region.height {
      let start = (row + region.rows.lowerBound) * width + region.columns.lowerBound
      slice.replaceSubrange(
        start..<start + region.width,
        with: labels[row * region.width..<(row + 1) * region.width])
    }
    return slice
  }
}

/// What the teacher is sure of in one volume: pixels of low entropy; of every class only the largest part, the other
/// parts' pixels are background.
///
/// Source: DMSPS stage 2 (entropy below 0.1, largest component); parts are sought in space here, not slice by slice.
struct SeedExpansion {
  /// Columns and rows of the region, K + 1 classes.
  let width: Int, height: Int, classes: Int
  /// Largest entropy / ln(K+1) of a labelled pixel.
  let entropy: Double

  /// - Returns: for every slice the target of each pixel, -1 = none.
  func labels(_ answers: [SlicePrediction]) -> [[Int8]] {
    let (pixels, most) = (width * height, UInt8(min(255, entropy * 255)))
    let size = GridSize(i: width, j: height, k: answers.count)
    var outputs = answers.flatMap(\.outputs)
    for output in 1..<UInt8(classes) {
      let parts = ConnectedComponents(of: outputs.map { $0 == output }, size: size)
      guard let largest = parts.largest, parts.count > 1 else { continue }
      for voxel in outputs.indices where parts.components[voxel] > 0 {
        if parts.components[voxel] != largest { outputs[voxel] = Self.island }
      }
    }
    return answers.enumerated().map { place, answer in
      (0..<pixels).map { pixel in
        let output = outputs[place * pixels + pixel]
        if output == Self.island { return 0 }
        return answer.uncertainty[pixel] <= most ? Int8(output) : -1
      }
    }
  }

  /// A pixel of a part that is not its class's largest.
  private static let island: UInt8 = 255
}
