import Volume

/// Divides cells among slices that are seen together.
enum Tiling {
  /// Width and height of a slice in millimetres.
  struct Extent: Hashable, Sendable {
    let width: Double
    let height: Double

    init(_ layout: PlaneLayout) {
      width = Double(layout.columns) * layout.columnSpacing
      height = Double(layout.rows) * layout.rowSpacing
    }

    /// Columns for a millimetre where the whole slice is shown; a cell is twice as high as wide.
    func scale(columns: Int, rows: Int) -> Double {
      min(Double(columns) / width, 2 * Double(rows) / height)
    }
  }

  /// Places beside and above each other, down to single slices by their number.
  private indirect enum Split {
    case one(Int)
    case beside([Split])
    case above([Split])
  }

  /// Cells for up to three slices, the first row of each for its title. Of all ways to put them beside and above each
  /// other it is the one that shows the smallest slice largest.
  static func cells(_ area: CellRect, for extents: [Extent]) -> [CellRect] {
    let all = extents.indices.map { Split.one($0) }
    guard let first = all.first, all.count > 1 else { return extents.map { _ in area } }
    let rest = Array(all.dropFirst())
    var best = (cells: [CellRect](), scale: -1.0)
    let ways: [Split] = [
      .beside([first, .above(rest)]), .beside(all), .above([first, .beside(rest)]), .above(all),
    ]
    for split in ways {
      var cells = Array(repeating: area, count: extents.count)
      place(split, area, extents, &cells)
      let scale =
        zip(extents, cells).map { $0.scale(columns: $1.columns, rows: $1.rows - 1) }.min() ?? 0
      // Where two are as good but for the rounding, the first one stays.
      if scale > best.scale * 1.02 { best = (cells, scale) }
    }
    return best.cells
  }

  private static func place(
    _ split: Split, _ area: CellRect, _ extents: [Extent], _ cells: inout [CellRect]
  ) {
    switch split {
    case .one(let slice): cells[slice] = area
    case .beside(let parts):
      let widths = shares(
        of: area.columns - (parts.count - 1), by: parts.map { size($0, extents).width })
      var column = area.column
      for (part, width) in zip(parts, widths) {
        place(
          part, CellRect(column: column, row: area.row, columns: width, rows: area.rows), extents,
          &cells)
        column += width + 1
      }
    case .above(let parts):
      let heights = shares(
        of: area.rows - parts.count, by: parts.map { size($0, extents).height })
      var row = area.row
      for (part, height) in zip(parts, heights) {
        place(
          part, CellRect(column: area.column, row: row, columns: area.columns, rows: height + 1),
          extents, &cells)
        row += height + 1
      }
    }
  }

  private static func size(_ split: Split, _ extents: [Extent]) -> (width: Double, height: Double) {
    switch split {
    case .one(let slice): return (extents[slice].width, extents[slice].height)
    case .beside(let parts):
      let sizes = parts.map { size($0, extents) }
      return (sizes.reduce(0) { $0 + $1.width }, sizes.map(\.height).max() ?? 0)
    case .above(let parts):
      let sizes = parts.map { size($0, extents) }
      return (sizes.map(\.width).max() ?? 0, sizes.reduce(0) { $0 + $1.height })
    }
  }

  /// Divides a number by weights; however thin a slice is, it gets a sixth or so.
  private static func shares(of total: Int, by weights: [Double]) -> [Int] {
    let least = weights.reduce(0, +) / 5
    let raised = weights.map { max($0, least) }
    let sum = max(raised.reduce(0, +), .leastNonzeroMagnitude)
    var shares = raised.map { Int(Double(max(0, total)) * $0 / sum) }
    shares[shares.count - 1] += max(0, total) - shares.reduce(0, +)
    return shares
  }
}
