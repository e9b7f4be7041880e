import Annotation
import Testing
import Volume

@testable import Viewer

/// Three views of one volume: axial columns run with i and rows with j, coronal columns with i, sagittal ones with j,
/// and the rows of both against k.
struct PanesTests {
  private let size = GridSize(i: 40, j: 30, k: 20)

  private func app(columns: Int = 200, rows: Int = 60) -> Script {
    var app = Script(volume: .ramp(40, 30, 20), columns: columns, rows: rows)
    app.press("V")
    return app
  }

  /// One voxel of every view is a cell high and two wide.
  private func exact() -> Script {
    var app = app()
    app.press("z Tab z Tab z Tab")
    return app
  }

  private func pane(_ app: Script, _ plane: Plane) throws -> Pane {
    try #require(app.state.panes.first { $0.plane == plane })
  }

  /// The cell of a pane that shows a voxel of its slice.
  private func cell(_ app: Script, _ plane: Plane, _ column: Int, _ row: Int) throws
    -> (column: Int, row: Int)
  {
    try pane(app, plane).viewport.cell(of: SlicePoint(column: column, row: row))
  }

  private func painted(_ app: Script) -> [VoxelIndex] {
    app.state.open.scribbles.map.voxels.enumerated().filter { $0.element != 0 }
      .map { size.voxel(at: $0.offset) }
  }

  // MARK: Panes

  @Test func threePlanesAreOnTheScreen() {
    let app = app()
    #expect(app.state.arrangement == .three)
    #expect(app.state.panes.map(\.plane) == [.axial, .coronal, .sagittal])
    #expect(app.state.panes.map(\.slice) == [10, 15, 20])
    #expect(app.state.panes.map(\.isActive) == [true, false, false])
    let text = app.screen.text
    for title in ["> axial 10 (0-19)", "  coronal 15 (0-29)", "  sagittal 20 (0-39)"] {
      #expect(text.contains(title), "\(title) is missing")
    }
  }

  @Test func theKeyGoesThroughTheArrangements() {
    var app = app()
    app.press("V")
    #expect(app.state.arrangement == .mosaic && app.state.mode == .mosaic)
    app.press("V")
    #expect(app.state.arrangement == .large)
    app.type("set view three")
    #expect(app.state.arrangement == .three)
    app.type("set view four")
    #expect(app.state.arrangement == .three && app.message.contains("large, three or mosaic"))
  }

  @Test func aPressPaintsInThePaneUnderIt() throws {
    for (column, row) in [(0, 0), (7, 3), (29, 19)] {
      for (plane, voxel) in [
        (Plane.axial, VoxelIndex(i: column, j: row, k: 10)),
        (.coronal, VoxelIndex(i: column, j: 15, k: 19 - row)),
        (.sagittal, VoxelIndex(i: 20, j: column, k: 19 - row)),
      ] {
        var app = exact()
        let cell = try cell(app, plane, column, row)
        app.mouse(.press, .left, cell.column, cell.row)
        app.mouse(.release, .left, cell.column, cell.row)
        #expect(painted(app) == [voxel], "\(plane)")
        #expect(app.state.view.plane == plane && app.state.view.cursor == voxel)
        #expect(app.records.count == 2)
        app.press("u")
        #expect(painted(app).isEmpty)
      }
    }
  }

  @Test func aStrokeStaysInItsPane() throws {
    var app = exact()
    let (from, to) = (try cell(app, .coronal, 3, 4), try cell(app, .coronal, 9, 4))
    app.mouse(.press, .right, from.column, from.row)
    app.mouse(.release, .right, from.column, from.row)
    app.mouse(.press, .left, from.column, from.row)
    app.mouse(.drag, .left, to.column, to.row)
    let elsewhere = try cell(app, .axial, 20, 20)
    app.mouse(.drag, .left, elsewhere.column, elsewhere.row)
    app.mouse(.release, .left, elsewhere.column, elsewhere.row)
    #expect(painted(app).map(\.i) == Array(3...9))
    #expect(Set(painted(app).map(\.k)) == [15] && Set(painted(app).map(\.j)) == [15])
    #expect(app.state.view.plane == .coronal && app.state.pen.stroke == nil)
  }

  @Test func viewsMeetInTheCursor() throws {
    var app = exact()
    let cell = try cell(app, .axial, 7, 3)
    app.mouse(.press, .left, cell.column, cell.row, control: true)
    #expect(app.state.panes.map(\.slice) == [10, 3, 7])
    app.type("go 1 2 3")
    #expect(app.state.panes.map(\.slice) == [3, 2, 1])
    #expect(app.records.isEmpty)
  }

  /// The crosshair of a view that is not worked in runs through the cursor's voxel.
  @Test func theCrosshairRunsThroughTheCursor() throws {
    var app = app()
    app.press("Tab")
    let port = try pane(app, .axial).viewport
    app.state.overlays.showsRegion = false
    let drawn = app.screen
    app.press("l l l l")
    app.state.message = nil
    let moved = app.screen
    let changed = (0..<port.area.columns).filter { column in
      (0..<port.area.rows).contains { row in
        drawn[port.area.column + column, port.area.row + row]
          != moved[port.area.column + column, port.area.row + row]
      }
    }
    func middle(_ column: Int) -> Int {
      let pixels = port.pixels(ofColumn: column)
      return (pixels.lowerBound + pixels.upperBound - 1) / 2
    }
    #expect(changed.contains(middle(20)) && changed.contains(middle(24)))
  }

