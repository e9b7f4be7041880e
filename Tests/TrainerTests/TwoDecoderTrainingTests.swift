import Foundation
import Neural
import Testing
import Volume

@testable import Prediction
@testable import Trainer

/// Methods whose network has two decoders, from settings to predictions.
@Suite(.serialized) struct TwoDecoderTrainingTests {
  @Test(arguments: ["dmpls", "dmsps"]) func trainsAndPredicts(method: String) throws {
    let test = try SyntheticProject()
    var totals: [Double] = []
    let status = try test.train(
      steps: 5, watch: { if let loss = $0.loss { totals.append(loss) } },
      request: { $0.method = method })
    #expect(status.phase == .done && status.step == 5 && status.method == method)
    #expect(totals.count >= 5)
    #expect(totals.allSatisfy { $0.isFinite && $0 > 0 })

    let checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    #expect(checkpoint.isFinite)
    #expect(checkpoint.record.network.decoders == 2 && checkpoint.record.settings.decoders == 2)
    let state = checkpoint.state
    let names = Set((state.student + state.teacher + state.optimizer).map(\.name))
    for prefix in ["student.", "teacher.", "optimizer.first."] {
      #expect(names.contains(prefix + "head2.0.weight"), "\(prefix)")
    }
    let model = TrainedModel(checkpoint, threads: 1)
    let (answer, _) = try model.predict("heart", of: test.project, probabilities: true)
    #expect(answer.labels == (try LabelMap.load(test.project.prediction("heart"))))
    for voxel in stride(from: 0, to: answer.labels.voxels.count, by: 11) {
      let sum = answer.probabilities.reduce(0) { $0 + $1[voxel] }
      #expect(abs(sum - 1) < 1e-4)
    }
  }

  @Test func resumingGivesTheSameBits() throws {
    let steps = SyntheticProject.longPlan
    let (whole, broken) = (try SyntheticProject(), try SyntheticProject())
    try whole.train(steps: steps, request: { $0.method = "dmsps" })
    let stopped = try broken.trainUntilStopped(steps: steps, request: { $0.method = "dmsps" })
    #expect(stopped.phase == .stopped && (1..<steps).contains(stopped.step))
    let resumed = try broken.train(request: { $0.resume = true })
    #expect(resumed.phase == .done && resumed.method == "dmsps")
    #expect(
      try Checkpoint.load(whole.project.latestCheckpoint).state
        == Checkpoint.load(broken.project.latestCheckpoint).state)
  }

  @Test func weightsGoFromOneDecoderToTwoAndBack() throws {
    let test = try SyntheticProject()
    func names() throws -> [String] {
      try Checkpoint.load(test.project.latestCheckpoint).state.student.map(\.name)
    }
    try test.train(steps: 1, request: { $0.method = "pce" })
    let single = try names()
    #expect(!single.contains { $0.contains("2.0.") })
    try test.train(steps: 1, request: { $0.method = "dmpls" })
    #expect(try Checkpoint.load(test.project.latestCheckpoint).record.warm)
    #expect(try Set(names()).isStrictSuperset(of: single))
    try test.train(steps: 1, request: { $0.method = "pce" })
    #expect(try Checkpoint.load(test.project.latestCheckpoint).record.warm)
    #expect(try names() == single)
  }

  @Test func methodsSayWhatTheyAre() throws {
    var settings = TrainingPreset.cohort.settings
    settings.apply(try .named("dmpls"))
    #expect(settings.decoders == 2 && !settings.loss.needsTeacher)
    #expect(
      settings.loss.extra == ExtraLossSettings(.mixedPseudo, weight: 0.5, isRamped: false))
    settings = TrainingPreset.cohort.settings
    settings.apply(try .named("dmsps"))
    #expect(settings.decoders == 2 && !settings.loss.needsTeacher)
    #expect(settings.loss.extra == ExtraLossSettings(.softMixed, weight: 8, isRamped: true))
    #expect(StepSchedule(settings, step: 100, of: 30_000, warm: false).rates.ramp == 1)
    #expect(StepSchedule(settings, step: 50, of: 30_000, warm: false).rates.ramp < 0.5)
    let read = try JSONDecoder().decode(
      TrainingSettings.self, from: JSONEncoder().encode(settings))
    #expect(read == settings)

    #expect(throws: Never.self) { try settings.validate() }
    settings.decoders = 1
    let error = #expect(throws: LossError.self) { try settings.validate() }
    #expect("\(error.map { "\($0)" } ?? "")".contains("two decoders"))
  }

  @Test func networksOfEarlierCheckpointsHaveOneDecoder() throws {
    let text = #"{"inputChannels":1,"classes":3,"channels":[8,8],"dropout":[0,0]}"#
    let network = try JSONDecoder().decode(NetworkSettings.self, from: Data(text.utf8))
    #expect(network == NetworkSettings(inputChannels: 1, classes: 3, channels: [8, 8]))
    var two = network
    two.decoders = 2
    let read = try JSONDecoder().decode(NetworkSettings.self, from: JSONEncoder().encode(two))
    #expect(read == two && read != network)
  }

  /// Outputs of both heads are matched by class.
  @Test func aWarmStartMatchesTheSecondHeadByClass() throws {
    let network = NetworkSettings(inputChannels: 1, classes: 3, channels: [8, 8], decoders: 2)
    func state(seed: UInt64) throws -> ModelState {
      var state = try TrainingStep(
        network: network, loss: .partialCrossEntropyOnly, optimizer: OptimizerSettings(kind: .adam),
        batch: BatchShape(count: 1, height: 16, width: 16), workers: Workers(threads: 1), seed: seed
      ).state
      state.teacher = state.student.map {
        NamedTensor(name: "teacher." + $0.name.dropFirst(8), shape: $0.shape, values: $0.values)
      }
      return state
    }
    var settings = TrainingPreset.interactive.settings
    settings.apply(try .named("dmpls"))
    let old = ClassTable([.init(id: 1, name: "RV"), .init(id: 2, name: "LV")])
    let swapped = ClassTable([.init(id: 1, name: "LV"), .init(id: 2, name: "RV")])
    let checkpoint = Checkpoint(
      state: try state(seed: 1),
      record: Checkpoint.Record(
        steps: 1, seconds: 0, generation: 0, classes: old, network: network, settings: settings,
        warm: false, crop: .init(height: 16, width: 16)))
    let start = try WarmStart(
      checkpoint, path: "x", fresh: state(seed: 2), network: network, classes: swapped)
    for name in ["head.0.weight", "head2.0.weight"] {
      let source = try #require(
        checkpoint.state.teacher.first { $0.name == "teacher." + name }?.values)
      let found = try #require(start.state.student.first { $0.name == "student." + name }?.values)
      let expected = [0..<8, 16..<24, 8..<16].flatMap { source[$0] }
      #expect(found == expected, "\(name)")
    }
  }
}
