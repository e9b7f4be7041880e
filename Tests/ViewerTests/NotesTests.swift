import Annotation
import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// Notes, who decided, stepping on, and the summary.
struct NotesTests {
  private func predicted(_ slices: Int = 4) -> Script {
    var app = Script(volume: .ramp(8, 4, slices, spacing: SIMD3(2, 2, 5)), columns: 120, rows: 30)
    let size = GridSize(i: 8, j: 4, k: slices)
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: LabelMap(size: size, voxels: (0..<size.count).map { $0 % 8 < 4 ? 2 : 0 }),
          uncertainty: nil, stamp: PredictionStamp(generation: 3), sliceAxis: .k)))
    app.state.open.user = "anna"
    return app
  }

  @Test func aNoteIsKeptShownAndUndone() {
    var app = predicted()
    app.press("\"")
    #expect(app.state.commandLine?.text == "note ")
    app.press("a p e x Space ? Enter")
    #expect(app.state.open.review.notes == [2: "apex ?"])
    #expect(app.effects.last == .writeReview(app.state.open.review))
    #expect(app.screen.text.contains("note: apex ?"))
    app.press("r")
    #expect(app.screen.text.contains("apex ?"))
    app.press("Esc \"")
    #expect(app.state.commandLine?.text == "note apex ?")
    app.press("Esc n")
    #expect(!app.screen.text.contains("note: apex"))
    app.press("u")
    #expect(app.state.open.review.notes.isEmpty && app.state.slice == 2)
    #expect(app.message == "note on slice 2 taken away")
    #expect(app.effects.last == .writeReview(ReviewSheet()))
    app.press("Ctrl-R")
    #expect(app.message == "note on slice 2: apex ?")
    app.type("note")
    #expect(app.state.open.review.notes.isEmpty && app.message.contains("removed"))
  }

  @Test func longNotesAreRefused() {
    var app = predicted()
    app.type("note " + String(repeating: "x", count: 201))
    #expect(app.message == "expected a note of at most 200 characters, found 201")
    #expect(app.state.open.review.notes.isEmpty)
    app.press("Tab \"")
    #expect(app.state.commandLine == nil && app.message.contains("axial"))
  }

  @Test func notesSurviveKillAndOldFiles() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space A A")
    bench.type("note thin, \"wall\"")
    let file = bench.place("review/heart.csv")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("\"thin, \"\"wall\"\"\"") && text.contains(",\(StrokeStamp().user),"))
    // Killed before the file was written.
    try FileManager.default.removeItem(at: file)
    try bench.reopen()
    #expect(bench.state.open.review.notes == [2: "thin, \"wall\""])
    #expect(bench.state.open.review.rows[2]?.user == StrokeStamp().user)
    bench.press("u")
    #expect(bench.state.open.review.notes.isEmpty)
    try bench.reopen()
    #expect(bench.state.open.review.notes.isEmpty)
  }

  @Test func whoAndWhenAreShown() {
    var app = predicted()
    app.press("A")
    #expect(app.state.open.review.rows[2]?.user == "anna")
    #expect(app.screen.text.contains("by anna 1970-01-12"))
    app.press("r")
    #expect(app.screen.text.contains("anna 1970-01-12"))
  }

  @Test func acceptingStepsOnWhenAsked() {
    var app = predicted()
    app.press("A")
    #expect(app.state.slice == 2)
    app.type("set step on")
    app.press("R A")
    #expect(app.state.slice == 0, "the farthest from the accepted one")
    #expect(app.message.contains("on to slice 0") && app.message.contains("slice 2 accepted"))
    app.type("set step off")
    app.press("A")
    #expect(app.state.slice == 0)
    app.type("set step maybe")
    #expect(app.message == "expected :set step on or off")
  }

  @Test func theLastSliceBringsTheSummary() {
    var app = predicted(3)
    app.press("g 1 Space l Space")
    app.type("note first")
    app.type("set step on")
    app.press("A A")
    #expect(app.state.page == nil)
    app.press("A")
    guard case .text(let title, let lines, _)? = app.state.page else {
      Issue.record("no summary: \(app.message)")
      return
    }
    #expect(title == "Summary of heart")
    let text = lines.joined(separator: "\n")
    #expect(text.contains("3 of 3 slices done") && text.contains("accepted 3, corrected 0"))
    #expect(text.contains("1 stroke, 2 scribbled voxels on 1 slice"))
    #expect(text.contains("anna (5 actions)") && text.contains("from 1970-01-12"))
    #expect(text.contains("slice 0: first"))
    // Two voxels of 20 mm³ are label 1: 0.04 ml. All slices are accepted, so that as much is shown.
    let counts = app.state.open.accepted.map.counts
    #expect(counts[1] == 2)
    let myocardium = Numbers.millilitres(Double(counts[2]) * 0.02)
    #expect(lines.contains { $0.contains("RV") && $0.hasSuffix("0.04        0.04") })
    #expect(lines.contains { $0.contains("Myo") && $0.hasSuffix(" " + myocardium) })
    // What is accepted again is no news.
    app.press("Esc A")
    #expect(app.state.page == nil)
    app.type("summary")
    #expect(app.state.page != nil)
  }
}
