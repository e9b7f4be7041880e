import Foundation
import Project
import Testing
import Volume

@testable import Viewer

/// Starting, watching and stopping the trainer.
struct TrainingTests {
  private func drawn() -> Script {
    var app = Script(volume: .ramp(16, 16, 6))
    app.press("1 Space l l Space 0 j j Space l l Space")
    return app
  }

  private func report(
    _ phase: TrainerStatus.Phase, step: Int = 40, generation: Int = 2, age: Double = 0,
    isAlive: Bool = true, message: String = ""
  ) -> Event {
    .trainer(
      TrainerNews(
        status: .atWork(
          phase, step: step, of: 200, generation: generation,
          heartbeat: Date(timeIntervalSince1970: 1_000_000 - age), message: message
        ).with(loss: 0.75, secondsPerStep: 0.5),
        losses: (0..<60).map { 1 / Double($0 + 1) }, isAlive: isAlive))
  }

  @Test func trainingStartsWhenAskedAndOnlyThen() {
    var app = drawn()
    #expect(!app.effects.contains(.train))
    app.press("t")
    #expect(app.effects.contains(.train))
    app.press("t")
    #expect(app.effects.filter { $0 == .train }.count == 1)
    #expect(app.message.contains("already training"))
  }

  @Test func anIdleTrainerIsSentOnAndNotStartedAgain() {
    var app = drawn()
    app.press("t")
    app.send(report(.training))
    app.send(report(.idle, age: -1))
    #expect(app.message.contains("draw, and it goes on"))
    #expect(app.screen.text.contains("waits"))
    app.press("Ctrl-P")
    #expect(app.effects.filter { $0 == .tell(.pause) || $0 == .tell(.resume) }.isEmpty)
    app.press("t")
    #expect(app.effects.last == .tell(.resume))
    #expect(app.effects.filter { $0 == .train }.count == 1)
  }

  @Test func whatIsMissingIsSaidAndNothingStarts() {
    var app = Script(volume: .ramp(16, 16, 6))
    app.press("t")
    #expect(app.message.contains("Nothing is drawn"))
    app.press("1 Space l l Space t")
    #expect(app.message.contains("background"))
    app.press("X 0 Space l l Space t")
    #expect(app.message.contains("Only background"))
    #expect(!app.effects.contains(.train))
  }

  @Test func autoModeIsVisibleAndTrainsAfterStrokes() {
    var app = drawn()
    app.press("T")
    #expect(app.screen.text.contains("AUTO"))
    #expect(app.effects.contains(.train))
    app.send(report(.training))
    app.press("Space l Space")
    #expect(app.effects.filter { $0 == .train }.count == 1)
    app.send(report(.done, age: -1, isAlive: false))
    #expect(app.effects.filter { $0 == .train }.count == 2)
    app.press("T")
    #expect(!app.screen.text.contains("AUTO"))
  }

  @Test func aPassThatWasCutShortIsNotCalledDone() {
    var app = drawn()
    app.send(report(.predicting))
    app.send(
      report(.incomplete, age: -1, isAlive: false, message: "76 of 318 volumes were predicted"))
    #expect(app.message.contains("not complete: 76 of 318"), "\(app.message)")
    #expect(!app.message.contains("is done"))
    #expect(app.screen.text.contains("incomplete"))
  }

  @Test func stoppingAndPausingTellTheTrainer() {
    var app = drawn()
    app.press("Ctrl-T")
    #expect(app.message.contains("no training"))
    app.send(report(.training))
    app.press("Ctrl-P")
    #expect(app.effects.last == .tell(.pause))
    app.send(report(.paused))
    app.press("Ctrl-P")
    #expect(app.effects.last == .tell(.resume))
    app.press("Ctrl-T")
    #expect(app.effects.last == .tell(.stop))
    #expect(app.screen.text.contains("stopping"))
  }

  @Test func aPausedTrainerIsSentOn() {
    var app = drawn()
    app.send(report(.paused))
    app.press("t")
    #expect(app.effects.last == .tell(.resume))
    #expect(app.message == "training goes on")
  }

  @Test func whoOnlyLooksLeavesTheTrainerAlone() {
    var app = Script(volume: .ramp(16, 16, 6), readOnly: "open in another viewer")
    app.send(report(.training))
    for key in ["Ctrl-P", "Ctrl-T", "t", "T"] {
      app.press(key)
      #expect(app.message == "open in another viewer", "\(key)")
    }
    app.type("stop")
    app.type("pause")
    #expect(app.message == "open in another viewer")
    #expect(app.effects.isEmpty)
    #expect(!app.state.trainer.isStopping)
  }

  @Test func aSilentTrainerIsNamed() {
    var app = drawn()
    app.send(report(.training, age: 17))
    #expect(app.screen.text.contains("no heartbeat 17 s"))
    app.send(report(.training, age: 17, isAlive: false))
    #expect(app.screen.text.contains("trainer gone"))
  }

