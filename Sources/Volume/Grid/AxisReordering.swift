/// How the voxels of one grid are taken so that they lie as those of another one that covers the same place: axes exchanged,
/// then some of them reversed.
package struct AxisReordering: Hashable, Sendable {
  /// The axes of the grid that is reordered, in the order in which they become i, j and k.
  let order: [Axis]
  /// The new axes along which voxels are then taken from the other end.
  let reversed: [Axis]

  /// Nil where no exchange and reversal of axes makes the voxels of `other` lie on those of `geometry`.
  package init?(of other: Geometry, onto geometry: Geometry) {
    let orders: [[Axis]] = [
      [.i, .j, .k], [.j, .i, .k], [.i, .k, .j], [.k, .j, .i], [.j, .k, .i], [.k, .i, .j],
    ]
    for order in orders {
      for flips in 0..<8 {
        let reversed = Axis.allCases.filter { flips >> $0.rawValue & 1 == 1 }
        guard geometry.difference(from: other.reordered(order, reversing: reversed)) == nil else {
          continue
        }
        (self.order, self.reversed) = (order, reversed)
        return
      }
    }
    return nil
  }

  /// Whether the voxels lie there as they are.
  package var isIdentity: Bool { order == Axis.allCases && reversed.isEmpty }

  /// "axes taken as j, k, i, then reversed along i".
  package var words: String {
    var words: [String] = []
    if order != Axis.allCases {
      words.append("axes taken as " + order.map(\.letter).joined(separator: ", "))
    }
    if !reversed.isEmpty {
      words.append("reversed along " + reversed.map(\.letter).joined(separator: " and "))
    }
    return words.joined(separator: ", then ")
  }

  /// A map of the other grid on the grid that it was compared with.
  package func apply(to map: LabelMap) -> LabelMap {
    if isIdentity { return map }
    let steps = [1, map.size.i, map.size.i * map.size.j]
    let counts = order.map { map.size[$0] }
    let places = Axis.allCases.map { axis -> (first: Int, step: Int) in
      let step = steps[order[axis.rawValue].rawValue]
      return reversed.contains(axis) ? ((counts[axis.rawValue] - 1) * step, -step) : (0, step)
    }
    var voxels: [UInt8] = []
    voxels.reserveCapacity(map.voxels.count)
    for k in 0..<counts[2] {
      for j in 0..<counts[1] {
        var offset =
          places[0].first + places[1].first + j * places[1].step + places[2].first
          + k * places[2].step
        for _ in 0..<counts[0] {
          voxels.append(map.voxels[offset])
          offset += places[0].step
        }
      }
    }
    return LabelMap(
      size: GridSize(i: counts[0], j: counts[1], k: counts[2]), voxels: voxels)
  }
}
