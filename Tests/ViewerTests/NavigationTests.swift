import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// Slices, planes, zoom and window.
struct NavigationTests {
  @Test func slicesStepAndJump() {
    var app = Script(volume: .ramp(8, 8, 40))
    app.press("g")
    #expect(app.state.slice == 0)
    app.press("n PgDn")
    #expect(app.state.slice == 2)
    app.press("Ctrl-D p")
    #expect(app.state.slice == 11)
    app.press("G")
    #expect(app.state.slice == 39)
    app.press("n")
    #expect(app.state.slice == 39 && app.message.contains("last"))
    app.type("7")
    #expect(app.state.slice == 7)
    app.type("40")
    #expect(app.state.slice == 7 && app.message.contains("0 to 39"))
  }

  @Test func theCursorStaysOnTheSlice() {
    var app = Script(volume: .ramp(8, 6, 4))
    app.press("H H J J")
    #expect(app.state.cursorPoint == SlicePoint(column: 0, row: 5))
    app.press("L L K K")
    #expect(app.state.cursorPoint == SlicePoint(column: 7, row: 0))
  }

  @Test func planesKeepTheVoxelUnderTheCursor() {
    var app = Script(volume: .ramp(30, 20, 10))
    app.type("go 3 17 8")
    let voxel = app.state.view.cursor
    for plane in [Plane.coronal, .sagittal, .axial] {
      app.press("Tab")
      #expect(app.state.view.plane == plane)
      #expect(app.state.view.cursor == voxel)
    }
  }

  @Test func theFirstPlaneIsTheOneThroughTheSliceAxis() {
    let app = Script(volume: .ramp(8, 40, 40, spacing: SIMD3(5, 1, 1)), sliceAxis: .i)
    #expect(app.state.view.plane == .sagittal)
    #expect(app.state.layout.slices == 8)
  }

  @Test func focusIsToldWhenTheSliceChanges() {
    var app = Script(volume: .ramp(8, 8, 8))
    app.press("l l j")
    #expect(!app.effects.contains { if case .focus = $0 { true } else { false } })
    app.press("n")
    #expect(app.effects.last == .focus(caseName: "heart", slice: 5))
  }

  @Test func zoomStepsUpAndBackToFit() {
    var app = Script(volume: .ramp(256, 216, 8))
    #expect(app.state.framing.zoom == .fit)
    for _ in 0..<20 { app.press("+") }
    #expect(app.state.framing.zoom == .pixels(16))
    for _ in 0..<30 { app.press("-") }
    #expect(app.state.framing.zoom == .fit)
    app.press("z")
    #expect(app.state.framing.zoom == .pixels(2))
    #expect(app.state.viewport.isMouseExact)
    app.press("z")
    #expect(app.state.framing.zoom == .fit)
  }

  @Test func theViewFollowsTheCursor() {
    var app = Script(volume: .ramp(256, 256, 4))
    app.press("z")
    for keys in ["L", "J", "H", "K"] {
      for _ in 0..<30 {
        app.press(keys)
        let cell = app.cell(app.state.cursorPoint.column, app.state.cursorPoint.row)
        #expect(app.state.viewport.area.contains(column: cell.column, row: cell.row))
      }
    }
  }

  @Test func panningStopsAtTheEdges() {
    var app = Script(volume: .ramp(256, 256, 4))
    app.press("z")
    for _ in 0..<40 { app.press("Ctrl-Left Ctrl-Up") }
    #expect(app.state.viewport.originX == 0 && app.state.viewport.originY == 0)
    app.press("c")
    let cell = app.cell(app.state.cursorPoint.column, app.state.cursorPoint.row)
    #expect(app.state.viewport.area.contains(column: cell.column, row: cell.row))
  }

  @Test func proportionsAreTrue() {
    // Coronal: 1 mm columns, 5 mm rows.
    var app = Script(volume: .ramp(60, 60, 12, spacing: SIMD3(1, 1, 5)))
    app.type("plane coronal")
    let port = app.state.viewport
    #expect(abs(port.scaleY / port.scaleX - 5) < 1e-9)
    let full = Viewport(
      area: port.area, pixelsPerRow: 1, layout: app.state.layout, zoom: .fit, centre: (0, 0))
    #expect(abs(full.scaleY / full.scaleX - 2.5) < 1e-9)
  }

