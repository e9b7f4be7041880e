import Volume

/// Dice over what nobody has drawn on, pooled: the slices without strokes; where every slice has some, the voxels without.
package struct UnscribbledDice: Sendable {
  /// Dense labels.
  package let truth: LabelMap
  /// Slices are cut across it.
  package let axis: Axis
  private let classes: Int
  /// Whether a voxel counts, in the order of the truth's.
  private let counts: [Bool]

  /// - strokes: in the program's own encoding, 0 = none, of the truth's size
  /// - classes: labels 1…classes are scored
  package init(truth: LabelMap, strokes: LabelMap, axis: Axis, classes: Int) {
    precondition(truth.size == strokes.size, "maps of equal size")
    (self.truth, self.axis, self.classes) = (truth, axis, classes)
    let drawn = Set(strokes.slices(along: axis) { $0 != 0 })
    let size = truth.size
    let isEverySliceDrawn = drawn.count == size[axis]
    counts = strokes.voxels.indices.map { offset in
      isEverySliceDrawn
        ? strokes.voxels[offset] == 0 : !drawn.contains(size.voxel(at: offset)[axis])
    }
  }

  /// The mean over the classes that are there; 0 where none is.
  package static func mean(_ dice: [Double?]) -> Double {
    let known = dice.compactMap { $0 }
    return known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
  }

  /// For each class 1…K; nil where the truth does not show it on what counts.
  package func dice(of prediction: LabelMap) -> [Double?] {
    precondition(truth.size == prediction.size, "maps of equal size")
    var (both, found, wanted) = (
      [Int](repeating: 0, count: 256), [Int](repeating: 0, count: 256),
      [Int](repeating: 0, count: 256)
    )
    for voxel in counts.indices where counts[voxel] {
      let (a, b) = (truth.voxels[voxel], prediction.voxels[voxel])
      wanted[Int(a)] += 1
      found[Int(b)] += 1
      if a == b { both[Int(a)] += 1 }
    }
    return (1...classes).map { label in
      wanted[label] == 0 ? nil : 2 * Double(both[label]) / Double(wanted[label] + found[label])
    }
  }
}
