/// Where every pixel of an augmented crop comes from in its slice.
///
/// Made once a crop: image, targets and coordinates are all sampled through the same map, so they stay in register
/// whatever the augmentation does.
struct SamplingMap: Equatable, Sendable {
  let height: Int, width: Int
  /// The slice's column (not a whole number) of each pixel, row after row.
  private(set) var columns: [Float]
  /// The slice's row of each pixel.
  private(set) var rows: [Float]

  /// - column, row: the place in the slice that becomes the middle of the crop
  init(height: Int, width: Int, column: Float, row: Float, _ augmentation: Augmentation) {
    (self.height, self.width) = (height, width)
    columns = [Float](repeating: 0, count: height * width)
    rows = columns
    let m = augmentation.matrix
    let (left, top) = (-Float(width - 1) / 2, -Float(height - 1) / 2)
    for line in 0..<height {
      let y = top + Float(line)
      let (firstColumn, firstRow) = (column + m[0] * left + m[1] * y, row + m[2] * left + m[3] * y)
      let start = line * width
      for index in 0..<width {
        columns[start + index] = firstColumn + m[0] * Float(index)
        rows[start + index] = firstRow + m[2] * Float(index)
      }
    }
    if let warp = augmentation.warp { apply(warp) }
  }

  /// Adds the displacements of a coarse grid, interpolated linearly.
  private mutating func apply(_ warp: Augmentation.Warp) {
    let cells = Augmentation.Warp.cells
    let side = Float(height + width) / 2
    let (cellHeight, cellWidth) = (Float(height) / Float(cells), Float(width) / Float(cells))
    for line in 0..<height {
      let y = (Float(line) + 0.5) / cellHeight
      let upper = min(cells - 1, Int(y))
      for index in 0..<width {
        let x = (Float(index) + 0.5) / cellWidth
        let left = min(cells - 1, Int(x))
        let shift = warp.shift(left: left, upper: upper, x - Float(left), y - Float(upper))
        columns[line * width + index] += side * shift.x
        rows[line * width + index] += side * shift.y
      }
    }
  }
}
