import Annotation
import Foundation
import Testing
import Volume

@testable import Prediction
@testable import Trainer

/// What a trainer that waits for strokes must not lose: instructions, whole predictions, labels.
@Suite struct LiveTrainerTests {
  private func loop(
    _ test: SyntheticProject, _ options: [String] = [], method: String? = nil
  ) throws -> TrainingLoop {
    try test.loop(options: options) { ($0.live, $0.method) = (true, method) }
  }

  @Test func instructionsWhilePredictingAreFollowed() throws {
    let test = try SyntheticProject()
    let loop = try loop(test)
    try test.project.mailbox.send(.pause)
    try loop.publishEverything()
    #expect(loop.attention.wantsPause && !loop.attention.wantsStop)
    try test.project.mailbox.send(.resume)
    try test.project.mailbox.send(.stop)
    try loop.publishEverything()
    #expect(!loop.attention.wantsPause && loop.attention.wantsStop)
    #expect(try !loop.waitForScribbles(), "it ends instead of waiting")
  }

  @Test func threeSlicesDoNotReplaceAWholePrediction() throws {
    let test = try SyntheticProject(size: GridSize(i: 24, j: 24, k: 9), cases: ["one", "two"])
    let loop = try loop(test, ["publish.all=true"])
    let (_, written) = try loop.answers.publisher.publishAll(
      loop.engine.state, calibration: Calibration(), onlyFocus: false,
      mayGoOn: { _ in true })
    #expect(written == 2)
    let whole = try Data(contentsOf: test.project.prediction("two"))
    loop.answers.publisher.look(at: "two", slice: 4)
    _ = try loop.answers.publisher.refresh(
      loop.engine.state, calibration: Calibration(), .seconds(0))
    #expect(try Data(contentsOf: test.project.prediction("two")) == whole)
    _ = try loop.answers.publisher.refresh(
      loop.engine.state, calibration: Calibration(), .seconds(60))
    #expect(try Data(contentsOf: test.project.prediction("two")) != whole, "a newer generation")
  }

  @Test func aMovedRegionStartsTheMeanAnew() throws {
    let test = try SyntheticProject()
    var strokes = LabelMap(size: test.size)
    for (column, label) in [(9, Scribbles.background), (11, 1), (14, 2)] {
      strokes[VoxelIndex(i: column, j: 12, k: 2)] = label
    }
    try test.draw(strokes, on: "heart")
    let loop = try loop(test, ["region.margin=1"], method: "s2l")
    let before = loop.data.cases[0].region
    #expect(try loop.labeller.labels(loop.engine.state) { _ in true } != nil)
    strokes[VoxelIndex(i: 1, j: 1, k: 2)] = Scribbles.background
    strokes[VoxelIndex(i: 22, j: 22, k: 2)] = Scribbles.background
    try test.draw(strokes, on: "heart")
    _ = loop.data.refresh()
    #expect(loop.data.cases[0].region != before)
    let labels = try #require(try loop.labeller.labels(loop.engine.state) { _ in true })
    #expect(labels.slices[0].count == test.size.k)
    #expect(labels.slices[0].allSatisfy { $0.count == test.size.i * test.size.j })
  }

  @Test func strokesThatAreNotLearntAreNamed() throws {
    let test = try SyntheticProject()
    let loop = try loop(test)
    var scribbles = SyntheticProject.scribbles(test.size, test.axis)
    scribbles[VoxelIndex(i: 1, j: 1, k: 1)] = 7
    try test.draw(scribbles, on: "heart")
    let steps = loop.length.steps
    loop.readStrokes()
    #expect(loop.length.steps == steps, "nothing new is taught")
    #expect(loop.run.board.current.message.contains("label 7"))
    #expect(loop.run.board.current.message.contains("train again"))
    try test.draw(SyntheticProject.scribbles(test.size, test.axis), on: "heart")
    loop.readStrokes()
    #expect(loop.run.board.current.message.isEmpty)
    // All undone: it says what it goes on with.
    try test.draw(LabelMap(size: test.size), on: "heart")
    loop.readStrokes()
    #expect(loop.run.board.current.message.contains("strokes it had"))
    // Nor is the answer corrected by strokes that are not there.
    let last = Calibration(raise: [0.5, 0.25], field: nil)
    let meter = CalibrationMeter(
      loop.plan.settings.prediction, loop.data,
      SlicePredictor(
        network: loop.engine.network, input: loop.plan.settings.input,
        weights: (loop.engine.state, .teacher), threads: 1), last: last)
    #expect(meter.calibration(loop.engine.state) == last)
  }

