import Foundation
import Neural
import Testing
import Volume

@testable import Prediction
@testable import Project
@testable import Trainer

/// The owner of run/, without a network or a loop.
@Suite struct RunOwnerTests {
  private func owner(_ test: SyntheticProject, watch: @escaping (TrainerStatus) -> Void = { _ in })
    -> RunOwner
  {
    RunOwner(
      test.project, StatusBoard(TrainerStatus(phase: .starting), at: test.project.statusFile),
      watch: watch, log: .silent, isStoppedWithinASecond: { true })
  }

  /// Weights of nothing, after so many steps.
  private func weights(_ step: Int, seconds: Double = 1, score: Double? = nil) throws -> Checkpoint
  {
    let network = NetworkSettings(inputChannels: 1, classes: 3, channels: [8, 8])
    let training = try TrainingStep(
      network: network, loss: .partialCrossEntropyOnly, optimizer: OptimizerSettings(kind: .adam),
      batch: BatchShape(count: 1, height: 16, width: 16), workers: Workers(threads: 1), seed: 1)
    var state = training.state
    state.step = step
    var settings = TrainingPreset.interactive.settings
    (settings.channels, settings.dropout) = ([8, 8], [0, 0])
    return Checkpoint(
      state: state,
      record: Checkpoint.Record(
        steps: 20, seconds: seconds, generation: 4,
        classes: ClassTable([.init(id: 1, name: "disc"), .init(id: 2, name: "ring")]),
        network: network, settings: settings, warm: false, crop: .init(height: 16, width: 16),
        score: score))
  }

  private func row(_ step: Int) -> MetricsRow { MetricsRow(step: step, seconds: 1, loss: 1) }

  private func steps(_ test: SyntheticProject) -> [Int] {
    MetricsFile.rows(test.project.metricsFile).map(\.step)
  }

  @Test func runIsTheLastPlansUntilThereIsSomethingToShow() throws {
    let test = try SyntheticProject(withScribbles: false)
    try weights(9, seconds: 50).write(to: test.project.latestCheckpoint)
    try MetricsFile.append([row(8), row(9)], to: test.project.metricsFile)
    let owner = owner(test)
    try owner.begin(after: nil)
    owner.add(row(1))
    #expect(owner.savedFile == nil && steps(test) == [8, 9])
    var asked = 0
    func first() throws -> Checkpoint {
      asked += 1
      return try weights(1)
    }
    try owner.takeOver(with: first)
    #expect(owner.savedFile == test.project.latestCheckpoint && steps(test) == [1])
    #expect(try Checkpoint.load(test.project.latestCheckpoint).state.step == 1)
    let kept = test.project.previousRun.appendingPathComponent("checkpoint-latest.safetensors")
    #expect(try Checkpoint.load(kept).state.step == 9)
    owner.add(row(2))
    try owner.flushRows(first: first)
    #expect(steps(test) == [1, 2] && asked == 1, "it becomes its own once")
    #expect(owner.board.current.checkpoint == "checkpoint-latest.safetensors")
  }

  @Test func whoGoesOnDropsWhatCameAfterItsCheckpoint() throws {
    let test = try SyntheticProject(withScribbles: false)
    let saved = try weights(2, seconds: 40)
    try saved.write(to: test.project.latestCheckpoint)
    try weights(1, score: 0.5).write(to: test.project.bestCheckpoint)
    try MetricsFile.append([row(1), row(2), row(3)], to: test.project.metricsFile)
    let owner = owner(test)
    try owner.begin(after: saved)
    #expect(steps(test) == [1, 2] && owner.savedFile != nil && owner.bestScore == 0.5)
    #expect(owner.clock.seconds >= 40 && owner.clock.seconds < 60)
    #expect(!owner.isSaveDue(every: 30) && owner.isSaveDue(every: 0))
  }

  @Test func onlyTheBestWeightsAreKeptBeside() throws {
    let test = try SyntheticProject(withScribbles: false)
    let owner = owner(test)
    try owner.begin(after: nil)
    try owner.takeOver { try weights(1) }
    for (step, score) in [(1, 0.6), (2, 0.4), (3, 0.7)] {
      owner.add(row(step))
      try owner.note(score) { try weights(step, score: score) }
    }
    try owner.flushRows { try weights(3) }
    #expect(try Checkpoint.load(test.project.bestCheckpoint).record.score == 0.7)
    #expect(owner.bestScore == 0.7 && owner.board.current.best == 0.7)
    #expect(MetricsFile.rows(test.project.metricsFile).map(\.dice) == [0.6, 0.4, 0.7])
    // The row of the last step has been written; its last score takes its place.
    try owner.noteLast(0.65) { try weights(3, score: 0.65) }
    #expect(MetricsFile.rows(test.project.metricsFile).map(\.dice) == [0.6, 0.4, 0.65])
    #expect(try Checkpoint.load(test.project.bestCheckpoint).record.score == 0.7)
  }

  @Test func theLockIsTakenAndOldInstructionsGo() throws {
    let test = try SyntheticProject(withScribbles: false)
    try test.project.mailbox.send(.stop)
    try test.project.mailbox.send(.focus(caseName: "heart", slice: 2))
    let lock = try RunOwner.lock(test.project, force: false)
    #expect(test.project.mailbox.pending().map(\.command) == [.focus(caseName: "heart", slice: 2)])
    #expect(throws: ProjectError.self) { try RunOwner.lock(test.project, force: false) }
    lock.release()
    try RunOwner.lock(test.project, force: false).release()
  }

  @Test func theClockStandsStillWhileTheDiskIsFull() throws {
    let test = try SyntheticProject(withScribbles: false)
    let full = VolumeError.writeFailed(test.folder, String(cString: strerror(ENOSPC)))
    var isRunning: [Bool] = []
    let owner = owner(test)
    try owner.begin(after: nil)
    try owner.whenThereIsRoom(for: "it") {
      isRunning.append(owner.clock.isRunning)
      if isRunning.count < 2 { throw full }
    }
    #expect(isRunning == [true, false] && owner.clock.isRunning)
    owner.clock.pause()
    try owner.whenThereIsRoom(for: "it") {}
    #expect(!owner.clock.isRunning, "a paused run stays so")
  }

  @Test func whoWatchesSeesWhatTheBoardShows() throws {
    let test = try SyntheticProject(withScribbles: false)
    var seen: [Int] = []
    let owner = owner(test) { seen.append($0.step) }
    owner.show { $0.step = 3 }
    #expect(seen == [3] && owner.board.current.step == 3)
  }
}
