import Annotation
import Foundation
import Pictures
import Project
import Testing
import Volume

@testable import Viewer

/// Slices marked as empty, and what accepting makes of them.
struct EmptySliceTests {
  private static let volume = Volume.ramp(40, 40, 4)

  /// 40 x 40 voxels, predicted as label 2 everywhere.
  private func predicted() -> Script {
    var app = Script(volume: Self.volume)
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: LabelMap(size: Self.volume.geometry.size, filledWith: 2),
          uncertainty: nil, stamp: PredictionStamp(generation: 3), sliceAxis: .k)))
    return app
  }

  /// Labels of the accepted slice on screen.
  private func kept(_ app: Script) -> Set<UInt8>? {
    app.state.open.accepted.dense(app.state.reviewSlice).map { Set($0.values) }
  }

  /// Labels that are drawn below the strokes.
  private func shown(_ app: Script) -> Set<UInt8> {
    Set(SlicePixels(app.state, app.state.viewport).labels)
  }

  @Test func emptySlicesAreEmptyInEveryPlane() {
    var app = predicted()
    app.press("E")
    #expect(app.screen.text.contains("marked as empty"))
    app.press("Tab")
    let pixels = SlicePixels(app.state, app.state.viewport)
    let port = app.state.viewport
    // Coronal: slices are rows, the first one below.
    for row in 0..<4 {
      let y = port.pixels(ofRow: row).lowerBound
      let slice = app.state.layout.voxel(column: 0, row: row, slice: 0).k
      let line = Set((0..<pixels.width).map { pixels.labels[y * pixels.width + $0] })
      #expect(line.contains(2) == (slice != 2), "slice \(slice)")
    }
    app.press("u")
    #expect(!app.state.open.isMarkedEmpty(2))
  }

  @Test func emptySlicesAreAcceptedAsBackgroundThroughout() {
    var app = predicted()
    app.press("E")
    #expect(app.message.contains("marked as empty") && app.message.contains("A accepts"))
    app.press("A")
    #expect(kept(app) == [0])
    #expect(app.state.open.review.state(of: 2) == .accepted)
    // Erasing the lines brings no prediction back into what is kept.
    app.press("X")
    #expect(kept(app) == [0])
  }

  @Test func emptySlicesNeedNoPrediction() {
    var app = Script(volume: Self.volume)
    app.press("E A")
    #expect(kept(app) == [0])
  }

  @Test func slicesKeptBeforeBecomeBackgroundToo() {
    var app = predicted()
    app.press("A E A")
    #expect(kept(app) == [0])
  }

  @Test func noPredictionIsShownOverEmptySlices() {
    var app = predicted()
    #expect(shown(app).contains(2))
    app.press("E")
    #expect(shown(app) == [0])
    app.press("u")
    #expect(shown(app).contains(2))
    app.press("Ctrl-R")
    #expect(shown(app) == [0])
    // More background changes nothing, a class does.
    app.press("0 Space l l l Space")
    #expect(shown(app) == [0])
    app.press("1 j j Space l Space")
    #expect(shown(app).contains(2))
    app.press("u")
    #expect(shown(app) == [0])
    app.press("n")
    #expect(shown(app).contains(2))
  }

  @Test func markingTwiceDrawsOnce() {
    var app = predicted()
    app.press("E")
    let lines = app.labels(slice: 2)
    app.press("E")
    #expect(app.labels(slice: 2) == lines)
    #expect(app.message.contains("already"))
  }

  @Test func smallSlicesGetALineToo() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.press("E")
    #expect(app.labels(slice: 2).contains("b"))
  }

  /// A case with one slice marked, drawn on two more.
  private func marked() -> Script {
    var app = Script(volume: Self.volume)
    app.press("1 Space l l l Space n E 0 Space j j j j Space p p 0 Space l l l Space")
    return app
  }

  /// Slices that count as marked where the same voxels are drawn and nothing else is recorded.
  private func marks(of app: Script, _ marks: MarkedSlices) -> [Int] {
    var scribbles = Scribbles(map: app.state.open.scribbles.map, sliceAxis: .k)
    scribbles.setMarks(marks)
    let again = OpenCase(name: "heart", index: 0, volume: Self.volume, scribbles: scribbles)
    return (0..<4).filter { again.isMarkedEmpty($0) }
  }

  @Test func marksFromBeforeThereWasARecordAreKnownByTheirLines() {
    #expect(marks(of: marked(), MarkedSlices(isComplete: false)) == [3])
  }

  @Test func linesDrawnByHandAreNoMark() {
    var app = Script(volume: Self.volume)
    app.press("E")
    // The very voxels of `E`, drawn on another slice as strokes.
    let lines = app.state.strokesOfSlice[Scribbles.background] ?? []
    app.press("n")
    app.state.paint(lines, label: Scribbles.background, stroke: app.state.open.scribbles.nextStroke)
    app.state.endEdit()
    #expect(app.labels(slice: 3) == app.labels(slice: 2))
    #expect((0..<4).filter { app.state.open.isMarkedEmpty($0) } == [2])
    #expect(marks(of: app, MarkedSlices([2])) == [2])
    #expect(app.records.count { $0.isMark } == 1)
    // `E` on lines that are there already marks the slice all the same, and is undone alone.
    app.press("E")
    #expect(app.state.open.isMarkedEmpty(3) && app.message.contains("marked as empty"))
    app.press("g g u")
    #expect(!app.state.open.isMarkedEmpty(3) && app.state.open.isMarkedEmpty(2))
    #expect(app.state.reviewSlice == 3 && app.message.contains("slice 3 is no longer marked"))
  }

  @Test func aMarkLastsWhileThereIsBackground() {
    var app = predicted()
    app.press("E e Space l l l Space")
    #expect(app.state.open.isMarkedEmpty(2) && shown(app) == [0])
    app.press("X")
    #expect(!app.state.open.isMarkedEmpty(2) && shown(app).contains(2))
    // What is drawn by hand after that is no mark.
    app.press("0 Space l l l Space")
    #expect(!app.state.open.isMarkedEmpty(2))
    app.press("u u")
    #expect(app.state.open.isMarkedEmpty(2) && app.message.contains("marked as empty again"))
  }

  @Test func backgroundDrawnByHandKeepsThePrediction() {
    var app = predicted()
    app.press("0 Space l l l Space A")
    #expect(kept(app) == [0, 2])
  }
}

extension Effect {
  /// Whether this puts the mark of a slice into the journal.
  fileprivate var isMark: Bool {
    guard case .append(let edit) = self else { return false }
    return edit.decisions.contains { if case .empty = $0 { true } else { false } }
  }
}
