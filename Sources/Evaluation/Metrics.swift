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
    guard let box = Box(around: label, in: [prediction, truth]) else { return .undefined }
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

/// The part of a grid that holds a label, with a margin of one voxel where the grid has it.
private struct Box {
  private let grid: GridSize
  private let low: VoxelIndex
  let size: GridSize

  /// The smallest box around a label in any of the maps; nil if none has it.
  init?(around label: UInt8, in maps: [LabelMap]) {
    guard let first = maps.first else { return nil }
    grid = first.size
    var low = VoxelIndex(i: grid.i, j: grid.j, k: grid.k)
    var high = VoxelIndex(i: -1, j: -1, k: -1)
    for map in maps {
      var offset = 0
      for k in 0..<grid.k {
        for j in 0..<grid.j {
          for i in 0..<grid.i {
            if map.voxels[offset] == label {
              low = VoxelIndex(i: min(low.i, i), j: min(low.j, j), k: min(low.k, k))
              high = VoxelIndex(i: max(high.i, i), j: max(high.j, j), k: max(high.k, k))
            }
            offset += 1
          }
        }
      }
    }
    guard high.i >= 0 else { return nil }
    for axis in Axis.allCases {
      low[axis] = max(0, low[axis] - 1)
      high[axis] = min(grid[axis] - 1, high[axis] + 1)
    }
    self.low = low
    size = GridSize(i: high.i - low.i + 1, j: high.j - low.j + 1, k: high.k - low.k + 1)
  }

  func mask(of label: UInt8, in map: LabelMap) -> [Bool] {
    (0..<size.count).map { map[place($0)] == label }
  }

  /// Which voxels of the box lie outside the skipped slices.
  func counted(_ skipping: (axis: Axis, slices: Set<Int>)?) -> [Bool] {
    guard let skipping else { return [Bool](repeating: true, count: size.count) }
    return (0..<size.count).map { !skipping.slices.contains(place($0)[skipping.axis]) }
  }

  /// The mask without its erosion; see `Metrics` for the edges of the grid.
  func surface(of mask: [Bool]) -> [Bool] {
    let strides = [1, size.i, size.i * size.j]
    let axes = Axis.allCases.filter { grid[$0] > 1 }
    return mask.indices.map { offset in
      guard mask[offset] else { return false }
      let voxel = size.voxel(at: offset)
      return axes.contains { axis in
        let (index, step) = (voxel[axis], strides[axis.rawValue])
        return index == 0 || index == size[axis] - 1 || !mask[offset - step] || !mask[offset + step]
      }
    }
  }

  private func place(_ offset: Int) -> VoxelIndex {
    let voxel = size.voxel(at: offset)
    return VoxelIndex(i: low.i + voxel.i, j: low.j + voxel.j, k: low.k + voxel.k)
  }
}
