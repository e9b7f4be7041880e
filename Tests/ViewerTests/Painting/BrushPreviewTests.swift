import Annotation
import Testing
import Volume

@testable import Viewer

/// The outline of the brush around the cursor.
struct BrushPreviewTests {
  private static let appearances: [Appearance] = [
    Appearance(), Appearance(highContrast: true), Appearance(colours: .sixteen),
    Appearance(colours: .eight), Appearance(colours: .mono, glyphs: .ascii),
    Appearance(glyphs: .ascii), Appearance(colours: .eight, glyphs: .ascii),
  ]

  /// 60 x 50 voxels of which each is a cell; the cursor in the middle of a dark slice.
  private func app(_ appearance: Appearance, light: Bool = false) -> Script {
    var app = Script(
      volume: .made(60, 50, 3) { i, j, _ in
        i == 0 ? 0 : i == 59 ? 100 : (light ? 90 : 10) + Float(j % 3)
      }, columns: 160, rows: 60, appearance: appearance)
    app.type("set window 0 100")
    app.state.message = nil
    app.press("z")
    return app
  }

  private func changed(_ before: CellGrid, _ after: CellGrid, _ app: Script) -> [SlicePoint] {
    let area = app.state.viewport.area
    return (area.row..<area.endRow).flatMap { row in
      (area.column..<area.endColumn).compactMap { column in
        before[column, row] == after[column, row]
          ? nil : app.state.viewport.point(atCell: column, row)
      }
    }
  }

  @Test(arguments: appearances, [false, true])
  func theOutlineIsSeenAndTheInsideIsFree(appearance: Appearance, light: Bool) {
    var app = app(appearance, light: light)
    app.press("0 8 )")
    app.state.message = nil
    let with = app.screen
    // The same brush without its outline: nothing else differs.
    app.state.readOnlyReason = "looking"
    let without = app.screen
    let points = changed(without, with, app)
    let centre = app.state.cursorPoint
    #expect(points.count >= 6, "\(appearance)")
    for point in points {
      let (x, y) = (point.column - centre.column, point.row - centre.row)
      #expect(x * x + y * y <= 21 && x * x + y * y >= 4, "\(appearance) \(x) \(y)")
    }
  }

  @Test func aBrushOfOneVoxelHasNone() {
    var app = app(Appearance())
    let with = app.screen
    app.state.readOnlyReason = "looking"
    #expect(changed(app.screen, with, app).isEmpty)
  }

  @Test func squaresAreShownAsSquares() {
    var app = app(Appearance())
    app.type("set brush 7 square")
    app.state.message = nil
    let with = app.screen
    app.state.readOnlyReason = "looking"
    let points = Set(changed(app.screen, with, app))
    let centre = app.state.cursorPoint
    #expect(points.count == 24)
    #expect(points.contains(SlicePoint(column: centre.column - 3, row: centre.row - 3)))
  }

  @Test(arguments: appearances) func labelsUnderItCanBeRead(appearance: Appearance) {
    var app = app(appearance)
    app.type("set brush 9 square")
    app.press("2 Space Space 1")
    app.state.message = nil
    let with = app.screen
    app.state.readOnlyReason = "looking"
    let without = app.screen
    let area = app.state.viewport.area
    for row in area.row..<area.endRow {
      for column in area.column..<area.endColumn {
        let (cell, plain) = (with[column, row], without[column, row])
        // Digits stay digits, and no label turns into the image's grey.
        #expect((cell.glyph == 50) == (plain.glyph == 50))
        guard appearance == Appearance(), cell != plain else { continue }
        #expect((16..<232).contains(cell.foreground.number))
      }
    }
  }

  @Test func thereIsNoneInAMosaic() {
    var app = app(Appearance())
    app.press("V V")
    app.type("set brush 9")
    app.state.message = nil
    let with = app.screen
    app.state.readOnlyReason = "looking"
    #expect(changed(app.screen, with, app).isEmpty)
  }

  @Test func overAPictureTheOutlineIsOfCells() {
    for mode in [GraphicsMode.kitty, .sixel] {
      var appearance = Appearance()
      appearance.graphics = mode
      var app = app(appearance)
      app.type("set brush 9")
      app.state.message = nil
      let with = app.screen
      app.state.readOnlyReason = "looking"
      let points = changed(app.screen, with, app)
      #expect(points.count >= 12)
      #expect(with[app.cell(30, 25).column, app.cell(30, 25).row] == .blank)
    }
  }
}
