import Annotation
import Testing
import Volume

@testable import Viewer

/// `!` and the diagonals.
struct StraightTests {
  private func app() -> Script {
    var app = Script(volume: .ramp(20, 16, 4))
    app.press("z !")
    return app
  }

  private func painted(_ app: Script, slice: Int = 2) -> Set<SlicePoint> {
    let rows = app.labels(slice: slice).split(separator: "\n").map(Array.init)
    return Set(
      rows.indices.flatMap { row in
        rows[row].indices.filter { rows[row][$0] != "." }.map { SlicePoint(column: $0, row: row) }
      })
  }

  @Test(arguments: 0..<100) func endsLieInOneOfEightDirections(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    func point() -> SlicePoint {
      SlicePoint(
        column: Int.random(in: 0..<20, using: &random), row: Int.random(in: 0..<16, using: &random))
    }
    let (start, wanted) = (point(), point())
    let end = StraightLine.end(from: start, to: wanted, columns: 20, rows: 16)
    let (dx, dy) = (end.column - start.column, end.row - start.row)
    #expect(dx == 0 || dy == 0 || abs(dx) == abs(dy))
    #expect((0..<20).contains(end.column) && (0..<16).contains(end.row))
    // It looks the same way.
    #expect(dx * (wanted.column - start.column) >= 0 && dy * (wanted.row - start.row) >= 0)
    #expect(StraightLine.end(from: start, to: end, columns: 20, rows: 16) == end)
  }

  @Test func linesKeepToTheNearestDirection() {
    var app = app()
    app.press("v l l l l j Space")
    #expect(painted(app) == Set((10...14).map { SlicePoint(column: $0, row: 8) }))
    // The cursor goes to the end, where the next piece begins.
    #expect(app.state.cursorPoint == SlicePoint(column: 14, row: 8))
    app.press("u v h h h k k v")
    #expect(app.state.cursorPoint == app.state.pen.anchor)
    app.press("Esc")
    let run = painted(app)
    #expect(run.contains(SlicePoint(column: 13, row: 7)) && run.count == 4)
  }

  @Test func aDragDrawsTheStraightLineAndNothingElse() {
    var app = app()
    let places = [(2, 2), (12, 5), (3, 14), (9, 3)].map { app.cell($0.0, $0.1) }
    app.mouse(.press, .left, places[0].column, places[0].row)
    #expect(app.state.mode == .line)
    for place in places[1...] { app.mouse(.drag, .left, place.column, place.row) }
    #expect(painted(app).isEmpty && app.records.isEmpty)
    app.mouse(.release, .left, places[3].column, places[3].row)
    #expect(painted(app) == Set((2...9).map { SlicePoint(column: $0, row: 2) }))
    #expect(app.message.hasPrefix("8 voxels of RV"))
    app.press("u")
    #expect(painted(app).isEmpty)
  }

  @Test func aClickPaintsItsVoxel() {
    var app = app()
    let cell = app.cell(5, 5)
    app.mouse(.press, .left, cell.column, cell.row)
    app.mouse(.release, .left, cell.column, cell.row)
    #expect(painted(app) == [SlicePoint(column: 5, row: 5)])
    app.mouse(.press, .right, cell.column, cell.row)
    app.mouse(.release, .right, cell.column, cell.row)
    #expect(painted(app).isEmpty)
  }

  @Test func escLeavesADragOut() {
    var app = app()
    let (a, b) = (app.cell(2, 2), app.cell(9, 2))
    app.mouse(.press, .left, a.column, a.row)
    app.mouse(.drag, .left, b.column, b.row)
    app.press("Esc")
    app.mouse(.drag, .left, b.column + 2, b.row)
    app.mouse(.release, .left, b.column + 2, b.row)
    #expect(app.records.isEmpty && app.state.mode == .draw)
  }

  @Test func aDragEndsOnItsSlice() {
    var app = app()
    let (a, b) = (app.cell(2, 2), app.cell(9, 2))
    app.mouse(.press, .left, a.column, a.row)
    app.mouse(.drag, .left, b.column, b.row)
    app.mouse(.wheelDown, .left, b.column, b.row)
    app.mouse(.drag, .left, b.column, b.row + 3)
    app.mouse(.release, .left, b.column, b.row + 3)
    #expect(painted(app).count == 8 && painted(app, slice: 3).isEmpty)
  }

  @Test func aLostReleaseDrawsTheLineAtTheNextPress() {
    var app = app()
    let (a, b) = (app.cell(2, 2), app.cell(2, 9))
    app.mouse(.press, .left, a.column, a.row)
    app.mouse(.drag, .left, b.column, b.row)
    app.mouse(.press, .left, a.column, b.row)
    app.mouse(.release, .left, a.column, b.row)
    #expect(painted(app) == Set((2...9).map { SlicePoint(column: 2, row: $0) }))
    #expect(app.records.filter { if case .endStroke = $0 { true } else { false } }.count == 1)
  }

  @Test func theLineIsShownWhileItIsDragged() {
    var app = app()
    let (a, b) = (app.cell(2, 2), app.cell(12, 3))
    app.mouse(.press, .left, a.column, a.row)
    app.mouse(.drag, .left, b.column, b.row)
    let line = app.state.lineUnderWay
    #expect(line?.start == SlicePoint(column: 2, row: 2))
    #expect(line?.end == SlicePoint(column: 12, row: 2))
    let with = app.screen
    app.state.pen.drag = nil
    #expect(with != app.screen)
  }

  @Test func diagonalsMoveAndDraw() {
    var app = Script(volume: .ramp(20, 16, 4))
    let start = app.state.cursorPoint
    for (key, step) in [("/", (1, -1)), ("\\", (1, 1)), ("|", (-1, -1)), ("_", (-1, 1))] {
      app.press(key)
      #expect(app.state.cursorPoint.column == start.column + step.0)
      #expect(app.state.cursorPoint.row == start.row + step.1)
      app.type("go 10 8 2")
    }
    app.press("Space / / \\ Space")
    #expect(
      painted(app)
        == Set([(10, 8), (11, 7), (12, 6), (13, 7)].map { SlicePoint(column: $0.0, row: $0.1) }))
    // At the edge a diagonal ends instead of following it.
    app.type("go 5 0 2")
    app.press("/")
    #expect(app.state.cursorPoint == SlicePoint(column: 5, row: 0))
  }
}
