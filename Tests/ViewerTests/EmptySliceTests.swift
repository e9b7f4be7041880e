import Annotation
import Foundation
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

  @Test func marksOfEarlierSessionsAreKnownByTheirLines() {
    var app = Script(volume: Self.volume)
    app.press("1 Space l l l Space n E 0 Space j j j j Space p p 0 Space l l l Space")
    let map = app.state.open.scribbles.map
    let again = OpenCase(
      name: "heart", index: 0, volume: Self.volume, sliceAxis: .k,
      scribbles: Scribbles(map: map, sliceAxis: .k))
    #expect((0..<4).filter { again.isMarkedEmpty($0) } == [3])
  }

  @Test func backgroundDrawnByHandKeepsThePrediction() {
    var app = predicted()
    app.press("0 Space l l l Space A")
    #expect(kept(app) == [0, 2])
  }
}
