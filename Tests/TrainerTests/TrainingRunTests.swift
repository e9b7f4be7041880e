import Foundation
import Neural
import Testing
import Volume

@testable import Project
@testable import Trainer

/// The loop as its neighbours see it: files, instructions, endings.
@Suite(.serialized) struct TrainingRunTests {
  /// A trainer on a thread of its own.
  private final class Background: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private(set) var result: Result<TrainerStatus, any Error>?

    init(
      _ project: Project, steps: Int? = nil, options: [String] = [], isLive: Bool = false
    ) {
      var request = TrainingRequest()
      request.steps = steps
      request.live = isLive
      request.assignments = options
      let run = TrainingRun(project, request)
      nonisolated(unsafe) let owned = run
      Thread { [self] in
        result = Result { try owned.run() }
        done.signal()
      }.start()
    }

    func wait() throws -> TrainerStatus {
      try #require(done.wait(timeout: .now() + 120) == .success, "the trainer ends")
      return try #require(result).get()
    }
  }

  private func wait(_ what: String, _ isTrue: () throws -> Bool) throws {
    for _ in 0..<1200 {
      if try isTrue() { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    Issue.record("timed out: \(what)")
  }

  private func status(_ test: SyntheticProject) throws -> TrainerStatus? {
    try TrainerStatus.load(test.project.statusFile)
  }

  @Test func aRunLeavesEverythingBehind() throws {
    let test = try SyntheticProject()
    var logged: [String] = []
    let status = try test.train(steps: 3, log: { logged.append($0) })
    #expect(status.phase == .done)
    #expect(status.step == 3 && status.steps == 3)
    #expect(status.generation >= 1)
    #expect(try self.status(test)?.phase == .done)
    #expect(RunLock.inspect(test.project.trainerLockFile) == .free)
    #expect(MetricsFile.rows(test.project.metricsFile).map(\.step) == [1, 2, 3])
    #expect(MetricsFile.rows(test.project.metricsFile).last?.dice != nil, "there is truth")
    let checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    #expect(checkpoint.state.step == 3 && checkpoint.record.steps == 3)
    #expect(try Checkpoint.load(test.project.bestCheckpoint).record.score != nil)
    #expect(logged.contains { $0.contains("3 steps") })

    let labels = try LabelMap.load(
      test.project.prediction("heart"), expecting: test.header.geometry)
    #expect(labels.voxels.allSatisfy { $0 <= 2 })
    let uncertainty = try Volume.load(test.project.uncertainty("heart"))
    #expect(uncertainty.voxels.allSatisfy { (0...1).contains($0) })
    // What the person has drawn stands in the prediction.
    let scribbles = SyntheticProject.scribbles(test.size, test.axis)
    for (drawn, shown) in zip(scribbles.voxels, labels.voxels) where drawn != 0 {
      #expect(shown == (drawn == 255 ? 0 : drawn))
    }
    var mark = LiveFolder.Mark()
    #expect(test.project.live.changed(since: &mark).isEmpty, "folded into the prediction")
  }

  @Test func resumingGivesTheSameBits() throws {
    let options = ["optimizer.schedule=polynomial"]
    let steps = SyntheticProject.longPlan
    let whole = try SyntheticProject()
    try whole.train(steps: steps, options: options)
    let broken = try SyntheticProject()
    let stopped = try broken.trainUntilStopped(steps: steps, options: options)
    #expect(stopped.phase == .stopped)
    #expect((1..<steps).contains(stopped.step))
    let resumed = try broken.train(request: { $0.resume = true })
    #expect(resumed.phase == .done && resumed.step == steps)
    #expect(
      try Checkpoint.load(whole.project.latestCheckpoint).state
        == Checkpoint.load(broken.project.latestCheckpoint).state)
    #expect(MetricsFile.rows(broken.project.metricsFile).map(\.step) == Array(1...steps))
    #expect(throws: TrainerError.self) { try broken.train(request: { $0.resume = true }) }
  }

  @Test func anImageThatChangesItsSizeIsNamed() throws {
    let test = try SyntheticProject()
    let image = try test.project.imageURL("heart")
    let small = ImageHeader(
      geometry: Geometry(size: GridSize(i: 12, j: 12, k: 3), spacing: SIMD3(1, 1, 5)))
    let error = #expect(throws: TrainerError.self) {
      try test.train(
        steps: 4,
        watch: { _ in
          try? small.write(.int16([Int16](repeating: 1, count: 432)), to: image, kind: .image)
        })
    }
    #expect(error?.description.contains("when training began") == true)
  }

  @Test func aPlanCanBeProlonged() throws {
    let test = try SyntheticProject()
    try test.train(options: ["steps=4", "steps.after-scribbles=9"])
    #expect(
      try Checkpoint.load(test.project.latestCheckpoint).record.settings.stepsAfterScribbles == 9)
    let steps = { MetricsFile.rows(test.project.metricsFile).map(\.step) }
    #expect(throws: TrainerError.self) {
      try test.train(request: { ($0.resume, $0.steps) = (true, 4) })
    }
    let longer = try test.train(request: { ($0.resume, $0.steps) = (true, 10) })
    #expect(longer.phase == .done && longer.step == 10)
    #expect(steps() == Array(1...10))
    let record = try Checkpoint.load(test.project.latestCheckpoint).record
    #expect(record.steps == 10 && record.settings.stepsAfterScribbles == 0)
    let later = try test.train(request: { ($0.resume, $0.minutes) = (true, 0.001) })
    #expect(later.phase == .done && later.step > 10)
    #expect(steps() == Array(1...later.step))
  }

  @Test func aCutPlanEndsWithItsLowestRate() throws {
    let options = ["optimizer.schedule=polynomial"]
    let whole = try SyntheticProject()
    try whole.train(steps: 40, options: options)
    let cut = try SyntheticProject()
    try cut.train(steps: 20, options: options)
    // A plan of forty of which twenty are taken goes on from where they ended.
    var checkpoint = try Checkpoint.load(cut.project.latestCheckpoint)
    checkpoint.record.steps = 40
    try checkpoint.write(to: cut.project.latestCheckpoint)
    try cut.train(request: { ($0.resume, $0.steps) = (true, 25) })
    let rate = { (test: SyntheticProject) in
      try #require(MetricsFile.rows(test.project.metricsFile).first { $0.step == 25 }?.learningRate)
    }
    #expect(try rate(cut) < rate(whole) / 2)
  }

  @Test func trainingAgainStartsFromTheLastWeights() throws {
    let test = try SyntheticProject()
    try test.train(steps: 2)
    var logged: [String] = []
    let status = try test.train(steps: 2, log: { logged.append($0) })
    #expect(status.step == 2)
    #expect(logged.contains { $0.contains("weights of step 2") })
    #expect(try Checkpoint.load(test.project.latestCheckpoint).record.warm)
    try test.train(steps: 1, request: { $0.fresh = true })
    #expect(try !Checkpoint.load(test.project.latestCheckpoint).record.warm)
  }

  @Test func weightsGoOnWherePixelsOfAnotherSizeAreWishedFor() throws {
    let test = try SyntheticProject()
    try test.train(steps: 1, options: ["network.spacing=1.5"])
    // Neither a preset's own pixels nor a named size asks for new weights.
    try test.train(steps: 1)
    let kept = try Checkpoint.load(test.project.latestCheckpoint).record
    #expect(kept.warm && kept.settings.input.spacing == 1.5)
    try test.train(steps: 1, options: ["network.spacing=2"])
    let named = try Checkpoint.load(test.project.latestCheckpoint).record
    #expect(named.warm && named.settings.input.spacing == 2)
    let other = try SyntheticProject(options: ["network.spacing": "1", "batch": "2", "crop": "16"])
    try other.train(steps: 1, request: { $0.initCheckpoint = test.project.latestCheckpoint })
    let taken = try Checkpoint.load(other.project.latestCheckpoint).record
    #expect(taken.network.channels == named.network.channels && taken.settings.input.spacing == 1)
    try other.train(
      steps: 1, options: ["network.channels=8,8", "network.dropout=0,0", "network.slices=3"])
    #expect(try !Checkpoint.load(other.project.latestCheckpoint).record.warm)
  }

  @Test func initTakesOverTheNetwork() throws {
    let first = try SyntheticProject()
    try first.train(steps: 1)
    let second = try SyntheticProject(options: ["batch": "2", "crop": "16"])
    try second.train(steps: 1, request: { $0.initCheckpoint = first.project.latestCheckpoint })
    #expect(
      try Checkpoint.load(second.project.latestCheckpoint).record.network.channels == [8, 8])
    // The next plan, which names no network either, goes on with it.
    try second.train(steps: 1)
    let next = try Checkpoint.load(second.project.latestCheckpoint).record
    #expect(next.network.channels == [8, 8] && next.warm)
  }

  @Test func pauseAndStopThroughTheMailbox() throws {
    let test = try SyntheticProject()
    let trainer = Background(test.project, steps: 100_000)
    try wait("training") { try status(test)?.step ?? 0 >= 1 }
    try test.project.mailbox.send(.pause)
    try wait("paused") { try status(test)?.phase == .paused }
    let step = try status(test)?.step
    try test.project.mailbox.send(.focus(caseName: "heart", slice: 4))
    try wait("the slice looked at") {
      var mark = LiveFolder.Mark()
      return test.project.live.changed(since: &mark).contains { $0.slice == 4 }
    }
    let first = try #require(try status(test)?.heartbeat)
    Thread.sleep(forTimeInterval: 2.2)
    #expect(try status(test)?.step == step, "no step while paused")
    #expect(try #require(try status(test)?.heartbeat) > first, "and still a heartbeat")
    try test.project.mailbox.send(.resume)
    try wait("training again") { try status(test)?.phase == .training }
    try test.project.mailbox.send(.stop)
    let last = try trainer.wait()
    #expect(last.phase == .stopped)
    #expect(test.project.mailbox.pending().isEmpty)
    #expect(RunLock.inspect(test.project.trainerLockFile) == .free)
    #expect(last.message.contains("--resume"))
  }

  @Test func newScribblesAreTakenUpAndProlongThePlan() throws {
    let test = try SyntheticProject(
      options: SyntheticProject.tiny.merging(
        ["steps": "6", "steps.after-scribbles": "9"], uniquingKeysWith: { $1 }))
    var logged: [String] = []
    var drawn = false
    let status = try test.train(
      watch: { status in
        guard status.step == 2, !drawn else { return }
        drawn = true
        var map = SyntheticProject.scribbles(test.size, test.axis)
        map[VoxelIndex(i: 12, j: 12, k: 2)] = 1
        try? test.draw(map, on: "heart")
        Thread.sleep(forTimeInterval: 0.3)
      }, log: { logged.append($0) })
    #expect(logged.contains { $0.contains("New scribbles on heart") })
    #expect(status.phase == .done)
    #expect(status.steps >= 11)
    #expect(status.step == status.steps)
    let labels = try LabelMap.load(test.project.prediction("heart"))
    #expect(labels[VoxelIndex(i: 12, j: 12, k: 2)] == 1)
  }

  @Test func aLiveTrainerWaitsAndWakes() throws {
    let test = try SyntheticProject(
      options: SyntheticProject.tiny.merging(
        ["steps": "3", "steps.after-scribbles": "4"], uniquingKeysWith: { $1 }))
    let trainer = Background(test.project, isLive: true)
    try wait("the first plan") { try status(test)?.phase == .idle }
    #expect(try status(test)?.step == 3)
    Thread.sleep(forTimeInterval: 1)
    #expect(try status(test)?.phase == .idle, "nothing to do")
    var map = SyntheticProject.scribbles(test.size, test.axis)
    map[VoxelIndex(i: 12, j: 12, k: 2)] = 1
    try test.draw(map, on: "heart")
    try wait("woken by a stroke") {
      let now = try status(test)
      return now?.phase == .idle && now?.step == 7
    }
    let labels = try LabelMap.load(test.project.prediction("heart"))
    #expect(labels[VoxelIndex(i: 12, j: 12, k: 2)] == 1)
    try test.project.mailbox.send(.resume)
    try wait("woken by resume") {
      let now = try status(test)
      return now?.phase == .idle && now?.step == 11
    }
    try test.project.mailbox.send(.stop)
    #expect(try trainer.wait().phase == .done)
    #expect(try Checkpoint.load(test.project.latestCheckpoint).state.step == 11)
  }

  @Test func aLiveTrainerDoesNotWaitForEver() throws {
    let test = try SyntheticProject(
      options: SyntheticProject.tiny.merging(
        ["steps": "2", "steps.after-scribbles": "4"], uniquingKeysWith: { $1 }))
    let trainer = Background(test.project, options: ["idle.minutes=0.02"], isLive: true)
    try wait("for scribbles") { try status(test)?.phase == .idle }
    #expect(try trainer.wait().phase == .done)
    var request = TrainingRequest()
    (request.live, request.steps) = (true, 4)
    #expect(throws: TrainerError.self) { try request.validate() }
  }

  @Test func whatOthersHaveTaughtIsKeptBySmallSteps() throws {
    let first = try SyntheticProject()
    try first.train(
      steps: 1,
      options: [
        "optimizer.rate=0.002", "augment.flip=0", "augment.turn=0", "predict.field=7",
        "predict.field-contrast=0.4", "predict.background=2.5",
        "predict.background-cost=0.2", "predict.background-thin=1",
      ])
    func settings(
      _ options: [String: String] = [:], preset: String = "interactive", method: String? = nil
    ) throws -> TrainingSettings {
      let second = try SyntheticProject(
        options: ["batch": "2", "crop": "16"].merging(options) { $1 })
      var request = TrainingRequest()
      (request.preset, request.method) = (preset, method)
      request.initCheckpoint = first.project.latestCheckpoint
      return try TrainingPlan(second.project, request).settings
    }
    let fresh = TrainingPreset.interactive.settings
    let taught = try settings()
    #expect(abs(taught.learningRate - fresh.learningRate * taught.afterInit.rate) < 1e-12)
    #expect(taught.augmentation.flip == 0 && fresh.augmentation.flip > 0)
    let dense = try settings(method: "full").prediction
    #expect(dense.background == 0 && dense.field == nil)
    let ramps = taught.loss.ramps
    #expect(ramps.emaDecay == taught.afterInit.emaDecay && ramps.emaWindow == 1)
    let named = try settings(["optimizer.rate": "0.004", "augment.flip": "0.25", "ema": "0.5"])
    #expect(named.learningRate == 0.004 && named.augmentation.flip == 0.25)
    #expect(named.loss.ramps.emaDecay == 0.5)
    // Answers are mended as those of the weights were.
    #expect(taught.prediction.field == RandomField(weight: 7, contrast: 0.4))
    #expect(fresh.prediction.field == RandomField(weight: 12, contrast: 0.2))
    #expect(taught.prediction.background == 2.5 && fresh.prediction.background == 1)
    #expect(taught.prediction.backgroundCost == 0.2)
    #expect(taught.prediction.backgroundThinness == 1)
    // A cohort teaches anew.
    let cohort = TrainingPreset.cohort.settings.publishing
    #expect(try settings(preset: "cohort").publishing == cohort)
    let plain = try settings(["predict.field": "0", "predict.background": "1"])
    #expect(plain.prediction.field == nil && plain.prediction.background == 1)
  }

  @Test func aVanishedVolumeEndsInFailed() throws {
    let test = try SyntheticProject()
    try FileManager.default.removeItem(at: test.project.imageURL("heart"))
    #expect(throws: ProjectError.self) { try test.train(steps: 2) }
    let status = try #require(try self.status(test))
    #expect(status.phase == .failed)
    #expect(status.message.contains("heart"))
    #expect(RunLock.inspect(test.project.trainerLockFile) == .free)
  }

  @Test func nothingToResumeIsNoFailedRun() throws {
    let test = try SyntheticProject()
    #expect(throws: TrainerError.self) { try test.train(request: { $0.resume = true }) }
    #expect(try status(test) == nil)
    try test.train(steps: 2)
    let before = try status(test)
    #expect(throws: TrainerError.self) { try test.train(request: { $0.resume = true }) }
    #expect(try status(test) == before && before?.phase == .done)
    #expect(RunLock.inspect(test.project.trainerLockFile) == .free)
  }

  @Test func anUnwritableFolderEndsInFailed() throws {
    let test = try SyntheticProject()
    // A folder in the place of the checkpoint: renaming onto it fails, for root too.
    try FileManager.default.createDirectory(
      at: test.project.latestCheckpoint.appendingPathComponent("x"),
      withIntermediateDirectories: true)
    #expect(throws: (any Error).self) { try test.train(steps: 2, request: { $0.fresh = true }) }
    #expect(try self.status(test)?.phase == .failed)
  }

  @Test func missingScribblesAreExplained() throws {
    let test = try SyntheticProject(withScribbles: false)
    func sentence() -> String {
      do {
        try test.train(steps: 1)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(sentence().contains("Nothing is drawn yet"))
    var map = LabelMap(size: test.size)
    map.voxels[300] = 1
    try test.draw(map, on: "heart")
    #expect(sentence().contains("no background scribbles"))
    map.voxels[300] = 255
    try test.draw(map, on: "heart")
    #expect(sentence().contains("Only background"))
    #expect(try status(test)?.phase == .failed)
  }

  @Test func aLossThatIsNoNumberStopsAndKeepsTheWeights() throws {
    let test = try SyntheticProject()
    try test.train(steps: 1)
    let before = try Checkpoint.load(test.project.latestCheckpoint)
    // A rate at which weights overflow within a few steps.
    let options = ["optimizer=sgd", "optimizer.rate=1", "pce.weight=1000", "optimizer.decay=1"]
    #expect(throws: TrainerError.self) {
      try test.train(steps: 400, options: options + ["checkpoint.every=80000"])
    }
    #expect(try status(test)?.phase == .failed)
    #expect(try status(test)?.message.contains("not a number") == true)
    // The plan had shown its first answer: those of the plan before are kept, and only finite ones took their place.
    let latest = test.project.latestCheckpoint
    #expect(try Checkpoint.load(latest).isFinite)
    let kept = test.project.previousRun.appendingPathComponent(latest.lastPathComponent)
    #expect(try Checkpoint.load(kept) == before)
  }

  @Test func twoTrainersDoNotMeet() throws {
    let test = try SyntheticProject()
    let trainer = Background(test.project, steps: 100_000)
    try wait("training") { try status(test)?.step ?? 0 >= 1 }
    #expect(throws: ProjectError.self) { try test.train(steps: 1) }
    try test.project.mailbox.send(.stop)
    _ = try trainer.wait()
  }
}
