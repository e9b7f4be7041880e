import Annotation
import Foundation
import Testing
import Volume

@testable import Viewer

/// The mouse on the slice: 40 x 20 voxels, one voxel two columns wide and one row high.
struct MouseTests {
  private func app() -> Script {
    var app = Script(volume: .ramp(20, 16, 4))
    app.press("z")
    return app
  }

  @Test func dragPaintsWithoutGaps() {
    var app = app()
    let (from, to) = (app.cell(3, 2), app.cell(15, 10))
    app.mouse(.press, .left, from.column, from.row)
    app.mouse(.drag, .left, to.column, to.row)
    app.mouse(.release, .left, to.column, to.row)
    let expected = Set(
      Brush.line(from: SlicePoint(column: 3, row: 2), to: SlicePoint(column: 15, row: 10)))
    let rows = app.labels(slice: 2).split(separator: "\n").map(Array.init)
    for row in 0..<16 {
      for column in 0..<20 {
        let isPainted = expected.contains(SlicePoint(column: column, row: row))
        #expect((rows[row][column] == "1") == isPainted)
      }
    }
  }

  @Test func everyCellPaintsTheVoxelUnderIt() {
    for (column, row) in [(0, 0), (19, 15), (7, 3)] {
      var app = app()
      let cell = app.cell(column, row)
      app.mouse(.press, .left, cell.column, cell.row)
      app.mouse(.release, .left, cell.column, cell.row)
      #expect(app.state.open.scribbles.map.voxels[column + 20 * (row + 16 * 2)] == 1)
      #expect(app.state.open.scribbles.countsPerLabel == [1: 1])
    }
  }

  @Test func rightButtonErases() {
    var app = app()
    let cell = app.cell(5, 5)
    app.mouse(.press, .left, cell.column, cell.row)
    app.mouse(.release, .left, cell.column, cell.row)
    app.mouse(.press, .right, cell.column, cell.row)
    #expect(app.state.mode == .erasing)
    app.mouse(.release, .right, cell.column, cell.row)
    #expect(app.state.open.scribbles.map.voxels.allSatisfy { $0 == 0 })
  }

  @Test func nothingIsPaintedWhileThePointerIsBesideTheImage() {
    var app = app()
    guard let panel = app.state.screenLayout.panel else {
      Issue.record("expected a side panel at 80x24")
      return
    }
    let start = app.cell(10, 5)
    app.mouse(.press, .left, start.column, start.row)
    let inside = app.cell(12, 5)
    app.mouse(.drag, .left, inside.column, inside.row)
    app.mouse(.drag, .left, panel.column + 5, inside.row + 2)
    app.mouse(.drag, .left, panel.column + 9, inside.row + 6)
    let back = app.cell(19, 10)
    app.mouse(.drag, .left, back.column, back.row)
    app.mouse(.drag, .left, app.cell(17, 10).column, back.row)
    // Beside the slice, though on the cells of the image.
    app.mouse(.drag, .left, 0, back.row + 1)
    app.mouse(.release, .left, 0, back.row + 3)
    let rows = app.labels(slice: 2).split(separator: "\n").map(String.init)
    for (row, line) in rows.enumerated() {
      switch row {
      case 5: #expect(line == "..........111.......")
      case 10: #expect(line == ".................111")
      default: #expect(line == "....................", "row \(row)")
      }
    }
    app.press("u")
    #expect(app.state.open.scribbles.countsPerLabel.isEmpty)
  }

  @Test func lostReleaseEndsTheStrokeAtTheNextPress() {
    var app = app()
    let (a, b) = (app.cell(2, 2), app.cell(10, 8))
    app.mouse(.press, .left, a.column, a.row)
    app.mouse(.press, .left, b.column, b.row)
    app.mouse(.release, .left, b.column, b.row)
    let painted = app.state.open.scribbles.countsPerLabel[1]
    #expect(painted == 2)
    app.press("u")
    #expect(app.state.open.scribbles.countsPerLabel[1] == 1)
  }

