/// Thinning of two-dimensional masks to lines one pixel wide.
///
/// Zhang and Suen, "A fast parallel algorithm for thinning digital patterns", Communications of the ACM 27,
/// 1984. Their algorithm deletes squares of 2 x 2 pixels; here a part that would vanish keeps one pixel, the
/// one deepest inside, so that every connected part (8 neighbours) leaves something.
package enum Skeleton {
  /// The skeleton of a mask.
  package static func thin(_ mask: Slice<Bool>) -> Slice<Bool> {
    var canvas = PaddedMask(mask)
    var changed = true
    while changed {
      let first = canvas.deletePass(first: true)
      let second = canvas.deletePass(first: false)
      changed = first || second
    }
    var skeleton = canvas.mask
    restoreVanishedParts(of: mask, in: &skeleton)
    return skeleton
  }

  private static func restoreVanishedParts(of mask: Slice<Bool>, in skeleton: inout Slice<Bool>) {
    let parts = ConnectedComponents(of: mask, connectivity: .corners)
    var alive = [Bool](repeating: false, count: parts.count + 1)
    for (offset, part) in parts.components.enumerated() where skeleton.values[offset] {
      alive[Int(part)] = true
    }
    guard alive.dropFirst().contains(false) else { return }
    let size = GridSize(i: mask.width, j: mask.height, k: 1)
    let depth = DistanceTransform.squared(to: mask.values.map { !$0 }, size: size)
    var deepest = [Int?](repeating: nil, count: parts.count + 1)
    for (offset, part) in parts.components.enumerated() where part > 0 && !alive[Int(part)] {
      if let best = deepest[Int(part)], depth[best] >= depth[offset] { continue }
      deepest[Int(part)] = offset
    }
    for offset in deepest.compactMap({ $0 }) { skeleton.values[offset] = true }
  }
}

/// A mask with a border of one empty pixel, so that every pixel has eight neighbours.
private struct PaddedMask {
  private let width: Int
  private let height: Int
  private var pixels: [UInt8]

  init(_ mask: Slice<Bool>) {
    width = mask.width + 2
    height = mask.height + 2
    pixels = [UInt8](repeating: 0, count: width * height)
    for row in 0..<mask.height {
      for column in 0..<mask.width where mask[column, row] {
        pixels[(row + 1) * width + column + 1] = 1
      }
    }
  }

  var mask: Slice<Bool> {
    var values: [Bool] = []
    values.reserveCapacity((width - 2) * (height - 2))
    for row in 1..<height - 1 {
      for column in 1..<width - 1 { values.append(pixels[row * width + column] == 1) }
    }
    return Slice(width: width - 2, height: height - 2, values: values)
  }

  /// Deletes, all at once, the pixels that one of the two sub-iterations may delete.
  ///
  /// - Returns: whether there were any.
  mutating func deletePass(first: Bool) -> Bool {
    var deleted: [Int] = []
    for row in 1..<height - 1 {
      for column in 1..<width - 1 {
        let place = row * width + column
        if pixels[place] == 1 && isDeletable(place, first: first) { deleted.append(place) }
      }
    }
    for place in deleted { pixels[place] = 0 }
    return !deleted.isEmpty
  }

  private func isDeletable(_ place: Int, first: Bool) -> Bool {
    // The neighbours P2 … P9 of the paper, clockwise from north.
    let p2 = pixels[place - width]
    let p3 = pixels[place - width + 1]
    let p4 = pixels[place + 1]
    let p5 = pixels[place + width + 1]
    let p6 = pixels[place + width]
    let p7 = pixels[place + width - 1]
    let p8 = pixels[place - 1]
    let p9 = pixels[place - width - 1]
    let neighbours = p2 + p3 + p4 + p5 + p6 + p7 + p8 + p9
    guard neighbours >= 2 && neighbours <= 6 else { return false }
    func rise(_ a: UInt8, _ b: UInt8) -> Int { a == 0 && b == 1 ? 1 : 0 }
    let rises =
      rise(p2, p3) + rise(p3, p4) + rise(p4, p5) + rise(p5, p6) + rise(p6, p7) + rise(p7, p8)
      + rise(p8, p9) + rise(p9, p2)
    guard rises == 1 else { return false }
    return first ? p2 * p4 * p6 == 0 && p4 * p6 * p8 == 0 : p2 * p4 * p8 == 0 && p2 * p6 * p8 == 0
  }
}
