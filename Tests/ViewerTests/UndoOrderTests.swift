import Annotation
import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// `u` takes back every action in the order in which it was done, and says what it took back.
struct UndoOrderTests {
  private func predicted() -> Script {
    var app = Script(volume: .ramp(8, 8, 4))
    let size = GridSize(i: 8, j: 8, k: 4)
    let labels = LabelMap(size: size, voxels: (0..<size.count).map { $0 % 8 < 4 ? 2 : 0 })
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: labels, uncertainty: nil, stamp: PredictionStamp(generation: 3), sliceAxis: .k)))
    return app
  }

  /// Everything that actions change.
  private struct Picture: Equatable {
    var strokes: LabelMap
    var kept: LabelMap
    var accepted: AcceptedLabels
    var review: ReviewSheet
    var labels: LabelTable

    init(_ app: Script) {
      strokes = app.state.open.scribbles.map
      kept = app.state.open.kept
      accepted = app.state.open.accepted
      review = app.state.open.review
      labels = app.state.project.labels
    }
  }

  @Test func undoAfterAcceptTakesTheAcceptBack() {
    var app = predicted()
    app.press("1 Space l Space A u")
    #expect(app.labels(slice: 2).contains("11"), "the stroke stays")
    #expect(app.state.open.review.rows.isEmpty)
    #expect(!app.state.open.accepted.isAccepted(2))
    #expect(app.message == "accepted undone: slice 2 is todo again" || app.message.contains("todo"))
    #expect(app.effects.last == .writeReview(app.state.open.review))
    app.press("u")
    #expect(!app.labels(slice: 2).contains("1"))
    app.press("Ctrl-R Ctrl-R")
    #expect(app.state.open.review.state(of: 2) == .accepted)
    #expect(app.state.open.accepted.isAccepted(2))
  }

  /// Keys of one action each; typed lines begin with a colon.
  private static let actions = [
    "1 Space l Space", "A", "3 Space j Space", "e Space l Space e", "n", "m", "A", "R", "p p", "E",
    "A", ":label 4 Four", "4 n n n Space Space", "X", ":label 4 Vier", ":label delete 4", "R", "A",
  ]

  @Test func everyActionIsUndoneAndDoneAgainInOrder() {
    var app = predicted()
    var pictures = [Picture(app)]
    for action in Self.actions {
      if action.hasPrefix(":") { app.type(String(action.dropFirst())) } else { app.press(action) }
      if Picture(app) != pictures.last { pictures.append(Picture(app)) }
    }
    #expect(pictures.count > 14)
    for picture in pictures.dropLast().reversed() {
      app.press("u")
      #expect(!app.message.isEmpty)
      #expect(Picture(app) == picture, "\(app.message)")
    }
    app.press("u")
    #expect(app.message.contains("nothing to undo"))
    for picture in pictures.dropFirst() {
      app.press("Ctrl-R")
      #expect(Picture(app) == picture, "\(app.message)")
    }
  }

  @Test func undoGoesToTheSliceOfADecision() {
    var app = predicted()
    app.press("A G")
    #expect(app.state.slice == 3)
    app.press("u")
    #expect(app.state.slice == 2)
    #expect(app.message.contains("slice 2 is todo again"))
    app.press("R g u")
    #expect(app.message.contains("slice 2 is todo again"))
  }

  @Test func aStrokeThatCorrectedGivesTheAcceptBack() {
    var app = predicted()
    app.press("A 3 Space l Space")
    #expect(app.state.open.review.state(of: 2) == .corrected)
    app.press("u")
    #expect(app.state.open.review.state(of: 2) == .accepted)
    #expect(app.message.contains("slice 2 is accepted again"))
  }

  @Test func emptyMarksAndLabelsAreNamed() {
    var app = Script(volume: .ramp(24, 24, 4))
    app.press("E u")
    #expect(app.message.contains("slice 2 is no longer marked as empty"))
    app.type("label 2 Wall")
    app.press("u")
    #expect(app.message == "label 2 is called Myo again")
    #expect(app.effects.last == .writeClasses || app.effects.contains(.writeClasses))
    app.type("label 4 Four")
    app.press("u")
    #expect(app.message == "label 4 is removed again")
    #expect(app.state.project.labels.label(id: 4) == nil)
  }

  @Test func labelsOfSeveralVolumesAreNotRemovedByUndo() {
    var app = Script(volume: .ramp(8, 8, 4), cases: ["a", "b"])
    app.type("label 4 Four")
    app.press("u")
    #expect(app.message.contains("label 4 stays"))
    #expect(app.state.project.labels.label(id: 4) != nil)
  }

  /// The journal holds decisions as well: they can be undone after a restart, and what lies under corrections is known.
  @Test func decisionsSurviveARestart() throws {
    let bench = try SessionBench()
    bench.press("1 Space l Space A A 2 j Space l Space n R")
    #expect(bench.state.open.review.state(of: 2) == .corrected)
    #expect(bench.state.open.review.state(of: 3) == .rejected)
    try bench.reopen()
    #expect(bench.state.open.review.state(of: 2) == .corrected)
    bench.press("u")
    #expect(bench.state.open.review.state(of: 3) == .todo)
    // The stroke goes, and with it what it had put into the kept labels before the restart.
    bench.press("u")
    #expect(bench.state.open.review.state(of: 2) == .accepted)
    #expect(bench.state.open.accepted.dense(2)?.values.contains(2) == false)
    #expect(bench.state.open.accepted.dense(2)?.values.contains(1) == true)
    try bench.reopen()
    #expect(bench.state.open.review.state(of: 2) == .accepted)
    bench.press("u u")
    #expect(bench.state.open.review.rows[2] == nil && !bench.state.open.accepted.isAccepted(2))
    #expect(bench.state.open.scribbles.annotatedSlices.isEmpty)
    bench.press("Ctrl-R Ctrl-R Ctrl-R Ctrl-R")
    #expect(bench.state.open.review.state(of: 2) == .corrected)
    #expect(bench.state.open.review.state(of: 3) == .rejected)
  }
}
