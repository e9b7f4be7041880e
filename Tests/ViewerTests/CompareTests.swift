import Annotation
import Foundation
import Pictures
import Project
import Testing
import Volume

@testable import Viewer

/// The prediction before the present one: shown, compared, and never taken for the present one.
struct CompareTests {
  private static let size = GridSize(i: 8, j: 4, k: 4)

  private func whole(_ generation: Int, _ label: UInt8) -> Event {
    .prediction(
      "heart",
      WholePrediction(
        labels: LabelMap(size: Self.size, filledWith: label), uncertainty: nil,
        stamp: PredictionStamp(
          generation: generation, step: 10 * generation,
          time: Date(timeIntervalSince1970: 1_000_000 - 50 / Double(generation))), sliceAxis: .k))
  }

  private func live(_ slice: Int, _ generation: Int, _ labels: [UInt8]) -> Event {
    .live([
      LiveSlice(
        caseName: "heart", slice: slice, stamp: PredictionStamp(generation: generation),
        size: (8, 4), labels: labels, uncertainty: Array(repeating: 0, count: 32))
    ])
  }

  private func live(_ slice: Int, _ generation: Int, _ label: UInt8) -> Event {
    live(slice, generation, Array(repeating: label, count: 32))
  }

  /// Labels on screen below the strokes.
  private func shown(_ app: Script) -> Set<UInt8> {
    Set(SlicePixels(app.state, app.state.viewport).labels)
  }

  private func predicted() -> Script {
    var app = Script(volume: .ramp(8, 4, 4), columns: 100)
    app.send(whole(1, 1))
    return app
  }

