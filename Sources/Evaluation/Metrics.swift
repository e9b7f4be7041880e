import Volume

/// How well one class of a prediction agrees with the truth.
///
/// All four are nil where neither side has a voxel of the class. Where only one side has, nothing can be
/// measured and the values are the customary penalties: Dice 0, HD95 100 mm, ASSD 20 mm.
package struct ClassScores: Hashable, Sendable {
  /// Dice overlap in three dimensions, 0…1.
  package var dice: Double?
  /// 95th percentile of the distances of both surfaces in one list, in millimetres (medpy's HD95).
  package var hd95: Double?
  /// The larger of the two directed 95th percentiles, in millimetres.
  package var hd95Max: Double?
  /// Average symmetric surface distance in millimetres: sum over both surfaces / number of surface voxels.
  package var assd: Double?

  /// Scores of given values.
  package init(dice: Double?, hd95: Double?, hd95Max: Double?, assd: Double?) {
    self.dice = dice
    self.hd95 = hd95
    self.hd95Max = hd95Max
    self.assd = assd
  }

  /// Neither side has a voxel of the class.
  package static let undefined = ClassScores(dice: nil, hd95: nil, hd95Max: nil, assd: nil)
  /// Only one side has.
  package static let oneSided = ClassScores(dice: 0, hd95: 100, hd95Max: 100, assd: 20)

  /// The mean of each value over those that are defined; nil where none is.
  package static func mean(of scores: [ClassScores]) -> ClassScores {
    func mean(_ value: (ClassScores) -> Double?) -> Double? {
      let defined = scores.compactMap(value)
      return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
    }
    return ClassScores(
      dice: mean(\.dice), hd95: mean(\.hd95), hd95Max: mean(\.hd95Max), assd: mean(\.assd))
  }
}

/// Agreement of dense label maps.
///
/// The surface of a mask is the mask without its erosion by the 6-neighbourhood, voxels outside the grid
/// counting as background; along an axis of a single voxel there is no neighbour to ask. Percentiles are
/// interpolated linearly, as numpy does.
package enum Metrics {
  /// The scores of one class.
  ///
  /// - spacing: millimetres between voxels along i, j, k
  /// - skipping: slices across an axis that are left out: their voxels count neither for Dice nor as
  ///   surface points, but distances of other points may be measured to surfaces in them.
  package static func scores(
    of prediction: LabelMap, against truth: LabelMap, label: UInt8, spacing: SIMD3<Double>,
    skipping: (axis: Axis, slices: Set<Int>)? = nil
  ) -> ClassScores {
    precondition(prediction.size == truth.size, "maps of equal size")
    guard let box = LabelBox(around: label, in: [prediction, truth]) else { return .undefined }
    let counted = box.counted(skipping)
    let predicted = box.mask(of: label, in: prediction)
    let reference = box.mask(of: label, in: truth)
    var (predictedCount, referenceCount, both) = (0, 0, 0)
    for index in counted.indices where counted[index] {
      if predicted[index] { predictedCount += 1 }
      if reference[index] { referenceCount += 1 }
      if predicted[index] && reference[index] { both += 1 }
    }
    if predictedCount == 0 && referenceCount == 0 { return .undefined }
    if predictedCount == 0 || referenceCount == 0 { return .oneSided }
    let predictedSurface = box.surface(of: predicted)
    let referenceSurface = box.surface(of: reference)
    func distances(from: [Bool], to: [Bool]) -> [Double] {
      let field = DistanceTransform.squared(to: to, size: box.size, spacing: spacing)
      return from.indices.filter { from[$0] && counted[$0] }.map { field[$0].squareRoot() }.sorted()
    }
    let there = distances(from: predictedSurface, to: referenceSurface)
    let back = distances(from: referenceSurface, to: predictedSurface)
    return summary(
      dice: 2 * Double(both) / Double(predictedCount + referenceCount), there: there, back: back)
  }

  /// Distances in both directions, each ascending, made into scores.
  private static func summary(dice: Double, there: [Double], back: [Double]) -> ClassScores {
    let all = (there + back).sorted()
    return ClassScores(
      dice: dice, hd95: percentile(95, of: all),
      hd95Max: max(percentile(95, of: there), percentile(95, of: back)),
      assd: all.reduce(0, +) / Double(all.count))
  }

  /// A percentile of ascending values, interpolated linearly between neighbours; 0 of none.
  static func percentile(_ percent: Double, of sorted: [Double]) -> Double {
    guard let last = sorted.last else { return 0 }
    let place = percent / 100 * Double(sorted.count - 1)
    let below = Int(place.rounded(.down))
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
