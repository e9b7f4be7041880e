import Annotation
import Foundation
import Neural
import Testing
import Volume

@testable import Prediction
@testable import Trainer

/// Labels that a network has given outlive an interruption.
@Suite(.serialized) struct PseudoLabelResumeTests {
  /// Labels of everything, made once by the weights that training began with.
  private let once = [
    "extra.term=pseudo-labels", "extra.weight=1", "pseudo.source=expansion", "pseudo.start=0",
    "pseudo.every=1", "pseudo.entropy=1",
  ]

  @Test func resumingGivesTheSameBits() throws {
    let steps = SyntheticProject.longPlan
    let (whole, broken) = (try SyntheticProject(), try SyntheticProject())
    let refused = #expect(throws: TrainerError.self) { try whole.train(steps: 1, options: once) }
    #expect(refused?.description.contains("--init") == true)
    for test in [whole, broken] { try test.train(steps: 2) }
    try whole.train(steps: steps, options: once)
    let stopped = try broken.trainUntilStopped(steps: steps, options: once)
    #expect(stopped.phase == .stopped && (1..<steps).contains(stopped.step))
    let file = broken.project.pseudoLabels.appendingPathComponent("heart.nii.gz")
    let labels = try LabelMap.load(file, expecting: broken.header.geometry)
    #expect(labels.voxels.contains { $0 != 0 })
    var logged: [String] = []
    try broken.train(log: { logged.append($0) }, request: { $0.resume = true })
    #expect(logged.contains { $0.contains("Goes on with the labels") })
    #expect(try LabelMap.load(file) == labels, "made once")
    #expect(
      try Checkpoint.load(whole.project.latestCheckpoint).state
        == Checkpoint.load(broken.project.latestCheckpoint).state)
    // Another plan begins without them.
    try broken.train(steps: 1)
    #expect(!FileManager.default.fileExists(atPath: broken.project.pseudoLabels.path))
  }

  @Test(arguments: [Axis.i, .k]) func whatIsWrittenIsRead(axis: Axis) throws {
    let spacing = axis == .i ? SIMD3<Double>(5, 1, 1) : SIMD3(1, 1, 5)
    let size = axis == .i ? GridSize(i: 4, j: 12, k: 10) : GridSize(i: 12, j: 10, k: 4)
    let test = try SyntheticProject(size: size, spacing: spacing, cases: ["one", "two"])
    let data = try Dataset(test.project, Dataset.Options())
    let files = PseudoLabelFiles(test.project, data)
    #expect(files.read() == nil)
    let labels = PseudoLabels(
      slices: (0..<2).map { index in
        (0..<4).map { slice in (0..<120).map { Int8(($0 + slice + index) % 4) - 1 } }
      })
    try files.write(labels)
    #expect(files.read() == labels)
    try Data("torn".utf8).write(
      to: test.project.pseudoLabels.appendingPathComponent("two.nii.gz"))
    #expect(files.read() == nil)
  }

  @Test func aResumedMeanStartsWithTheWholeAnswer() throws {
    let test = try SyntheticProject()
    func labelled(isResumed: Bool) throws -> Int {
      var settings = PseudoSettings()
      (settings.source, settings.probability, settings.momentum) = (.average, 0.3, 0.2)
      var request = TrainingRequest()
      request.steps = 1
      let plan = try TrainingPlan(test.project, request)
      let data = try Dataset(test.project, Dataset.Options(plan.settings))
      let engine = try Engine(plan, data)
      let predictor = SlicePredictor(
        network: engine.network, input: plan.settings.input,
        weights: (engine.state, .teacher), threads: 1)
      let labeller = PseudoLabeller(settings, data, predictor, isResumed: isResumed)
      let labels = try #require(try labeller.labels(engine.state) { _ in true })
      return labels.slices.joined().joined().count { $0 >= 0 }
    }
    // Three outputs: the likeliest has more than a third; a fifth of it is less than .3.
    #expect(try labelled(isResumed: false) == 0)
    #expect(try labelled(isResumed: true) > 0)
  }
}
