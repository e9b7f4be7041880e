import Annotation
import Testing
import Volume

@testable import Viewer

/// `a` and `I`: shapes that are closed and filled.
struct ShapeTests {
  /// 12 x 10 voxels, cursor at (6, 5, 2).
  private func app() -> Script { Script(volume: .ramp(12, 10, 4)) }

  private func count(_ app: Script, _ label: UInt8 = 1) -> Int {
    app.state.open.scribbles.countsPerLabel[label] ?? 0
  }

  private func endings(_ app: Script) -> Int {
    app.records.filter { if case .endStroke = $0 { true } else { false } }.count
  }

  private static let filledSquare = """
    ............
    ............
    ............
    ............
    ............
    ......1111..
    ......1111..
    ......1111..
    ......1111..
    ............
    """

  private static let ring = """
    ............
    ............
    ............
    ............
    ............
    ......1111..
    ......1..1..
    ......1..1..
    ......1111..
    ............
    """

  @Test(arguments: [
    ("v l l l v j j j v h h h", "a"), ("v l l l v j j j v h h h v", "a"),
    ("Space l l l j j j h h h", "a"), ("Space l l l j j j h h h", "I"),
    ("v l l l v j j j v h h h", "I"), ("v l l l v j j j v h h h v", "I"),
  ])
  func aShapeUnderWayIsClosedAndFilledAsOneStroke(keys: String, end: String) {
    var app = app()
    app.press(keys)
    app.press(end)
    #expect(app.labels(slice: 2) == (end == "a" ? Self.ring : Self.filledSquare))
    #expect(app.state.mode == .draw)
    #expect(endings(app) == 1)
    let numbers = app.records.compactMap {
      if case .append(let edit) = $0 { edit.stroke } else { nil }
    }
    #expect(Set(numbers).count == 1)
    #expect(
      app.message
        == (end == "a" ? "closed: 12 voxels of RV" : "closed and filled: 16 voxels of RV"))
    app.press("u")
    #expect(count(app) == 0)
    app.press("Ctrl-R")
    #expect(app.labels(slice: 2) == (end == "a" ? Self.ring : Self.filledSquare))
  }

  @Test func aRingDrawnByMouseIsFilledAsAnActionOfItsOwn() {
    var app = Script(volume: .ramp(20, 16, 4))
    app.press("z")
    let corners = [(3, 2), (9, 2), (9, 8), (3, 8)].map { app.cell($0.0, $0.1) }
    app.mouse(.press, .left, corners[0].column, corners[0].row)
    for corner in corners[1...] { app.mouse(.drag, .left, corner.column, corner.row) }
    app.mouse(.release, .left, corners[3].column, corners[3].row)
    #expect(count(app) == 19)
    app.press("2 I")
    #expect(count(app) == 49 && count(app, 2) == 0)
    #expect(app.message == "last stroke filled: 30 voxels of RV")
    app.press("I")
    #expect(app.message == "the last stroke is filled already")
    app.press("u")
    #expect(count(app) == 19)
    app.press("a")
    #expect(count(app) == 24)
    #expect(app.message == "last stroke closed: 5 voxels of RV")
  }

  @Test func thereMustBeSomethingToClose() {
    var app = app()
    app.press("I")
    #expect(app.message == "nothing to fill yet: draw around something first")
    app.press("v l a")
    #expect(app.message.hasPrefix("nothing to close yet: v ends a piece"))
    #expect(app.state.mode == .line)
    app.press("Esc Space a")
    #expect(app.message.hasPrefix("nothing to close yet"))
    #expect(app.state.mode == .painting)
    app.press("l l j j Space n I")
    #expect(app.message.hasPrefix("the last stroke is on axial slice 2"))
    app.press("p u I")
    #expect(app.message == "the last stroke is gone: draw around something first")
    app.press("V I")
    #expect(app.message.contains("mosaic"))
    var reader = Script(volume: .ramp(12, 10, 4), readOnly: "open in another viewer")
    reader.press("I a F")
    #expect(reader.message == "open in another viewer" && reader.records.isEmpty)
  }

  @Test func anEmptyLineEndsWithoutAPenLeftDown() {
    var app = app()
    app.press("v v a")
    #expect(app.state.pen.stroke == nil && app.state.mode == .draw)
    #expect(app.message.hasPrefix("nothing to close yet"))
  }

  @Test func aStrokeOfTheMouseOverTwoSlicesIsClosedOnTheSecond() {
    var app = Script(volume: .ramp(20, 16, 4))
    app.press("z")
    func cell(_ column: Int, _ row: Int) -> (column: Int, row: Int) { app.cell(column, row) }
    let (start, first) = (cell(1, 1), cell(15, 1))
    app.mouse(.press, .left, start.column, start.row)
    app.mouse(.drag, .left, first.column, first.row)
    app.mouse(.wheelDown, .left, first.column, first.row)
    for (column, row) in [(3, 2), (9, 2), (9, 8), (3, 8)] {
      let cell = cell(column, row)
      app.mouse(.drag, .left, cell.column, cell.row)
    }
    app.mouse(.release, .left, cell(3, 8).column, cell(3, 8).row)
    app.press("I")
    let filled = app.labels(slice: 3).split(separator: "\n").map { $0.filter { $0 == "1" }.count }
    #expect(filled == [0, 0, 7, 7, 7, 7, 7, 7, 7, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func theEraserFillsWithNothing() {
    var app = app()
    app.press("Space l l l j j j h h h I")
    app.press("K K H H e Space L J H I")
    #expect(count(app) == 0)
    #expect(app.message.contains("erased"))
    app.press("u")
    #expect(count(app) == 16)
  }

  @Test func protectedLabelsStayInsideAFilledShape() {
    var app = app()
    app.press("2 l j Space Space h k 1 O Space l l l j j j h h h I")
    #expect(count(app, 2) == 1 && count(app) == 15)
  }

  @Test func aFilledStrokeIsRepeatedFilledAndFilledThere() {
    var app = app()
    app.press("Space l l l j j j h h h I n k k k .")
    #expect(app.labels(slice: 3).filter { $0 == "1" }.count == 16)
    app.press("u X")
    app.press("p X Space l l j j h h Space n .")
    #expect(app.labels(slice: 3).filter { $0 == "1" }.count == 7)
    app.press("I")
    #expect(app.labels(slice: 3).filter { $0 == "1" }.count == 9)
  }

  @Test func everythingThatCannotBeReachedFromOutsideIsFilled() {
    func points(_ places: [(Int, Int)]) -> [SlicePoint] {
      places.map { SlicePoint(column: $0.0, row: $0.1) }
    }
    // An eight: both loops.
    let eight = Set(Outline.filled(points([(0, 0), (8, 8), (8, 0), (0, 8)])))
    #expect(eight.contains(SlicePoint(column: 1, row: 4)))
    #expect(eight.contains(SlicePoint(column: 7, row: 4)))
    #expect(!eight.contains(SlicePoint(column: 4, row: 1)))
    // Twice round: even-odd would leave the middle open.
    let twice = points([(0, 0), (9, 0), (9, 9), (0, 9), (2, 2), (7, 2), (7, 7), (2, 7)])
    #expect(Outline.filled(twice).contains(SlicePoint(column: 5, row: 5)))
    // A bay stays outside.
    let bay = points([(0, 0), (9, 0), (9, 9), (6, 9), (6, 3), (3, 3), (3, 9), (0, 9)])
    #expect(!Outline.filled(bay).contains(SlicePoint(column: 4, row: 6)))
    #expect(Outline.filled([]).isEmpty)
    #expect(Outline.filled(points([(3, 3)])) == points([(3, 3)]))
  }

  /// However a path runs: it is part of what it fills, and what is filled besides cannot be left without crossing it.
  @Test(arguments: 0..<60) func filledShapesAreClosed(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let corners = (0..<Int.random(in: 3...8, using: &random)).map { _ in
      SlicePoint(
        column: Int.random(in: 0...20, using: &random), row: Int.random(in: 0...20, using: &random))
    }
    let filled = Set(Outline.filled(corners))
    let path = Set(
      zip(corners, corners.dropFirst() + [corners[0]]).flatMap { Brush.line(from: $0, to: $1) })
    #expect(path.isSubset(of: filled))
    for point in filled.subtracting(path) {
      for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
        #expect(filled.contains(SlicePoint(column: point.column + dx, row: point.row + dy)))
      }
    }
  }
}