  @Test func tabAndKeysActOnTheNextView() {
    var app = app()
    let ports = app.state.panes.map(\.viewport)
    app.press("Tab")
    #expect(app.state.view.plane == .coronal)
    app.press("l k n")
    #expect(app.state.view.cursor == VoxelIndex(i: 21, j: 16, k: 11))
    #expect(app.state.panes.map(\.viewport) == ports, "views stay where they are")
    app.press("Space j j Space")
    #expect(painted(app).map(\.k) == [9, 10, 11])
    app.press("Shift-Tab")
    #expect(app.state.view.plane == .axial)
  }

  @Test func everyViewHasItsOwnZoom() throws {
    var app = app()
    let before = try pane(app, .axial).viewport
    app.press("Tab + + +")
    #expect(try pane(app, .axial).viewport == before)
    let zoomed = try pane(app, .coronal).viewport
    #expect(zoomed.scaleX > before.scaleX)
    app.press("Tab")
    #expect(try pane(app, .coronal).viewport == zoomed)
    // The wheel zooms what it is over, the middle button moves it, and neither changes where one works.
    let cell = (column: zoomed.area.column + 10, row: zoomed.area.row + 5)
    app.mouse(.wheelUp, .left, cell.column, cell.row, control: true)
    let nearer = try pane(app, .coronal).viewport
    #expect(nearer.scaleX > zoomed.scaleX)
    app.mouse(.press, .middle, cell.column, cell.row)
    app.mouse(.drag, .middle, cell.column + 4, cell.row)
    app.mouse(.release, .middle, cell.column + 4, cell.row)
    #expect(try pane(app, .coronal).viewport.originX == min(0, nearer.originX + 4))
    #expect(app.state.view.plane == .sagittal)
    #expect(app.records.isEmpty)
  }

  @Test func zoomedViewsFollowTheCursor() throws {
    var app = app()
    app.press("Tab + + + + + + Tab Tab")
    app.type("go 39 29 19")
    let port = try pane(app, .coronal).viewport
    let cell = port.cell(of: SlicePoint(column: 39, row: 0))
    #expect(port.area.contains(column: cell.column, row: cell.row))
  }

  @Test func theWheelChangesTheSliceUnderThePointer() throws {
    var app = app()
    let cell = try cell(app, .sagittal, 4, 4)
    app.mouse(.wheelDown, .left, cell.column, cell.row)
    app.mouse(.wheelDown, .left, cell.column, cell.row)
    #expect(app.state.panes.map(\.slice) == [10, 15, 22])
    #expect(app.state.view.plane == .axial)
    let here = try self.cell(app, .axial, 4, 4)
    app.mouse(.wheelUp, .left, here.column, here.row)
    #expect(app.state.panes.map(\.slice) == [9, 15, 22])
    #expect(app.effects.contains(.focus(caseName: "heart", slice: 9)))
  }

  @Test func aTitleChoosesItsViewAndPaintsNothing() throws {
    var app = app()
    let title = try #require(try pane(app, .sagittal).title)
    app.mouse(.press, .left, title.column + 2, title.row)
    app.mouse(.release, .left, title.column + 2, title.row)
    #expect(app.state.view.plane == .sagittal && app.records.isEmpty)
  }

  @Test func undoStaysWhereTheStrokeIsInSight() throws {
    var app = app()
    app.press("Tab Space l l l Space Shift-Tab")
    app.press("u")
    #expect(app.state.view.plane == .axial && painted(app).isEmpty)
    #expect(app.message.contains("4 voxels undone"))
  }

  // MARK: Room

  @Test func threeViewsNeedRoom() {
    var app = app(columns: 120, rows: 40)
    #expect(app.state.arrangement == .mosaic, "the key goes on to what there is room for")
    #expect(app.message.contains("three views need 160 columns, this screen has 120"))
    app.type("set view large")
    app.type("set view three")
    #expect(app.state.arrangement == .large)
    #expect(app.message == "three views need 160 columns, this screen has 120")
  }

  @Test func threeViewsComeBackWithTheRoom() throws {
    var app = app()
    app.press("Tab")
    app.send(.resize(columns: 159, rows: 60))
    #expect(app.state.arrangement == .large && app.state.panes.count == 1)
    #expect(app.state.view.plane == .coronal)
    #expect(app.message.contains("three views need 160 columns, this screen has 159"))
    app.send(.resize(columns: 160, rows: 48))
    #expect(app.state.arrangement == .three && app.state.view.plane == .coronal)
    app.press("z")
    let cell = try cell(app, .coronal, 7, 3)
    app.mouse(.press, .left, cell.column, cell.row)
    #expect(painted(app) == [VoxelIndex(i: 7, j: 15, k: 16)])
  }

  @Test func aStrokeDoesNotJumpWhenTheScreenShrinks() throws {
    var app = app()
    let cell = try cell(app, .axial, 2, 2)
    app.mouse(.press, .left, cell.column, cell.row)
    app.send(.resize(columns: 120, rows: 40))
    let after = app.cell(30, 25)
    app.mouse(.drag, .left, after.column, after.row)
    app.mouse(.release, .left, after.column, after.row)
    #expect(painted(app).count == 2)
  }

  @Test func anotherVolumeKeepsTheArrangement() {
    var app = app()
    let other = Volume.ramp(10, 12, 14)
    app.send(
      .opened(
        OpenCase(
          name: "other", index: 0, volume: other,
          scribbles: Scribbles(map: LabelMap(size: other.geometry.size), sliceAxis: .k))))
    #expect(app.state.arrangement == .three && app.state.panes.map(\.slice) == [7, 6, 5])
  }
}
