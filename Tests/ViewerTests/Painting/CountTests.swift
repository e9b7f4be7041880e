import Annotation
import Foundation
import Testing
import Volume

@testable import Viewer

/// Digits before a movement.
struct CountTests {
  /// 40 x 30 voxels, cursor at (20, 15, 4); three labels.
  private func app() -> Script { Script(volume: .ramp(40, 30, 9)) }

  @Test func countsMoveAsFar() {
    var app = app()
    app.press("1 2 l")
    #expect(app.state.cursorPoint == SlicePoint(column: 32, row: 15))
    app.press("0 5 k")
    #expect(app.state.cursorPoint == SlicePoint(column: 32, row: 10))
    app.press("0 3 n")
    #expect(app.state.slice == 7)
    app.press("0 6 PgUp")
    #expect(app.state.slice == 1)
    app.press("1 0 _")
    #expect(app.state.cursorPoint == SlicePoint(column: 22, row: 20))
    app.press("0 2 H")
    #expect(app.state.cursorPoint == SlicePoint(column: 2, row: 20))
    app.press("0 4 )")
    #expect(app.state.pen.brush.diameter == 5)
    let zoom = app.state.viewport.scaleX
    app.press("0 3 +")
    let zoomed = app.state.viewport.scaleX
    app.press("0 3 - + + +")
    #expect(zoomed > zoom && app.state.viewport.scaleX == zoomed)
  }

  @Test func oneDigitIsALabelAtOnce() {
    var app = app()
    app.press("2")
    #expect(app.state.pen.label == 2 && app.message == "label Myo")
    app.press("l")
    #expect(app.state.cursorPoint.column == 21 && app.state.pen.label == 2)
  }

  @Test func theLabelIsTheOneBeforeTheCount() {
    var app = app()
    app.press("3 l e 1 2")
    #expect(app.message == "count 12: a movement takes it, Esc drops it")
    #expect(app.state.pen.label == 3 && app.state.pen.erases)
    app.press("l")
    #expect(app.state.pen.label == 3 && app.state.pen.erases)
    app.press("e x")
    #expect(app.state.pen.label == 1)
    app.press("1 2 3 Esc")
    #expect(app.message == "count 123 dropped")
    app.press("l")
    #expect(app.state.pen.label == 1)
  }

  @Test func anyOtherKeyDropsTheCountAndDoesItsOwn() {
    var app = app()
    app.press("1 2 o l")
    #expect(app.state.overlays.style == .fill)
    #expect(app.state.cursorPoint.column == 21)
    app.press("1 2 Y l")
    #expect(app.state.cursorPoint.column == 22)
    app.press("0 0 l")
    #expect(app.state.cursorPoint.column == 22)
  }

  @Test func aLabelThatTheFirstDigitAddedLeavesNoTrace() {
    var app = app()
    app.press("Space Space u")
    app.effects = []
    app.press("4")
    #expect(app.state.project.labels.labels.count == 4 && app.state.pen.label == 4)
    app.press("2 l")
    #expect(app.state.project.labels.labels.count == 3 && app.state.pen.label == 1)
    #expect(app.records.isEmpty && !app.effects.contains(.writeClasses))
    #expect(!app.state.open.scribbles.canUndo)
    // What could be done again still can.
    app.press("Ctrl-R")
    #expect(app.state.open.scribbles.countsPerLabel == [1: 1])
  }

  @Test(arguments: ["Space", "Tab", ":", "?", "Esc", "5"])
  func aLabelThatWasAddedIsRecordedWithTheNextKey(key: String) {
    var app = app()
    app.press("4")
    #expect(app.records.isEmpty)
    app.press(key == "5" ? "z 5" : key)
    #expect(app.effects.contains(.writeClasses) && app.state.open.scribbles.canUndo)
    #expect(app.state.project.labels.label(id: 4) != nil && app.state.pen.label != 1)
    if key == "5" { app.press("Esc") }
    if key == "Tab" {
      app.press("u")
      #expect(app.state.project.labels.label(id: 4) == nil)
    }
  }

  @Test func aDigitThatNamesNoLabelIsACountBeforeAMovement() {
    var app = app()
    let before = app.state.cursorPoint
    app.press("4 l")
    #expect(app.state.cursorPoint.column == before.column + 4)
    #expect(app.state.project.labels.labels.count == 3 && app.state.pen.label == 1)
    #expect(app.records.isEmpty)
  }

