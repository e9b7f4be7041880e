import Annotation
import Foundation
import Testing
import Volume

@testable import Viewer

/// Strokes by keyboard and mouse, and what can be done with them afterwards.
struct PaintTests {
  /// 8 x 4 voxels, cursor at (4, 2, 2).
  private func small() -> Script { Script(volume: .ramp(8, 4, 4)) }

  @Test func keyboardStrokePaintsWhatTheCursorPasses() {
    var app = small()
    app.press("2 Space l l l Space")
    #expect(app.labels(slice: 2) == "........\n........\n....2222\n........")
    #expect(app.state.mode == .draw)
    #expect(app.message == "4 voxels of Myo")
  }

  @Test func penDownIsAModeOfItsOwn() {
    var app = small()
    app.press("Space")
    #expect(app.state.mode == .painting)
    app.press("Esc")
    #expect(app.state.mode == .draw)
    app.press("e Space")
    #expect(app.state.mode == .erasing)
  }

  @Test func everyBatchIsRecordedBeforeTheStrokeEnds() {
    var app = small()
    app.press("Space l Space")
    #expect(app.records.count == 3)
    guard case .append(let first) = app.records[0], case .append(let second) = app.records[1],
      case .endStroke(let number, _) = app.records[2]
    else {
      Issue.record("expected append, append, endStroke, found \(app.records)")
      return
    }
    #expect(first.stroke == number && second.stroke == number)
    #expect(first.changes.map(\.voxel) == [2 * 32 + 2 * 8 + 4])
    #expect(second.changes.map(\.voxel) == [2 * 32 + 2 * 8 + 5])
  }

  @Test func eraserUndoRestoresTheStroke() {
    var app = small()
    app.press("2 Space l l l Space")
    let drawn = app.labels(slice: 2)
    app.press("e h h h Space l l l Space")
    #expect(!app.labels(slice: 2).contains("2"))
    app.press("u")
    #expect(app.labels(slice: 2) == drawn)
    app.press("u")
    #expect(!app.labels(slice: 2).contains("2"))
    app.press("Ctrl-R")
    #expect(app.labels(slice: 2) == drawn)
  }

  @Test func undoGoesToTheSliceItChanges() {
    var app = small()
    app.press("g Space l Space G")
    #expect(app.state.slice == 3)
    app.press("u")
    #expect(app.state.slice == 0)
    #expect(app.message.contains("slice 0"))
    #expect(app.effects.contains(.undo(stroke: 1)))
    app.press("G Ctrl-R")
    #expect(app.state.slice == 0)
    #expect(app.labels(slice: 0).contains("1"))
  }

  @Test func undoOfAStrokeInAnotherPlaneShowsThatPlane() {
    var app = Script(volume: .ramp(8, 8, 8))
    app.press("Tab Space j j l l Space")
    #expect(app.state.view.plane == .coronal)
    app.press("Shift-Tab g u")
    #expect(app.state.view.plane == .coronal)
    #expect(app.state.open.scribbles.map.voxels.allSatisfy { $0 == 0 })
  }

  @Test func paintingInEveryPlaneWritesTheVoxelsUnderTheCursor() {
    for plane in Plane.allCases {
      var app = Script(volume: .ramp(9, 7, 5, spacing: SIMD3(1, 1.5, 4)))
      app.type("plane \(plane.rawValue)")
      app.type("go 3 2 1")
      app.press("Space Space")
      let painted = app.state.open.scribbles.map.voxels.indices.filter {
        app.state.open.scribbles.map.voxels[$0] != 0
      }
      #expect(painted == [3 + 9 * (2 + 7 * 1)])
    }
  }

  @Test func changingTheSliceLiftsThePen() {
    var app = small()
    app.press("Space n l")
    #expect(app.state.pen.stroke == nil)
    #expect(app.labels(slice: 3) == "........\n........\n........\n........")
    #expect(app.labels(slice: 2).contains("1"))
  }

  @Test func linesAreDrawnFromAnchorToCursor() {
    var app = small()
    app.press("v h h k k")
    #expect(app.state.mode == .line)
    #expect(!app.labels(slice: 2).contains("1"))
    app.press("Space")
    #expect(app.labels(slice: 2) == "..1.....\n...1....\n....1...\n........")
    app.press("u")
    #expect(!app.labels(slice: 2).contains("1"))
  }

  @Test func aLineCanGoOn() {
    var app = small()
    app.press("v l l v j v Esc")
    #expect(app.labels(slice: 2) == "........\n........\n....111.\n......1.")
    #expect(app.state.mode == .draw)
  }