  @Test func aTrainerThatDiedIsNotWaitedFor() {
    var app = drawn()
    app.send(report(.training, age: 3, isAlive: false))
    #expect(app.screen.text.contains("trainer gone"))
    #expect(app.screen.text.contains("t starts again"))
    app.press("t")
    #expect(app.effects.contains(.train))
    #expect(app.screen.text.contains("starting"))
  }

  @Test func progressAndLossAreOnScreen() {
    var app = drawn()
    app.send(report(.training))
    let text = app.screen.text
    #expect(text.contains("step 40/200"))
    #expect(text.contains("1:20 left"))
    #expect(text.contains("loss 0.75"))
    #expect(text.contains("generation 2"))
    #expect(text.contains("training 20% 1:20"))
  }

  @Test func failuresShowTheirSentence() {
    var app = drawn()
    app.send(report(.training))
    app.send(report(.failed, isAlive: false, message: "no memory left for 4 slices"))
    #expect(app.message == "no memory left for 4 slices")
    #expect(app.screen.text.contains("training failed"))
    var other = drawn()
    other.press("t")
    other.send(.trainer(TrainerNews(ending: "the trainer ended (status 1): no such option")))
    #expect(other.message.contains("no such option"))
    #expect(!other.state.trainer.isRunning)
  }

  @Test func otherVolumesMayHoldWhatThisOneLacks() {
    var app = Script(volume: .ramp(16, 16, 6), cases: ["a", "b"])
    app.press("t")
    #expect(app.effects.contains(.train))
    app.send(.notStarted)
    app.send(.said(Message("There are no background scribbles", .warning)))
    #expect(!app.state.trainer.isRunning)
  }

  // MARK: Predictions

  private func live(_ slice: Int, _ generation: Int, label: UInt8 = 2, name: String = "heart")
    -> LiveSlice
  {
    LiveSlice(
      caseName: name, slice: slice, stamp: PredictionStamp(generation: generation),
      size: (16, 16),
      labels: (0..<256).map {
        (4..<12).contains($0 % 16) && (4..<12).contains($0 / 16) ? label : 0
      },
      uncertainty: Array(repeating: UInt8(40 * slice), count: 256))
  }

  @Test func liveSlicesChangeTheOverlayAtOnce() {
    var app = drawn()
    let before = app.screen
    app.send(.live([live(3, 1)]))
    #expect(app.state.open.shownStamp(slice: 3)?.generation == 1)
    #expect(app.screen != before)
    // Older ones and those of other volumes are passed over.
    app.send(.live([live(3, 0, label: 1), live(3, 9, name: "liver")]))
    #expect(app.state.open.shownStamp(slice: 3)?.generation == 1)
    #expect(app.state.open.predicted.labels?.voxels.contains(1) == false)
  }

  @Test func wholePredictionsKeepNewerSlices() {
    var app = drawn()
    app.send(.live([live(3, 5)]))
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: LabelMap(size: GridSize(i: 16, j: 16, k: 6), filledWith: 1),
          uncertainty: nil, stamp: PredictionStamp(generation: 4), sliceAxis: .k)))
    #expect(app.state.open.shownStamp(slice: 3)?.generation == 5)
    #expect(app.state.open.shownStamp(slice: 2)?.generation == 4)
    #expect(app.state.open.predicted.labels?.slice(3, along: .k).values.contains(2) == true)
    #expect(
      app.state.open.predicted.labels?.slice(2, along: .k).values.allSatisfy { $0 == 1 } == true)
  }

  @Test func uncertaintyStaysWhenOnlyLabelsAreRenewed() {
    var app = drawn()
    app.send(.live([live(3, 1)]))
    let before = app.state.open.predicted.sliceUncertainty[3]
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: LabelMap(size: GridSize(i: 16, j: 16, k: 6)),
          uncertainty: nil, stamp: PredictionStamp(generation: 2), sliceAxis: .k)))
    #expect(before != nil && app.state.open.predicted.sliceUncertainty[3] == before)
  }

  @Test func predictionsOfTheWrongSizeAreIgnored() {
    var app = drawn()
    app.send(
      .prediction(
        "heart",
        WholePrediction(
          labels: LabelMap(size: GridSize(i: 2, j: 2, k: 2)), uncertainty: nil,
          stamp: PredictionStamp(generation: 1), sliceAxis: .k)))
    #expect(app.state.open.predicted.labels == nil)
  }

  @Test func uncertainSlicesFarFromStrokesComeFirst() {
    var app = drawn()  // strokes on slice 3
    app.send(.live((0..<6).map { live($0, 1) }))
    app.press("}")
    // Uncertainty grows with the slice, distance is largest for slice 0: 5 x 2 against 0 x 3 and 4 x 1.
    #expect(app.state.slice == 5)
    app.press("}")
    #expect(app.state.slice == 4)
    app.press("{")
    #expect(app.state.slice == 5)
  }
}