  @Test func aMeasuredCorrectionHoldsForAFifthOfTheStepsSinceTheFirst() throws {
    let test = try SyntheticProject()
    let loop = try loop(test)
    var state = loop.engine.state
    let meter = loop.answers.meter
    // Weights whose margins differ tell whether it has been measured again.
    func raise(step: Int, logits: Float) -> [Float] {
      state.step = step
      for index in state.teacher.indices where state.teacher[index].name.hasSuffix("head.0.bias") {
        state.teacher[index].values = [0] + [Float](repeating: logits, count: 2)
      }
      return meter.recentCalibration(state).raise
    }
    let first = raise(step: 100, logits: 40)
    #expect(first.allSatisfy { $0 > 0 })
    #expect(raise(step: 101, logits: -40).allSatisfy { $0 == 0 }, "too early to hold")
    #expect(raise(step: 200, logits: 40) == first)
    #expect(
      raise(step: 220, logits: -40) == first, "20 of the 120 steps since the first measurement")
    #expect(raise(step: 230, logits: -40) != first)
    #expect(raise(step: 300, logits: 40) == first)
    meter.strokesChanged()
    #expect(raise(step: 300, logits: -40) != first, "other strokes")
  }

  @Test func aFileThatCouldNotBeReadOnceIsReadAgain() throws {
    let test = try SyntheticProject()
    var settings = TrainingPreset.interactive.settings
    settings.apply(try .named("full"))
    let data = try Dataset(test.project, Dataset.Options(settings))
    data.retryAfter = .zero
    // Strokes change while the truth is away: reading fails, and nothing but another look finds out that it is back.
    let truth = try #require(try test.project.truthURL("heart"))
    let elsewhere = test.folder.appendingPathComponent("elsewhere.nii.gz")
    try FileManager.default.moveItem(at: truth, to: elsewhere)
    try test.draw(LabelMap(size: test.size), on: "heart")
    let before = data.cases[0]
    #expect(data.refresh().isEmpty && data.refresh().isEmpty)
    #expect(data.takeMessages().count == 1, "told once")
    #expect(data.cases[0] == before, "what was known stays")
    try LabelMap(size: test.size).write(to: truth, like: test.header)
    data.retryAfter = .seconds(3600)
    #expect(data.refresh().isEmpty, "not at every look")
    data.retryAfter = .zero
    #expect(data.refresh() == ["heart"])
    #expect(data.refresh().isEmpty && data.takeMessages().isEmpty)
  }

  @Test func withoutStrokesTrainingGoesOnWithTheLastOnes() throws {
    let test = try SyntheticProject()
    let loop = try loop(test, [])
    try test.draw(LabelMap(size: test.size), on: "heart")
    loop.readStrokes()
    #expect(loop.strokes.snapshot.cases[0].hasStrokes && !loop.data.cases[0].hasStrokes)
    _ = try loop.engine.advance(of: 2, data: loop.strokes.snapshot)
    try test.draw(SyntheticProject.scribbles(test.size, test.axis), on: "heart")
    loop.readStrokes()
    #expect(loop.strokes.snapshot.cases[0].hasStrokes && loop.data.cases[0].hasStrokes)
  }

  @Test func labelsComeFromTheNetworksOwnAnswer() throws {
    let options = ["pseudo.source=expansion", "pseudo.entropy=1"]
    func labels(_ background: Double) throws -> PseudoLabels? {
      let test = try SyntheticProject()
      let loop = try loop(
        test, options + ["predict.background=\(background)", "predict.background-cost=1"])
      return try loop.labeller.labels(loop.engine.state) { _ in true }
    }
    #expect(try labels(0)?.slices == labels(15)?.slices)
  }
}
