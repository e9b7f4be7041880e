import Testing
import Volume

@testable import Viewer

/// Slices of a plane in a grid, to choose from.
struct MosaicTests {
  private func app(slices: Int = 12, columns: Int = 120, rows: Int = 40) -> Script {
    var app = Script(
      volume: .ramp(40, 30, slices, spacing: SIMD3(1, 1, 2)), columns: columns, rows: rows)
    app.type("set view mosaic")
    return app
  }

  private func click(_ app: inout Script, _ pane: Pane, control: Bool = false) {
    let area = pane.viewport.area
    let (column, row) = (area.column + area.columns / 2, area.row + area.rows / 2)
    app.mouse(.press, .left, column, row, control: control)
    app.mouse(.release, .left, column, row, control: control)
  }

  @Test func allSlicesAreShownWhereTheyFit() {
    let app = app()
    #expect(app.state.panes.map(\.slice) == Array(0..<12))
    #expect(app.state.panes.filter(\.isActive).map(\.slice) == [6])
    for pane in app.state.panes { #expect(pane.cells.columns >= 19 && pane.cells.rows >= 10) }
  }

  @Test func manySlicesAreShownByPages() {
    var app = app(slices: 100)
    let first = app.state.panes.map(\.slice)
    #expect(first.contains(50) && first.count < 100)
    app.press("G")
    #expect(app.state.panes.map(\.slice).contains(99))
    app.press("g")
    #expect(app.state.panes.first?.slice == 0)
  }

  @Test func arrowsGoThroughTheGrid() {
    var app = app()
    app.press("g Right l")
    #expect(app.state.slice == 2)
    app.press("Down")
    #expect(app.state.slice == 2 + app.state.mosaic.columns)
    app.press("Up p n Left")
    #expect(app.state.slice == 1)
    app.press("H k")
    #expect(app.state.slice == 0)
  }

  @Test func enterAndAClickOpenASlice() {
    for isThree in [false, true] {
      var app = app(columns: 200, rows: 60)
      let before = isThree ? Arrangement.three : .large
      app.type("set view \(before)")
      app.type("set view mosaic")
      app.press("g l Enter")
      #expect(app.state.arrangement == before && app.state.slice == 1)
      app.type("set view mosaic")
      click(&app, app.state.panes[4])
      #expect(app.state.arrangement == before && app.state.slice == 4)
      app.type("set view mosaic")
      app.press("Esc")
      #expect(app.state.arrangement == before)
      #expect(app.records.isEmpty)
    }
  }

  @Test func aDoubleClickPaintsNothing() {
    var app = app()
    let tile = app.state.panes[3]
    click(&app, tile)
    click(&app, tile)
    #expect(app.state.arrangement == .large && app.state.slice == 3)
    #expect(app.records.isEmpty)
    // It is over then.
    click(&app, tile)
    #expect(!app.records.isEmpty)
  }

  @Test func nothingIsDrawnInTheMosaic() {
    var app = app()
    for keys in ["Space", "v", "."] {
      app.press(keys)
      #expect(app.message == "strokes are not drawn in the mosaic: Enter opens slice 6")
    }
    let area = app.state.panes[2].viewport.area
    app.mouse(.press, .right, area.column + 9, area.row + 4)
    app.mouse(.drag, .right, area.column + 12, area.row + 4)
    #expect(app.message.contains("not drawn in the mosaic"))
    #expect(app.state.arrangement == .mosaic && app.records.isEmpty)
  }

  @Test func slicesAreReviewedInTheMosaic() {
    var app = app()
    app.type("set view large")
    app.press("Space l Space V A A")
    app.type("set view mosaic")
    app.press("n R")
    let text = app.screen.text
    #expect(text.contains("  6 A") && text.contains("> 7 R"))
  }

  @Test func strokesAreShownInEverySlice() {
    var app = app()
    app.type("set view large")
    app.press("g Space l l l Space")
    app.type("set view mosaic")
    app.press("G")
    let colour = Theme(app.state.appearance).label(1, in: app.state.project.labels)
    let area = app.state.panes[0].viewport.area
    let screen = app.screen
    let isShown = (area.column..<area.endColumn).contains { column in
      (area.row..<area.endRow).contains { row in
        screen[column, row].background == colour || screen[column, row].foreground == colour
      }
    }
    #expect(isShown)
  }

  @Test func allSlicesAreZoomedAlikeAndTheLargeViewIsNot() {
    var app = app()
    app.press("+ +")
    let scales = Set(app.state.panes.map(\.viewport.scaleX))
    #expect(scales.count == 1 && app.state.framing.zoom != .fit)
    app.press("Enter")
    #expect(app.state.framing.zoom == .fit)
    app.type("set view mosaic")
    #expect(app.state.panes.first?.viewport.scaleX == scales.first)
  }

  @Test func theWheelAndControlClickStayInTheMosaic() {
    var app = app()
    let area = app.state.panes[1].viewport.area
    app.mouse(.wheelDown, .left, area.column + 3, area.row + 3)
    #expect(app.state.slice == 7)
    click(&app, app.state.panes[1], control: true)
    #expect(app.state.slice == 1 && app.state.arrangement == .mosaic)
    #expect(app.records.isEmpty)
  }
}