  @Test func theOneBeforeIsShownAndSaysSo() {
    var app = predicted()
    app.press("~")
    #expect(app.message.contains("first prediction of slice 2"))
    app.send(whole(2, 2))
    #expect(shown(app).contains(2))
    app.press("~")
    #expect(shown(app) == [0, 1] || shown(app) == [1])
    #expect(app.message == "before: 50 s ago, step 10; ~ shows the present one again")
    #expect(app.screen.text.contains("BEFORE") && app.screen.text.contains("before: 50 s ago"))
    app.press("~")
    #expect(shown(app).contains(2) && app.message == "now: 25 s ago, step 20")
    app.press("~ n")
    #expect(
      app.state.comparison == nil && shown(app).contains(2), "another slice shows the present")
  }

  @Test func theOneBeforeIsNeverAccepted() {
    for key in ["A", "m", "Space", "E", "R", "Delete", "v", "X", "Z", "u"] {
      var app = predicted()
      app.send(whole(2, 2))
      app.press("~ \(key)")
      #expect(app.message.contains("present prediction again"), "\(key): \(app.message)")
      #expect(app.state.comparison == nil && app.records.isEmpty, "\(key)")
      #expect(app.state.open.review.rows.isEmpty && app.state.open.accepted.slices.isEmpty)
    }
    var app = predicted()
    app.send(whole(2, 2))
    app.press("~ A A")
    #expect(app.state.open.accepted.dense(2).map { Set($0.values) } == [2])
    #expect(app.state.open.review.rows[2]?.generation == 2)
    app.press("~")
    #expect(app.message.contains("kept labels"))
  }

  @Test func theMouseDoesNotDrawOnTheOneBefore() {
    var app = predicted()
    app.send(whole(2, 2))
    app.press("~")
    let area = app.state.viewport.area
    app.mouse(.press, .left, area.column + area.columns / 2, area.row + area.rows / 2)
    app.mouse(.release, .left, area.column + area.columns / 2, area.row + area.rows / 2)
    #expect(app.records.isEmpty && app.message.contains("present prediction again"))
  }

  @Test func theSamePredictionOnceMoreIsNothingNew() {
    var app = predicted()
    app.send(live(2, 2, 2))
    // The whole volume of the same prediction, after its slices.
    app.send(whole(2, 2))
    app.press("~")
    #expect(shown(app).contains(1), "the one before is still the first")
    // An older one that comes late is not shown at all.
    app.press("~")
    app.send(live(2, 1, 3))
    app.press("~")
    #expect(shown(app).contains(1) && !shown(app).contains(3))
  }

  @Test func nothingChangesUnderTheEyes() {
    var app = predicted()
    app.send(whole(2, 2))
    app.press("~")
    app.send(live(2, 3, 3))
    #expect(shown(app).contains(1), "the one before stays the one that is looked at")
    app.press("~")
    #expect(shown(app).contains(3), "and the present one is the newest")
    app.press("~ ~")
    #expect(shown(app).contains(3))
  }

  @Test func predictionsThatNobodySawAreNotTheOneBefore() {
    var app = predicted()
    app.press("n")
    app.send(live(2, 2, 2))
    app.send(live(2, 3, 3))
    app.press("p ~")
    #expect(shown(app).contains(1), "the one that was on screen")
  }

  @Test func differencesAreCounted() {
    var app = predicted()
    var labels = [UInt8](repeating: 1, count: 32)
    (labels[0], labels[1], labels[2]) = (2, 2, 0)
    app.send(live(2, 2, labels))
    app.press("#")
    #expect(app.message == "3 voxels differ from before: RV -3, Myo +2")
    #expect(app.screen.text.contains("CHANGES"))
    let pixels = SlicePixels(app.state, app.state.viewport)
    #expect(Set(pixels.uncertainty) == [0, 255])
    #expect(pixels.labels.contains(2), "the present labels are on screen")
    // Changed voxels are seen where outlines are, too, and without colours.
    let theme = Theme(app.state.appearance)
    let picture = Composition(pixels, app.state, theme)
    for (place, doubt) in pixels.uncertainty.enumerated() where doubt == 255 {
      #expect(picture.colours[place] == theme.difference)
    }
    app.state.appearance = Appearance(colours: .mono, glyphs: .ascii)
    #expect(app.screen.text.contains("**"))
    app.state.appearance = Appearance()
    app.press("1 Space")
    #expect(app.state.mode == .painting, "the pen is down, and one sees that it is")
    app.press("Space u")
    app.press("1 Space Space")
    #expect(app.labels(slice: 2).contains("1"), "one may draw meanwhile")
    app.press("#")
    #expect(app.state.comparison == nil)
    #expect(Set(SlicePixels(app.state, app.state.viewport).uncertainty) == [0])
    app.send(live(2, 3, labels))
    app.press("#")
    #expect(app.message.contains("no voxel differs") && app.state.comparison == nil)
  }

  @Test func changesAreSeenHoweverSmallTheSliceIsDrawn() {
    for changed in [0, 301, 90_000 / 2 + 7, 90_000 - 1] {
      var app = Script(volume: .ramp(300, 300, 1), columns: 60, rows: 16)
      for generation in 1...2 {
        var labels = [UInt8](repeating: 1, count: 90_000)
        if generation == 2 { labels[changed] = 2 }
        app.send(
          .live([
            LiveSlice(
              caseName: "heart", slice: 0, stamp: PredictionStamp(generation: generation),
              size: (300, 300), labels: labels,
              uncertainty: Array(repeating: 0, count: 90_000))
          ]))
      }
      app.press("#")
      #expect(app.message.contains("1 voxel differs from before: RV -1, Myo +1"))
      let marks = SlicePixels(app.state, app.state.viewport).uncertainty
      #expect(marks.count { $0 == 255 } == 1, "voxel \(changed)")
    }
  }

  @Test func comparisonsAreOfTheirOwnPlane() {
    var app = predicted()
    app.send(whole(2, 2))
    app.press("Tab ~")
    #expect(app.message.contains("axial") && app.state.comparison == nil)
    var fresh = Script(volume: .ramp(8, 4, 4))
    fresh.press("~")
    #expect(fresh.message.contains("not predicted yet"))
    fresh.press("'")
    #expect(fresh.message.contains("no prediction has changed"))
  }

  @Test func whatChangedLeadsToTheSlicesThatWereSeen() {
    var app = predicted()
    // Slices 2, 3 and 1 have been on screen, 0 has not.
    app.press("n p p n")
    var some = [UInt8](repeating: 1, count: 32)
    some[0] = 2
    app.send(live(0, 2, 3))
    app.send(live(1, 2, some))
    app.send(live(2, 2, 3))
    app.send(live(3, 2, 3))
    app.press("'")
    #expect(app.state.slice == 3)
    #expect(
      app.message == "slice 3: 100% of its labels changed since you looked (1 more); # shows where")
    app.press("'")
    #expect(app.state.slice == 1)
    #expect(app.message.contains("3% of its labels") && app.message.contains("the last one"))
    app.press("'")
    #expect(app.message.contains("no prediction has changed"))
    // Seen since, and the same again is no change.
    app.send(live(3, 3, 3))
    app.press("'")
    #expect(app.message.contains("no prediction has changed"))
  }

  @Test func hiddenPredictionsAndPagesAreNotLookedAt() {
    var app = predicted()
    app.press("n p")
    app.send(live(3, 2, 2))
    app.press("d n p d '")
    #expect(app.state.slice == 3, "\(app.message)")
    app.press("p")
    app.send(live(3, 3, 1))
    app.press("r Esc '")
    #expect(app.state.slice == 3)
  }

  @Test func acceptedSlicesAreNoNews() {
    var app = predicted()
    app.press("A n")
    app.send(live(2, 2, 2))
    app.press("'")
    #expect(app.message.contains("no prediction has changed"))
  }
}
