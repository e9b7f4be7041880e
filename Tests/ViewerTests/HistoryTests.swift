import Annotation
import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// Removing strokes, the list of strokes, and strokes on many slices.
struct HistoryTests {
  // MARK: Delete

  @Test func deleteRemovesTheStrokeUnderTheCursor() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.press("1 Space l l Space 2 h Space k Space")
    #expect(app.labels(slice: 2) == "........\n.....2..\n....121.\n........")
    app.press("j l Delete")
    #expect(app.labels(slice: 2) == "........\n.....2..\n.....2..\n........")
    #expect(
      app.message
        == "stroke 1 removed, 2 voxels of RV (1 left under later strokes); u brings it back")
    app.press("h Backspace")
    #expect(app.labels(slice: 2) == "........\n........\n........\n........")
    app.press("u u")
    #expect(app.labels(slice: 2) == "........\n.....2..\n....121.\n........")
    #expect(app.records.count { if case .undo = $0 { true } else { false } } == 2)
    app.press("g Delete")
    #expect(app.message.contains("no stroke under the cursor"))
  }

  @Test func importedVoxelsGoByPatches() {
    var app = Script(volume: .ramp(8, 4, 4))
    let base = [64, 65, 73, 70, 71, 32].map { Change(voxel: $0, old: 0, new: 1) }
    app.state.open.scribbles.setBase(base)
    app.press("1 : g o Space 7 Space 3 Space 2 Enter Space Space")
    #expect(app.labels(slice: 2) == "11....11\n.1......\n........\n.......1")
    app.type("go 1 1 2")
    app.press("Delete")
    #expect(app.labels(slice: 2) == "......11\n........\n........\n.......1")
    #expect(app.message.contains("3 imported voxels of RV"))
    #expect(app.labels(slice: 1).hasPrefix("1"), "other slices stay")
    app.press("u")
    #expect(app.labels(slice: 2).hasPrefix("11....11"))
  }

  @Test func copiesOnManySlicesGoTogether() {
    var app = Script(volume: .ramp(8, 4, 6))
    app.press(": 1 Enter 1 Space l Space 0 j Space Space")
    app.type("copy 2-4")
    app.press("n Delete")
    #expect(app.message.hasPrefix("stroke 3 removed, 9 voxels of RV, background on 3 slices"))
    #expect(app.state.open.scribbles.annotatedSlices == [1])
  }

  @Test func removedStrokesSurviveARestart() throws {
    let bench = try SessionBench()
    bench.press("1 Space l l Space 2 Space Space Delete")
    #expect(bench.state.open.scribbles.map.counts[1] == 3)
    try bench.reopen()
    #expect(bench.state.open.scribbles.map.counts[1] == 3)
    // What came back belongs to the stroke beneath, also after a restart.
    bench.press("S Enter Delete")
    let message = bench.state.message?.text ?? ""
    #expect(message.contains("stroke 1 removed, 3 voxels"), "\(message)")
    #expect(bench.state.open.scribbles.annotatedSlices.isEmpty)
    bench.press("u u")
    #expect(bench.state.open.scribbles.map.counts[1] == 2)
    #expect(bench.state.open.scribbles.map.counts[2] == 1)
  }

  @Test func aClickGoesToAStroke() {
    var app = drawn()
    app.press("S")
    let row = app.screen.text.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.contains("Myo") && $0.contains("anna") }
    app.mouse(.press, .left, 10, row ?? 0)
    #expect(app.state.page == nil && app.message.hasPrefix("stroke 2: axial slice 3"))
  }

  @Test func deletingTheLinesTakesTheMarkAway() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.press("E")
    #expect(app.state.open.isMarkedEmpty(2))
    let voxel = app.state.open.scribbles.map.voxels.firstIndex(of: 255) ?? 0
    app.state.view.cursor = GridSize(i: 8, j: 4, k: 4).voxel(at: voxel)
    app.press("Delete")
    #expect(
      !app.state.open.isMarkedEmpty(2) && app.labels(slice: 2).allSatisfy { ".\n".contains($0) })
    app.press("u")
    #expect(app.state.open.isMarkedEmpty(2))
  }

  // MARK: The list

  private func drawn() -> Script {
    var app = Script(volume: .ramp(8, 4, 4), columns: 120)
    app.state.open.user = "anna"
    app.press("1 Space l Space n 2 Space j Space e Space e n 0 Space l l Space")
    return app
  }

  @Test func theListSaysWhatWasDone() {
    var app = drawn()
    app.press("S")
    let text = app.screen.text
    #expect(text.contains("Strokes, newest first") && text.contains("4 actions"))
    for word in ["RV", "Myo", "erased", "background", "anna", "1970-01-12"] {
      #expect(text.contains(word), "\(word)")
    }
    let rows = (0..<4).compactMap { app.state.historyLine($0) }
    #expect(rows.map(\.number) == [4, 3, 2, 1])
    #expect(rows.map(\.voxels) == [3, 1, 2, 2])
    #expect(rows[3].slices == 2...2 && rows[0].slices == 3...3)
  }

  @Test func enterGoesToTheMiddleOfAStroke() {
    var app = drawn()
    app.press("S G Enter")
    #expect(app.state.page == nil && app.state.slice == 2)
    #expect(app.state.open.scribbles.map[app.state.view.cursor] == 1)
    #expect(app.message == "stroke 1: axial slice 2")
    // From another plane, to the plane that it was drawn in.
    app.press("Tab S g Enter")
    #expect(app.state.view.plane == .axial && app.state.slice == 3)
    #expect(app.state.open.scribbles.map[app.state.view.cursor] == 255)
    // Drawn across slices.
    app.press("Tab 1 Space j j l Space Tab S Enter")
    #expect(app.state.view.plane == .coronal)
  }

  @Test func undoGoesBackToTheChosenStroke() {
    var app = drawn()
    app.press("S j j u")
    #expect(app.message == "3 actions undone, back to before 2; Ctrl-R brings them back one by one")
    #expect(app.state.open.scribbles.map.counts[1] == 2)
    #expect(app.state.open.scribbles.map.voxels.count { $0 != 0 } == 2)
    #expect(
      app.records.suffix(3) == [.undo(stroke: 4), .undo(stroke: 3), .undo(stroke: 2)])
    #expect(app.screen.text.contains("3 undone") && app.screen.text.contains("undone, 1970"))
    app.press("u")
    #expect(app.message.contains("undone already"))
    app.press("Ctrl-R")
    #expect(app.state.open.scribbles.map.counts[2] == 2)
    app.press("Esc Ctrl-R Ctrl-R")
    #expect(app.state.open.scribbles.undone.isEmpty)
    #expect(app.state.open.scribbles.map.counts[255] == 3)
  }

  @Test func undoInTheListTakesDecisionsBackToo() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.press("1 Space l Space A A n")
    app.type("label 4 Four")
    app.press("r u")
    #expect(app.message.contains("list of strokes"))
    app.press("Esc S G u")
    #expect(app.state.open.review.rows.isEmpty && !app.state.open.accepted.isAccepted(2))
    #expect(app.state.project.labels.label(id: 4) == nil)
    #expect(app.effects.contains(.writeReview(ReviewSheet())))
    app.press("Ctrl-R Ctrl-R Ctrl-R")
    #expect(app.state.open.review.state(of: 2) == .accepted)
    #expect(app.state.project.labels.label(id: 4)?.name == "Four")
  }

  @Test func nothingChangesWhereOneMayOnlyLook() {
    var app = drawn()
    app.state.readOnlyReason = "look only"
    app.press("S u")
    #expect(app.message == "look only" && app.state.open.scribbles.undone.isEmpty)
    app.press("Esc Delete")
    #expect(app.message == "look only")
  }

  @Test func thousandsOfStrokesStayQuick() {
    var app = Script(volume: .ramp(64, 64, 4))
    for stroke in 1...4000 {
      app.state.open.scribbles.paint(
        (0..<20).map { ($0 + stroke * 3) % 4096 }, label: UInt8(stroke % 2 + 1), stroke: stroke)
      app.state.open.scribbles.endStroke()
    }
    let seconds = ContinuousClock().measure {
      app.press("S j j PgDn G")
      _ = app.screen
      app.press("u")
    }
    #expect(app.message.contains("actions undone, back to before 1;"))
    #expect(seconds < .seconds(10))
  }

  @Test func whoAndWhenSurviveARestart() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space A A")
    try bench.reopen()
    bench.press("S")
    let line = bench.state.historyLine(0)
    #expect(line?.what == "accepted" && line?.stamp?.user == StrokeStamp().user)
    bench.press("G u")
    #expect(bench.state.open.scribbles.annotatedSlices.isEmpty)
    try bench.reopen()
    #expect(bench.state.open.scribbles.annotatedSlices.isEmpty)
    #expect(bench.state.open.scribbles.undone.count == 2)
    #expect(bench.state.open.review.rows.isEmpty)
    bench.press("Ctrl-R Ctrl-R")
    #expect(bench.state.open.review.rows[2]?.user == StrokeStamp().user)
  }

  // MARK: Many slices

  @Test func strokesAreCopiedToManySlicesAsOneAction() {
    var app = Script(volume: .ramp(8, 4, 6))
    app.press(": 1 Enter 1 Space l Space 0 j Space Space")
    let pattern = app.labels(slice: 1)
    app.type("copy 5-0")
    #expect(app.message == "strokes of slice 1 put on 5 slices, 15 voxels; u takes them back")
    for slice in 0..<6 { #expect(app.labels(slice: slice) == pattern) }
    app.press("u")
    #expect(app.state.open.scribbles.annotatedSlices == [1])
    app.press("Ctrl-R")
    #expect(app.state.open.scribbles.annotatedSlices == [0, 1, 2, 3, 4, 5])
  }

  @Test func copiesAreChecked() {
    var app = Script(volume: .ramp(8, 4, 6))
    app.type("copy 2-4")
    #expect(app.message.contains("no strokes to copy"))
    app.press("1 Space Space")
    for line in ["copy", "copy 2-9", "copy x", "copy -1", "copy 1-2-3", "copy 2-"] {
      app.type(line)
      #expect(app.message.contains("expected :copy FROM-TO within 0-5"), "\(line)")
    }
    app.type("copy 3")
    #expect(app.message.contains("the one on screen"))
    app.type("copy 1")
    app.type("copy 1")
    #expect(app.message.contains("already"))
  }
}
