/// Exact Euclidean distances in millimetres on grids whose spacing may differ from axis to axis.
///
/// One pass per axis takes the lower envelope of parabolas: Felzenszwalb and Huttenlocher, "Distance
/// Transforms of Sampled Functions", Theory of Computing 8, 2012. Complexity: O(voxels).
package enum DistanceTransform {
  /// For every voxel the squared distance to the nearest voxel of the mask, in square millimetres.
  ///
  /// - mask: `size.count` voxels, i fastest
  /// - spacing: millimetres between voxels along i, j, k; for a slice use a grid of one slice
  /// - Returns: `size.count` values; 0 on the mask, infinity everywhere if it is empty.
  package static func squared(
    to mask: [Bool], size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1)
  ) -> [Double] {
    precondition(mask.count == size.count, "as many voxels as the grid has")
    var field = mask.map { $0 ? 0 : Double.infinity }
    let strides = [1, size.i, size.i * size.j]
    for axis in Axis.allCases where size[axis] > 1 {
      let step = strides[axis.rawValue]
      var line = EnvelopeLine(count: size[axis], spacing: spacing[axis.rawValue])
      field.withUnsafeMutableBufferPointer { values in
        for start in 0..<values.count where start / step % size[axis] == 0 {
          line.transform(values, start: start, step: step)
        }
      }
    }
    return field
  }

  /// For every voxel the distance to the nearest voxel of the mask, in millimetres; infinity if it is empty.
  package static func distances(
    to mask: [Bool], size: GridSize, spacing: SIMD3<Double> = SIMD3(1, 1, 1)
  ) -> [Double] {
    squared(to: mask, size: size, spacing: spacing).map { $0.squareRoot() }
  }
}

/// The lower envelope of the parabolas `f(p) + (spacing (x - p))²` over one line of voxels.
private struct EnvelopeLine {
  private let count: Int
  private let spacing: Double
  private var heights: [Double]
  /// Voxels whose parabolas form the envelope, left to right.
  private var vertices: [Int]
  /// Where the parabola of each vertex begins to be the lowest, in voxels.
  private var begins: [Double]

  init(count: Int, spacing: Double) {
    self.count = count
    self.spacing = spacing
    heights = [Double](repeating: 0, count: count)
    vertices = [Int](repeating: 0, count: count)
    begins = [Double](repeating: 0, count: count)
  }

  mutating func transform(
    _ values: UnsafeMutableBufferPointer<Double>, start: Int, step: Int
  ) {
    for index in 0..<count { heights[index] = values[start + index * step] }
    let found = buildEnvelope()
    if found == 0 { return }
    var vertex = 0
    for index in 0..<count {
      while vertex + 1 < found && begins[vertex + 1] < Double(index) { vertex += 1 }
      let distance = Double(index - vertices[vertex]) * spacing
      values[start + index * step] = heights[vertices[vertex]] + distance * distance
    }
  }

  /// Collects the parabolas that are lowest somewhere.
  ///
  /// - Returns: how many they are; 0 if every height is infinite.
  private mutating func buildEnvelope() -> Int {
    let square = spacing * spacing
    var found = 0
    for index in 0..<count where heights[index] < .infinity {
      var begin = -Double.infinity
      while found > 0 {
        let last = vertices[found - 1]
        let (p, q) = (Double(last), Double(index))
        begin = (heights[index] - heights[last] + square * (q * q - p * p)) / (2 * square * (q - p))
        if begin > begins[found - 1] { break }
        found -= 1
        begin = -.infinity
      }
      vertices[found] = index
      begins[found] = begin
      found += 1
    }
    return found
  }
}