  /// Any zoom and place: the cell of a voxel leads back to it wherever cells are at least as small as voxels.
  @Test(arguments: 0..<150) func cellsAndVoxelsAgree(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let spacing = SIMD3(
      Double.random(in: 0.5...3, using: &random), Double.random(in: 0.5...3, using: &random), 4)
    let (i, j) = (Int.random(in: 1...90, using: &random), Int.random(in: 1...90, using: &random))
    let volume = Volume.ramp(i, j, 3, spacing: spacing)
    let layout = PlaneLayout(volume.geometry, .axial)
    let zoom: Zoom =
      Bool.random(using: &random) ? .fit : .pixels(Zoom.steps.randomElement(using: &random) ?? 2)
    let area = CellRect(
      column: 3, row: 1, columns: Int.random(in: 5...150, using: &random),
      rows: Int.random(in: 5...60, using: &random))
    let port = Viewport(
      area: area, pixelsPerRow: Int.random(in: 1...2, using: &random), layout: layout, zoom: zoom,
      centre: (
        Double.random(in: 0...Double(i), using: &random),
        Double.random(in: 0...Double(j), using: &random)
      ))
    for row in area.row..<area.endRow {
      for column in area.column..<area.endColumn {
        guard let point = port.point(atCell: column, row) else { continue }
        #expect((0..<i).contains(point.column) && (0..<j).contains(point.row))
        guard port.isMouseExact else { continue }
        let cell = port.cell(of: point)
        guard area.contains(column: cell.column, row: cell.row) else { continue }
        #expect(port.point(atCell: cell.column, cell.row) == point)
      }
    }
    for column in 0..<i { #expect(!port.pixels(ofColumn: column).isEmpty) }
  }

  @Test func windowByKeys() {
    var app = Script(volume: .ramp(20, 20, 4))
    let automatic = app.state.view.window
    app.press("w l l")
    #expect(app.state.view.window.high - app.state.view.window.low < automatic.high - automatic.low)
    #expect(app.state.mode == .window)
    app.press("k k")
    #expect(app.state.view.window.low + app.state.view.window.high < automatic.low + automatic.high)
    app.press("Esc W")
    #expect(app.state.view.window == automatic)
    app.type("set window 5 50")
    #expect(app.state.view.window == IntensityWindow(low: 5, high: 50))
    app.type("set window 50 5")
    #expect(app.state.view.window == IntensityWindow(low: 5, high: 50))
    #expect(app.state.message?.kind == .warning)
  }

  @Test func constantVolumesHaveAWindow() {
    let ramp = Volume.ramp(8, 8, 4)
    let flat = Volume(
      header: ramp.header, voxels: Array(repeating: 7, count: 256), source: ramp.source)
    var app = Script(volume: flat)
    app.press("w l l l k k W")
    _ = app.screen
    #expect(app.state.view.window.high > app.state.view.window.low)
  }

  @Test func annotatedSlicesAreVisitedInTurn() {
    var app = Script(volume: .ramp(8, 8, 20))
    for slice in [3, 9, 15] {
      app.type("\(slice)")
      app.press("Space Space")
    }
    app.press("g ]")
    #expect(app.state.slice == 3)
    app.press("] ] ]")
    #expect(app.state.slice == 3)
    app.press("[")
    #expect(app.state.slice == 15)
  }

  @Test func otherVolumesAreOpenedByKeyAndName() {
    var app = Script(volume: .ramp(8, 8, 4), cases: ["a", "b", "c"])
    app.press("N")
    #expect(app.effects.last == .openCase(1))
    app.press("B")
    #expect(app.message.contains("first"))
    app.type("case c")
    #expect(app.effects.last == .openCase(2))
    app.press("C j Enter")
    #expect(app.effects.last == .openCase(1))
    app.send(.saving(problem: SavingProblem("UNSAVED: disk full", isOnlyInMemory: true)))
    app.press("N")
    #expect(app.effects.last == .openCase(1) && app.message.contains("not on disk"))
    app.type("case d")
    #expect(app.message.contains("no volume d"))
  }

  @Test func resizingKeepsTheCursorInSight() {
    var app = Script(volume: .ramp(256, 256, 4), columns: 200, rows: 60)
    app.press("z L L L J J J")
    for (columns, rows) in [(80, 24), (60, 16), (20, 5), (300, 100), (61, 90), (80, 24)] {
      app.send(.resize(columns: columns, rows: rows))
      let grid = app.screen
      #expect(grid.columns == columns && grid.rows == rows)
      guard !app.state.screenLayout.isTooSmall else {
        #expect(grid.text.contains("too small"))
        continue
      }
      let cell = app.cell(app.state.cursorPoint.column, app.state.cursorPoint.row)
      #expect(app.state.viewport.area.contains(column: cell.column, row: cell.row))
    }
  }
}
