import Foundation
import Volume

/// The scribble for one class of a slice.
enum ForegroundScribble {
  /// Regions larger than this are eroded before they are thinned.
  private static let erodedArea = 900
  /// Scribbles in regions larger than this are shifted and turned a little.
  private static let jitteredArea = 1000

  /// Draws inside a region.
  static func draw(in region: Mask, _ random: inout SplitMix64) -> Mask {
    let area = region.area
    guard area > 0 else { return region }
    var lines = Mask.empty(like: region)
    let core = eroded(region, area: area, &random)
    let skeleton = Skeleton.thin(core)
    let parts = ConnectedComponents(of: core, connectivity: .corners)
    for part in 1...Int32(parts.count)
    where part == parts.largest || parts.sizes[Int(part) - 1] > 15 {
      let mask = Mask(width: region.width, height: region.height, values: parts.mask(of: part))
      var walk = SkeletonWalk.walk(along: skeleton.intersection(mask), &random)
      // A walk much shorter than the region is wide says little: take the line halfway to the rim. In a
      // single part that is the line in the region as it was before it was eroded.
      let whole = parts.count == 1 ? region : mask
      let width = Double(whole.area).squareRoot()
      if Double(walk.count) < 0.6 * width {
        let longest = Int(width * random.uniform(in: 0.9..<1.6))
        let line = middleLine(of: whole)
        // A walk may choose a spur and end at once; the longest of a few does not.
        for _ in 0..<4 {
          let longer = SkeletonWalk.walk(along: line, limit: longest, &random)
          if longer.count > walk.count { walk = longer }
        }
      }
      for (column, row) in walk { lines[column, row] = true }
    }
    // Three pixels are wide for a thin wall: there the line itself is the scribble.
    let wide = lines.dilated()
    let drawn = wide.intersection(region).area * 4 <= area ? wide : lines
    guard area > jitteredArea else { return drawn.intersection(region) }
    let jittered = jittered(drawn, &random).intersection(region)
    let plain = drawn.intersection(region)
    // A thin wall loses most of a shifted scribble; nobody would draw such a rest.
    return jittered.area * 10 >= plain.area * 7 ? jittered : plain
  }

  /// Takes 4 to 10 pixels off the rim of large regions, fewer where nothing would be left.
  private static func eroded(
    _ region: Mask, area: Int, _ random: inout SplitMix64
  ) -> Mask {
    let wanted = Int((4 + 6 * random.uniform()).rounded(.up))
    guard area > erodedArea else { return region }
    var steps: [Mask] = [region]
    for _ in 0..<wanted {
      let next = steps[steps.count - 1].eroded()
      if next.area == 0 {
        // As thin as a ring of muscle: half of what it can stand.
        return steps[steps.count / 2]
      }
      steps.append(next)
    }
    return steps[steps.count - 1]
  }

  /// The pixels about halfway between the rim and the deepest point, thinned to a line; its longest piece.
  private static func middleLine(of region: Mask) -> Mask {
    let depth = region.squaredDepth
    let middle = 0.5 * (depth.max() ?? 0).squareRoot()
    let line = Mask(
      width: region.width, height: region.height,
      values: depth.indices.map {
        let depth = depth[$0].squareRoot()
        return region.values[$0] && depth >= middle && depth < middle + 1.5
      })
    let thin = Skeleton.thin(line)
    let pieces = ConnectedComponents(of: thin, connectivity: .corners)
    return Mask(
      width: region.width, height: region.height, values: pieces.mask(of: pieces.largest ?? 1))
  }

  /// Shifts by up to 6 pixels along both axes and turns by up to 15 degrees about the scribble's middle.
  private static func jittered(_ drawn: Mask, _ random: inout SplitMix64) -> Mask {
    let shift = (Int.random(in: -6...6, using: &random), Int.random(in: -6...6, using: &random))
    let angle = random.uniform(in: -15..<15) * Double.pi / 180
    var (middle, count) = (SIMD2<Double>.zero, 0.0)
    for row in 0..<drawn.height {
      for column in 0..<drawn.width where drawn[column, row] {
        middle += SIMD2(Double(column), Double(row))
        count += 1
      }
    }
    guard count > 0 else { return drawn }
    middle /= count
    var result = Mask.empty(like: drawn)
    for row in 0..<drawn.height {
      for column in 0..<drawn.width {
        let x = Double(column - shift.0) - middle.x
        let y = Double(row - shift.1) - middle.y
        let fromColumn = (middle.x + cos(angle) * x + sin(angle) * y).rounded()
        let fromRow = (middle.y - sin(angle) * x + cos(angle) * y).rounded()
        result[column, row] = drawn.holds(Int(fromColumn), Int(fromRow))
      }
    }
    return result
  }
}

/// A random walk along a skeleton that keeps one branch at every fork.
enum SkeletonWalk {
  /// Walks along a connected skeleton, starting at the first pixel in scan order that has one neighbour (an
  /// end), else at the first pixel.
  ///
  /// Forks are remembered; a walk that ends beside a fork it has passed has gone round a loop and is cut
  /// back to where it left that fork.
  ///
  /// - limit: the most pixels to walk
  static func walk(
    along skeleton: Mask, limit: Int = .max, _ random: inout SplitMix64
  ) -> [(Int, Int)] {
    func neighbours(_ column: Int, _ row: Int) -> [(Int, Int)] {
      Mask.square.map { (column + $0.0, row + $0.1) }.filter { skeleton.holds($0.0, $0.1) }
    }
    var pixels: [(Int, Int)] = []
    for row in 0..<skeleton.height {
      for column in 0..<skeleton.width where skeleton[column, row] { pixels.append((column, row)) }
    }
    guard let first = pixels.first else { return [] }
    let start = pixels.first { neighbours($0.0, $0.1).count == 1 } ?? first
    var path = [start]
    var visited = Mask.empty(like: skeleton)
    visited[start.0, start.1] = true
    var forks: [Int] = []
    while path.count < limit {
      let here = path[path.count - 1]
      let open = neighbours(here.0, here.1).filter { !visited[$0.0, $0.1] }
      guard !open.isEmpty else { break }
      if open.count > 1 && path.count > 1 { forks.append(path.count - 1) }
      let next = open[Int.random(in: 0..<open.count, using: &random)]
      visited[next.0, next.1] = true
      path.append(next)
    }
    let last = path[path.count - 1]
    let closed = forks.first { index in
      index + 2 < path.count - 1 && abs(path[index].0 - last.0) <= 1
        && abs(path[index].1 - last.1) <= 1
    }
    // Cutting a loop must not lose most of a walk whose first pixels already were a fork.
    if let closed, closed + 1 >= path.count / 3 { return Array(path[...closed]) }
    return path
  }
}
