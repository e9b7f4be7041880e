import Testing
import Volume

@testable import Viewer

/// How the cells of the screen are divided among slices.
struct TilingTests {
  private func extent(_ width: Double, _ height: Double) -> Tiling.Extent {
    Tiling.Extent(
      PlaneLayout(
        Geometry(
          size: GridSize(i: 10, j: 10, k: 10), spacing: SIMD3(width / 10, height / 10, 1)), .axial))
  }

  private func areDisjoint(_ cells: [CellRect]) -> Bool {
    for (index, a) in cells.enumerated() {
      for b in cells.dropFirst(index + 1)
      where a.column < b.endColumn && b.column < a.endColumn && a.row < b.endRow && b.row < a.endRow
      {
        return false
      }
    }
    return true
  }

  @Test(arguments: 0..<60) func cellsAreDividedAmongSlices(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let area = CellRect(
      column: 3, row: 1, columns: Int.random(in: 30...250, using: &random),
      rows: Int.random(in: 13...80, using: &random))
    let extents = (0..<(2 + seed % 2)).map { _ in
      extent(
        Double.random(in: 1...500, using: &random), Double.random(in: 1...500, using: &random))
    }
    let cells = Tiling.cells(area, for: extents)
    #expect(cells.count == extents.count && areDisjoint(cells))
    for rect in cells {
      #expect(rect.columns >= 4 && rect.rows >= 2, "\(rect)")
      #expect(rect.column >= area.column && rect.endColumn <= area.endColumn)
      #expect(rect.row >= area.row && rect.endRow <= area.endRow)
    }
  }

  /// A flat stack has its slices on the left; a long one has three views beside each other.
  @Test func theShapeDecidesWhereSlicesGo() {
    let area = CellRect(column: 0, row: 0, columns: 168, rows: 57)
    let flat = Tiling.cells(area, for: [extent(360, 360), extent(360, 100), extent(360, 100)])
    #expect(flat[0].rows == 57 && flat[1].column == flat[2].column && flat[1].row < flat[2].row)
    let long = Tiling.cells(area, for: [extent(400, 400), extent(400, 900), extent(400, 900)])
    #expect(long.allSatisfy { $0.rows == 57 })
  }

  @Test(arguments: 0..<60) func mosaicsHoldTheSliceThatIsLookedAt(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let area = CellRect(
      column: 0, row: 1, columns: Int.random(in: 40...250, using: &random),
      rows: Int.random(in: 13...80, using: &random))
    let count = Int.random(in: 1...300, using: &random)
    let slice = Int.random(in: 0..<count, using: &random)
    let grid = MosaicGrid(
      area,
      of: extent(
        Double.random(in: 50...500, using: &random), Double.random(in: 50...500, using: &random)),
      slices: count, around: slice)
    let cells = grid.slices.map { grid.cells(of: $0) }
    #expect(grid.slices.contains(slice) && areDisjoint(cells))
    for rect in cells {
      #expect(rect.columns >= 19 && rect.rows >= 10)
      #expect(rect.endColumn <= area.endColumn && rect.endRow <= area.endRow)
    }
  }

  @Test func theSidePanelTakesWhatTheSliceLeaves() {
    let square = extent(300, 300)
    #expect(
      ScreenLayout(columns: 120, rows: 40, showsPanel: true, slice: square).panel?.columns == 40)
    #expect(
      ScreenLayout(columns: 80, rows: 24, showsPanel: true, slice: square).panel?.columns == 32)
    let wide = ScreenLayout(columns: 200, rows: 60, showsPanel: true, slice: square)
    #expect(wide.panel?.columns == 66 && wide.image.columns == 134)
    // A slice that needs the columns itself.
    let flat = ScreenLayout(columns: 200, rows: 60, showsPanel: true, slice: extent(360, 100))
    #expect(flat.panel?.columns == 32)
  }
}