  @Test func aPauseMakesADigitALabelForGood() {
    var app = app()
    app.press("4")
    app.send(.tick(app.state.now + 0.5))
    #expect(app.records.isEmpty)
    app.send(.tick(app.state.now + 2))
    #expect(app.effects.contains(.writeClasses) && app.records.count == 2)
    #expect(app.message.hasPrefix("label 4 added"))
    app.press("2")
    #expect(app.state.pen.label == 2 && app.state.pen.digits?.isCount == false)
    // A count waits as long as it takes.
    app.send(.tick(app.state.now + 2))
    app.press("1 2")
    app.send(.tick(app.state.now + 60))
    app.press("l")
    #expect(app.state.cursorPoint.column == 32)
  }

  @Test func aCountWithThePenDownDraws() {
    var app = app()
    app.press("2 Space 1 2")
    #expect(app.state.mode == .painting)
    app.press("l 0 3 j Space")
    #expect(app.state.open.scribbles.countsPerLabel == [2: 16])
    #expect(app.records.filter { if case .endStroke = $0 { true } else { false } }.count == 1)
    app.press("u")
    #expect(app.state.open.scribbles.countsPerLabel.isEmpty)
  }

  @Test func diagonalCountsDrawDiagonals() {
    var app = app()
    app.press("Space 9 9 / Space")
    // From row 15 to row 0.
    #expect(app.state.open.scribbles.countsPerLabel == [1: 16])
    #expect(app.state.cursorPoint == SlicePoint(column: 35, row: 0))
  }

  @Test func aLineGoesOnThroughACount() {
    var app = app()
    app.press("v 1 0 l v 0 5 j v 1 0 h a")
    #expect(app.records.filter { if case .endStroke = $0 { true } else { false } }.count == 1)
    app.press("u")
    #expect(app.state.open.scribbles.countsPerLabel.isEmpty)
  }

  @Test func aDigitStillLiftsThePen() {
    var app = app()
    app.press("Space l 2 l")
    #expect(app.state.pen.stroke == nil && app.state.pen.label == 2)
    #expect(app.state.open.scribbles.countsPerLabel == [1: 2])
    #expect(app.records.count == 3)
  }

  @Test func theMouseDoesNotFindAStrokeThatHangs() {
    var app = app()
    app.press("z Space l 2")
    let cell = app.cell(23, 14)
    app.mouse(.press, .left, cell.column, cell.row)
    app.mouse(.release, .left, cell.column, cell.row)
    #expect(app.state.open.scribbles.countsPerLabel[2] == 1)
    #expect(app.records.filter { if case .endStroke = $0 { true } else { false } }.count == 2)
  }

  @Test func countsAreBounded() {
    var app = app()
    for key in ["l", "n", "/", "+", "-", ")", "]", "Ctrl-Right", "PgUp", "J"] {
      let before = Date()
      for _ in 0..<30 { app.press("9") }
      app.press(key)
      #expect(Date().timeIntervalSince(before) < 30, "\(key)")
      #expect(app.state.open.volume.geometry.size.contains(app.state.view.cursor))
    }
    #expect(app.state.pen.brush.diameter == Brush.largest)
  }

  @Test func otherScreensKeepTheirMeaning() {
    var app = app()
    app.press("V")
    #expect(app.state.arrangement == .mosaic)
    app.press("g 0 3 l")
    #expect(app.state.slice == 3)
    app.press("2 Esc")
    #expect(app.state.pen.label == 2 && app.state.arrangement == .large)
    let window = app.state.view.window
    app.press("w 0 4 Up")
    #expect(app.state.view.window.low < window.low && app.state.view.setsWindow)
    app.press("w r 1 2")
    #expect(app.message.contains("does nothing here") && app.state.pen.digits == nil)
  }

  @Test func aViewerThatOnlyLooksCounts() {
    var app = Script(volume: .ramp(40, 30, 9), readOnly: "open in another viewer")
    app.press("4 2 l")
    #expect(app.state.cursorPoint.column == 39)
    #expect(app.state.project.labels.labels.count == 3)
  }
}
