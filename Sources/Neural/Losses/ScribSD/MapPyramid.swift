/// Owned class maps at the scales of the heads: level s is (N, C, H/2^s, W/2^s).
final class MapPyramid<Scalar: NeuralScalar> {
  /// Full resolution first.
  let levels: [ClassMaps<Scalar>]

  private let base: UnsafeMutablePointer<Scalar>

  /// Maps of `classes` classes for every head of `shape`, filled with 0.
  init(_ shape: LossShape, classes: Int) {
    let extents = (0..<shape.heads).map { shape.size(ofHead: $0) }
    let total = extents.reduce(0) { $0 + shape.count * classes * $1.height * $1.width }
    base = .allocate(capacity: total)
    base.initialize(repeating: 0, count: total)
    var next = base
    var levels: [ClassMaps<Scalar>] = []
    for (height, width) in extents {
      let maps = ClassMaps(
        count: shape.count, classes: classes, height: height, width: width, base: next)
      levels.append(maps)
      next += maps.elements
    }
    self.levels = levels
  }

  deinit { base.deallocate() }

  /// Bytes held.
  var bytes: Int { levels.reduce(0) { $0 + $1.elements } * MemoryLayout<Scalar>.stride }

  /// Level s from level s - 1 by 2 x 2 averages, for all s > 0.
  func poolFromFullResolution(_ parallel: ParallelFor) {
    for (fine, coarse) in zip(levels, levels.dropFirst()) {
      averagePool(fine, into: coarse, parallel)
    }
  }

  /// The teacher's probabilities at every scale: from the heads themselves, or from the full-resolution head by averages.
  func fill(
    _ heads: [ClassMaps<Scalar>], temperature: Scalar, target: DistillationSettings.Target,
    _ parallel: ParallelFor
  ) {
    switch target {
    case .pooled:
      softmax(heads[0], temperature: temperature, into: levels[0], parallel)
      poolFromFullResolution(parallel)
    case .sameScale:
      for (head, level) in zip(heads, levels) {
        softmax(head, temperature: temperature, into: level, parallel)
      }
    }
  }
}