  /// However a line of several pieces ends, it is one stroke of the journal and one undo.
  @Test(arguments: ["v l l v j v Esc", "v l l v j Space", "v l l v j v n", "v l l v j v 2 l"])
  func aLineOfSeveralPiecesIsOneUndo(keys: String) {
    var app = small()
    app.press(keys)
    #expect(app.labels(slice: 2) == "........\n........\n....111.\n......1.")
    let numbers = app.records.compactMap {
      if case .append(let edit) = $0 { edit.stroke } else { nil }
    }
    #expect(Set(numbers).count == 1)
    #expect(app.records.filter { if case .endStroke = $0 { true } else { false } }.count == 1)
    app.press("u")
    #expect(!app.labels(slice: 2).contains("1"))
    app.press("Ctrl-R")
    #expect(app.labels(slice: 2).contains("111"))
  }

  @Test func escSaysWhetherTheLineIsThere() {
    var app = small()
    app.press("v l l Esc")
    #expect(app.message == "line left out")
    #expect(app.records.isEmpty)
    app.press("v l l v")
    #expect(app.state.mode == .line)
    app.press("l Esc")
    #expect(app.message == "line done, 2 voxels")
    #expect(app.state.mode == .draw)
  }

  @Test func aLineGoesOnWithAnotherLabelAsAnotherStroke() {
    var app = small()
    app.press("v l v 2 l Space")
    #expect(app.labels(slice: 2) == "........\n........\n....122.\n........")
    app.press("u")
    #expect(app.labels(slice: 2) == "........\n........\n....11..\n........")
  }

  @Test func brushesAreDiscsInMillimetres() {
    #expect(Brush.disc(diameter: 1, unitX: 1, unitY: 1).count == 1)
    #expect(Brush.disc(diameter: 2, unitX: 1, unitY: 1).count == 4)
    #expect(Brush.disc(diameter: 3, unitX: 1, unitY: 1).count == 9)
    let round = Brush.disc(diameter: 9, unitX: 1, unitY: 1)
    #expect((58...69).contains(round.count))
    // Rows five times as far apart: the disc is one row high.
    let flat = Brush.disc(diameter: 5, unitX: 1, unitY: 5)
    #expect(Set(flat.map(\.row)) == [0])
  }

  @Test func brushKeysStayInBounds() {
    var app = small()
    app.press("( (")
    #expect(app.state.pen.brush.diameter == 1)
    for _ in 0..<50 { app.press(")") }
    #expect(app.state.pen.brush.diameter == Brush.largest)
  }

  @Test(arguments: 0..<200) func linesHaveNoGaps(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    func point() -> SlicePoint {
      SlicePoint(
        column: Int.random(in: -40...40, using: &random),
        row: Int.random(in: -40...40, using: &random))
    }
    let (start, end) = (point(), point())
    let path = Brush.line(from: start, to: end)
    #expect(path.first == start && path.last == end)
    for (a, b) in zip(path, path.dropFirst()) {
      #expect(max(abs(a.column - b.column), abs(a.row - b.row)) == 1)
    }
    #expect(path.count == max(abs(start.column - end.column), abs(start.row - end.row)) + 1)
  }

  @Test func repeatDrawsTheLastStrokeAtTheCursor() {
    var app = small()
    app.press("3 Space l j Space n .")
    #expect(app.labels(slice: 3) == "........\n........\n........\n.....33.")
  }

  @Test func protectedVoxelsKeepTheirLabel() {
    var app = small()
    app.press("1 Space l Space O 2 h h Space l l l Space")
    #expect(app.labels(slice: 2) == "........\n........\n...2112.\n........")
  }

  @Test func copiedStrokesAreOneUndo() {
    var app = small()
    app.press("1 Space l Space j 2 Space h Space y n P")
    #expect(app.labels(slice: 3) == app.labels(slice: 2))
    app.press("u")
    #expect(app.labels(slice: 3) == "........\n........\n........\n........")
    #expect(app.labels(slice: 2).contains("2"))
  }

  @Test func clearingASliceCanBeUndone() {
    var app = small()
    app.press("Space l Space X")
    #expect(!app.labels(slice: 2).contains("1"))
    app.press("u")
    #expect(app.labels(slice: 2).contains("1"))
  }

