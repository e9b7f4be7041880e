/// Which patient direction each voxel axis is nearest to.
struct Orientation {
  /// For i, j, k: the RAS coordinate (0 right-left, 1 front-back, 2 up-down) and whether it grows.
  private let directions: [(coordinate: Int, grows: Bool)]

  /// Gives every voxel axis one RAS coordinate of its own so that the sum of cosines is largest.
  ///
  /// Where two assignments fit equally well (an image turned by 45 degrees) the directions decide, so that the choice does not
  /// depend on how the image is stored.
  init(of affine: Affine) {
    let units = Axis.allCases.map { axis -> SIMD3<Double> in
      let step = affine[axis]
      let length = step.length
      return length > 0 ? step / length : .zero
    }
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    func fit(_ order: [Int]) -> Double { (0..<3).reduce(0) { $0 + abs(units[$1][order[$1]]) } }
    let most = orders.map(fit).max() ?? 0
    let best = Orientation.decided(orders.filter { fit($0) > most - 1e-6 }, units)
    directions = (0..<3).map { (best[$0], units[$0][best[$0]] >= 0) }
  }

  /// The first of equally good assignments, by the directions of the axes that R, A and S get: neither the numbers of the axes
  /// nor which way they run count.
  private static func decided(_ orders: [[Int]], _ units: [SIMD3<Double>]) -> [Int] {
    guard orders.count > 1 else { return orders.first ?? [0, 1, 2] }
    func key(_ order: [Int]) -> [Double] {
      (0..<3).flatMap { coordinate -> [Double] in
        let unit = units[order.firstIndex(of: coordinate) ?? 0]
        let upright = unit[coordinate] < 0 ? -unit : unit
        return [upright.x, upright.y, upright.z]
      }
    }
    return orders.map { (order: $0, key: key($0)) }.reduce(into: nil) {
      (best: inout (order: [Int], key: [Double])?, next) in
      guard let known = best else { return best = next }
      // The first numbers that differ by more than rounding.
      let differing = zip(next.key, known.key).first { abs($0 - $1) > 1e-6 }
      if let differing, differing.0 > differing.1 { best = next }
    }?.order ?? [0, 1, 2]
  }

  /// The RAS coordinate of an axis and whether it grows with the index.
  func direction(of axis: Axis) -> (coordinate: Int, grows: Bool) { directions[axis.rawValue] }

  /// The axis that runs along a RAS coordinate, and whether the coordinate grows with its index.
  func axis(along coordinate: Int) -> (axis: Axis, grows: Bool) {
    for axis in Axis.allCases where directions[axis.rawValue].coordinate == coordinate {
      return (axis, directions[axis.rawValue].grows)
    }
    preconditionFailure("every coordinate has an axis")
  }

  /// The direction in which an axis grows: R, L, A, P, S or I.
  func letter(of axis: Axis) -> String {
    let (coordinate, grows) = directions[axis.rawValue]
    return Orientation.letter(coordinate: coordinate, grows: grows)
  }

  /// The direction in which a RAS coordinate grows or shrinks.
  static func letter(coordinate: Int, grows: Bool) -> String {
    grows ? ["R", "A", "S"][coordinate] : ["L", "P", "I"][coordinate]
  }
}
