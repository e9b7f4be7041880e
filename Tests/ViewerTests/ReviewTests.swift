import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// Accept, reject, promote, and corrections of what is kept.
struct ReviewTests {
  /// A prediction of label 2 everywhere in the left half.
  private func predicted() -> Script {
    var app = Script(volume: .ramp(8, 4, 4))
    let size = GridSize(i: 8, j: 4, k: 4)
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: LabelMap(size: size, voxels: (0..<size.count).map { $0 % 8 < 4 ? 2 : 0 }),
          uncertainty: nil, stamp: PredictionStamp(generation: 3), sliceAxis: .k)))
    return app
  }

  private func kept(_ app: Script, _ slice: Int) -> String? {
    app.state.open.accepted.dense(slice).map(Script.text)
  }

  @Test func acceptingFreezesWhatIsShown() {
    var app = predicted()
    app.press("1 Space l Space A")
    #expect(kept(app, 2) == "2222....\n2222....\n222211..\n2222....")
    #expect(app.state.open.review.state(of: 2) == .accepted)
    #expect(app.state.open.review.rows[2]?.generation == 3)
    #expect(app.effects.contains(.writeLabels(app.state.open.accepted)))
    #expect(app.effects.contains(.writeReview(app.state.open.review)))
    #expect(app.message.contains("1 of 4 slices done"))
  }

  @Test func strokesOnAcceptedSlicesCorrectThem() {
    var app = predicted()
    app.press("A 3 Space l Space")
    #expect(kept(app, 2) == "2222....\n2222....\n222233..\n2222....")
    #expect(app.state.open.review.state(of: 2) == .corrected)
    #expect(app.effects.last == .writeReview(app.state.open.review))
    app.press("u")
    #expect(kept(app, 2) == "2222....\n2222....\n2222....\n2222....")
    app.press("0 h h h Space Space")
    #expect(kept(app, 2)?.contains("22.2") == true)
  }

  @Test func erasingACorrectionBringsBackWhatWasThere() {
    var app = predicted()
    app.press("A 3 h h Space l Space")
    let corrected = kept(app, 2)
    #expect(corrected?.contains("2233") == true)
    app.press("e h Space l Space")
    #expect(kept(app, 2) == "2222....\n2222....\n2222....\n2222....")
  }

  @Test func promotingKeepsWithoutTickingOff() {
    var app = predicted()
    app.press("m")
    #expect(app.state.open.accepted.isAccepted(2))
    #expect(app.state.open.review.state(of: 2) == .todo)
    app.press("A")
    #expect(app.state.open.review.state(of: 2) == .accepted)
  }

  @Test func keptSlicesDoNotFollowLaterPredictions() {
    var app = predicted()
    app.press("m")
    app.send(
      .live([
        LiveSlice(
          caseName: "heart", slice: 2, stamp: PredictionStamp(generation: 9), size: (8, 4),
          labels: Array(repeating: 1, count: 32), uncertainty: Array(repeating: 0, count: 32))
      ]))
    #expect(app.state.open.shown.label(at: 2 * 32) == 2)
    app.press("A")
    #expect(kept(app, 2)?.contains("1") == false)
  }

  @Test func rejectingLetsGo() {
    var app = predicted()
    app.press("A R")
    #expect(!app.state.open.accepted.isAccepted(2))
    #expect(app.state.open.review.state(of: 2) == .rejected)
    #expect(app.message.contains("rejected"))
  }

  @Test func nothingCanBeAcceptedWithoutLabels() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.press("A")
    #expect(app.message.contains("nothing to accept"))
    #expect(app.state.open.review.state(of: 2) == .todo)
    app.press("m")
    #expect(app.message.contains("nothing to keep"))
  }

  @Test func unpredictedSlicesAreAcceptedOnlyWhenAskedTwice() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.press("1 Space l Space A")
    #expect(app.message.contains("no prediction yet") && app.message.contains("A again"))
    #expect(!app.state.open.accepted.isAccepted(2))
    #expect(app.state.open.review.rows.isEmpty)
    app.press("A")
    #expect(kept(app, 2) == "........\n........\n....11..\n........")
    #expect(app.state.open.review.state(of: 2) == .accepted)
  }

  @Test func anythingInBetweenAsksAnew() {
    for keys in ["n p", "l", "Q", "m", "Space l Space", ": 2 Enter"] {
      var app = Script(volume: .ramp(8, 4, 4))
      app.press("1 Space l Space A \(keys) A")
      #expect(app.message.contains("no prediction yet"), "\(keys): \(app.message)")
      #expect(!app.state.open.accepted.isAccepted(2), "\(keys)")
    }
  }

  @Test func typedAcceptsAndPromotesAskToo() {
    var app = Script(volume: .ramp(8, 4, 4))
    app.press("1 Space l Space")
    app.type("accept")
    #expect(!app.state.open.accepted.isAccepted(2))
    app.type("accept")
    #expect(app.state.open.accepted.isAccepted(2))
    app.press("n Space l Space m")
    #expect(app.message.contains("m again"))
    #expect(!app.state.open.accepted.isAccepted(3))
    app.press("m")
    #expect(app.state.open.accepted.isAccepted(3))
  }

  @Test func slicesAreReviewedInTheirOwnPlaneOnly() {
    var app = predicted()
    app.press("Tab A")
    #expect(app.message.contains("axial"))
    #expect(app.state.open.review.rows.isEmpty)
  }

  @Test func worklistLeadsToSlices() {
    var app = predicted()
    app.press("Space Space r")
    #expect(app.screen.text.contains("most useful first"))
    app.press("Enter")
    #expect(app.state.page == nil)
    app.press("r g Enter")
    #expect(app.state.slice == app.state.worklist.items[0].slice)
  }

  @Test func erasedVoxelsOfKeptSlicesComeBackThroughOtherPlanes() {
    var app = predicted()
    app.press("A")
    app.press("Tab 3 Space Space")
    #expect(app.state.open.review.state(of: 2) == .corrected)
    app.press("u")
    #expect(kept(app, 2) == "2222....\n2222....\n2222....\n2222....")
  }
}