  @Test func wheelChangesTheSliceAndStrokesGoOnThere() {
    var app = app()
    let cell = app.cell(5, 5)
    app.mouse(.press, .left, cell.column, cell.row)
    app.mouse(.wheelDown, .left, cell.column, cell.row)
    #expect(app.state.slice == 3)
    app.mouse(.drag, .left, cell.column + 2, cell.row)
    app.mouse(.release, .left, cell.column + 2, cell.row)
    #expect(app.state.open.scribbles.annotatedSlices == [2, 3])
    app.press("u")
    #expect(app.state.open.scribbles.annotatedSlices == [])
  }

  @Test func controlClickOnlyMovesTheCursor() {
    var app = app()
    let cell = app.cell(6, 9)
    app.mouse(.press, .left, cell.column, cell.row, control: true)
    #expect(app.state.cursorPoint == SlicePoint(column: 6, row: 9))
    #expect(app.records.isEmpty)
  }

  @Test func middleDragMovesTheView() {
    var app = Script(volume: .ramp(200, 200, 4))
    app.press("z")
    let before = app.state.viewport
    app.mouse(.press, .middle, 20, 10)
    app.mouse(.drag, .middle, 26, 13)
    app.mouse(.release, .middle, 26, 13)
    #expect(app.state.viewport.originX == before.originX + 6)
    #expect(app.state.viewport.originY == before.originY + 6)
    #expect(app.records.isEmpty)
  }

  @Test func controlWheelZoomsAtThePointer() {
    var app = Script(volume: .ramp(200, 200, 4))
    let point = app.state.viewport.point(atCell: 22, 11)
    for _ in 0..<4 { app.mouse(.wheelUp, .left, 22, 11, control: true) }
    let after = app.state.viewport.point(atCell: 22, 11)
    #expect(abs((after?.column ?? 999) - (point?.column ?? 0)) <= 6)
    #expect(abs((after?.row ?? 999) - (point?.row ?? 0)) <= 6)
  }

  @Test func clickOnALegendLineChoosesTheLabel() {
    var app = app()
    guard let panel = app.state.screenLayout.panel else {
      Issue.record("expected a side panel at 80x24")
      return
    }
    let layout = PanelLayout(app.state, panel)
    app.mouse(.press, .left, panel.column + 4, layout.firstLabelRow + 2)
    app.mouse(.release, .left, panel.column + 4, layout.firstLabelRow + 2)
    #expect(app.state.pen.label == 2)
    #expect(app.records.isEmpty)
  }

  @Test func dragInWindowModeChangesTheWindow() {
    var app = app()
    let before = app.state.view.window
    app.press("w")
    app.mouse(.press, .left, 20, 10)
    app.mouse(.drag, .left, 20, 6)
    app.mouse(.release, .left, 20, 6)
    #expect(app.state.view.window.low < before.low)
    #expect(app.records.isEmpty)
  }

  @Test func hintAboutInexactCellsComesOnce() {
    var app = Script(volume: .ramp(256, 256, 4))
    for _ in 0..<2 {
      app.state.message = nil
      app.mouse(.press, .left, 20, 10)
      app.mouse(.release, .left, 20, 10)
      app.press("u")
    }
    #expect(app.state.view.hasHintedAtZoom)
  }

  @Test(arguments: 0..<40) func anyMouseLeavesAValidState(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    var app = Script(
      volume: .ramp(30, 20, 5, spacing: SIMD3(1, 1, 6)), columns: seed % 2 == 0 ? 80 : 170, rows: 40
    )
    let actions: [MouseEvent.Action] = [.press, .drag, .release, .move, .wheelUp, .wheelDown]
    for _ in 0..<200 {
      app.mouse(
        actions.randomElement(using: &random) ?? .press,
        MouseEvent.Button(rawValue: Int.random(in: 0...2, using: &random)) ?? .left,
        Int.random(in: 0...300, using: &random), Int.random(in: 0...100, using: &random),
        control: Bool.random(using: &random))
      if Int.random(in: 0..<20, using: &random) == 0 { app.press("Tab") }
      if Int.random(in: 0..<20, using: &random) == 0 { app.press("? Esc + Esc") }
      if Int.random(in: 0..<20, using: &random) == 0 { app.press("V") }
      if Int.random(in: 0..<40, using: &random) == 0 {
        app.send(.resize(columns: app.state.columns == 80 ? 170 : 80, rows: 40))
      }
      #expect(app.state.open.volume.geometry.size.contains(app.state.view.cursor))
    }
    _ = app.screen
  }
}