  @Test func emptySlicesGetBackgroundLines() {
    var app = Script(volume: .ramp(40, 40, 4))
    app.press("E")
    let text = app.labels(slice: 2)
    #expect(text.contains("b") && !text.contains("1"))
    let share = Double(text.filter { $0 == "b" }.count) / 1600
    #expect(share > 0.01 && share < 0.2)
    app.press("u")
    #expect(!app.labels(slice: 2).contains("b"))
  }

  @Test func theRegionFollowsTheStrokes() {
    var app = Script(volume: .ramp(100, 80, 4, spacing: SIMD3(2, 1, 8)))
    #expect(app.state.regionOnScreen == nil)
    app.type("go 50 40 1")
    app.press("Space l l Space")
    // 20 mm are ten columns and twenty rows.
    #expect(app.state.regionOnScreen?.columns == 40...62)
    #expect(app.state.regionOnScreen?.rows == 20...60)
    app.press("u")
    #expect(app.state.regionOnScreen == nil)
    app.press("Ctrl-R")
    app.type("set margin 4")
    #expect(app.effects.last == .writeMargin(4))
    #expect(app.state.regionOnScreen?.columns == 48...54)
    app.type("set margin off")
    #expect(app.state.regionOnScreen == nil)
    app.type("set margin -1")
    #expect(app.message.contains("expected"))
  }

  @Test(arguments: 0..<30) func theExtentIsThatOfTheMap(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    var app = Script(volume: .ramp(14, 12, 6))
    let keys = [
      "Space", "l", "j", "h", "k", "n", "p", "e", "u", "Ctrl-R", "X", "E", "y", "P", "1", "0",
    ]
    for _ in 0..<120 { app.press(keys.randomElement(using: &random) ?? "l") }
    #expect(app.state.open.extent == StrokeExtent(of: app.state.open.scribbles.map))
  }

  @Test func slicesWithClassesAreNotMarkedEmpty() {
    var app = small()
    app.press("2 Space l Space E")
    #expect(!app.labels(slice: 2).contains("b"))
    #expect(app.message.contains("Myo"))
  }

  @Test func labelsAreAddedByTheirNumber() {
    var app = small()
    app.press("5")
    #expect(app.message.contains("there is no label 5"))
    // At once it would be the count 54.
    app.send(.tick(app.state.now + 2))
    app.press("4 Space Space")
    #expect(app.labels(slice: 2).contains("4"))
    #expect(app.effects.contains(.writeClasses))
    app.type("label 4 scar tissue")
    #expect(app.state.project.labels.label(id: 4)?.name == "scar tissue")
    app.type("label delete 4")
    #expect(app.message.contains("in use"))
  }

  @Test func backgroundIsLabelZeroOnTheKeyboardAnd255OnDisk() {
    var app = small()
    app.press("0 Space Space")
    #expect(app.labels(slice: 2).contains("b"))
    app.press("x")
    #expect(app.state.pen.label == 1)
    app.press("i")
    #expect(app.state.pen.label == 255)
  }

  @Test func nothingIsPaintedReadOnly() {
    var app = Script(volume: .ramp(8, 4, 4), readOnly: "open in another viewer")
    app.press("Space l 1 v E X P u . A R m t")
    app.mouse(.press, .left, 20, 10)
    app.mouse(.drag, .left, 25, 10)
    app.mouse(.release, .left, 25, 10)
    #expect(app.records.isEmpty)
    #expect(app.state.open.scribbles.map.voxels.allSatisfy { $0 == 0 })
    app.press("Space")
    #expect(app.message == "open in another viewer")
    #expect(app.state.mode == .readOnly)
  }

  /// Invariants over random sessions: undoing everything brings the start back, redoing it the end.
  @Test(arguments: 0..<60) func undoAndRedoAreInverse(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let keys = [
      "Space", "Space", "h", "j", "k", "l", "J", "K", "n", "p", "1", "2", "0", "e", "v", ")", "(",
      "y", "P", "E", "X", ".", "Tab", "u", "Ctrl-R", "Esc",
    ]
    var app = Script(volume: .ramp(12, 10, 6))
    for _ in 0..<150 { app.press(keys.randomElement(using: &random) ?? "l") }
    app.press("Esc Esc")
    let end = app.state.open.scribbles.map
    var steps = 0
    while app.state.open.scribbles.canUndo {
      app.press("u")
      steps += 1
    }
    #expect(app.state.open.scribbles.map.voxels.allSatisfy { $0 == 0 })
    for _ in 0..<steps { app.press("Ctrl-R") }
    #expect(app.state.open.scribbles.map == end)
  }
}
