import Foundation
import Neural
import Testing
import Volume

@testable import Project
@testable import Trainer

/// What a new plan does to the files of the one before it.
@Suite(.serialized) struct TakeOverTests {
  /// The files of a run, by name.
  private func files(_ folder: URL) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in ["checkpoint-latest.safetensors", "checkpoint-best.safetensors", "metrics.csv"] {
      found[name] = try? Data(contentsOf: folder.appendingPathComponent(name))
    }
    return found
  }

  /// Another plan on the same project.
  private func begun(_ test: SyntheticProject, _ options: [String] = []) throws -> TrainingLoop {
    try test.loop(options: options) { ($0.fresh, $0.steps) = (true, 50) }
  }

  @Test func theLastPlansFilesAreKeptTogether() throws {
    let test = try SyntheticProject()
    try test.train(steps: 3, options: ["seed=1"])
    let before = try files(test.project.run)
    #expect(before.count == 3)
    let second = try test.train(steps: 2, options: ["seed=2"], request: { $0.fresh = true })
    #expect(try files(test.project.previousRun) == before)
    // The best is this plan's own, however good the last one was.
    let score = try #require(try Checkpoint.load(test.project.bestCheckpoint).record.score)
    #expect(second.best == score)
    #expect(Set(MetricsFile.rows(test.project.metricsFile).map(\.step)) == [1, 2])
    // A resume is the same plan.
    try test.train(request: { ($0.resume, $0.steps) = (true, 4) })
    #expect(try files(test.project.previousRun) == before)
    #expect(Set(MetricsFile.rows(test.project.metricsFile).map(\.step)) == [1, 2, 3, 4])
    // Put back, they are what they were.
    for (name, data) in before { try data.write(to: test.project.run.appendingPathComponent(name)) }
    let resumed = try test.train(request: { ($0.resume, $0.steps) = (true, 5) })
    #expect(resumed.step == 5)
  }

  @Test func aPlanThatShowsNothingLeavesTheLastOneWhole() throws {
    let test = try SyntheticProject()
    try test.train(steps: 3)
    let before = try files(test.project.run)
    let loop = try begun(test)
    _ = try loop.engine.advance(of: 50, data: loop.strokes.snapshot)
    #expect(loop.run.savedFile == nil && loop.run.board.current.checkpoint == nil)
    #expect(try files(test.project.run) == before)
    // As after kill -9: it goes on where the last plan was.
    let resumed = try test.train(request: { ($0.resume, $0.steps) = (true, 6) })
    #expect(resumed.step == 6)
    #expect(Set(MetricsFile.rows(test.project.metricsFile).map(\.step)) == Set(1...6))
  }

  @Test func aPlanThatHasShownSomethingCanBeResumed() throws {
    let test = try SyntheticProject()
    try test.train(steps: 3, request: { $0.method = "pce" })
    let loop = try begun(test, ["seed=5"])
    _ = try loop.engine.advance(of: 50, data: loop.strokes.snapshot)
    try loop.refresh()
    #expect(loop.run.savedFile == test.project.latestCheckpoint)
    let status = try #require(try TrainerStatus.load(test.project.statusFile))
    #expect(status.checkpoint != nil, "said at once")
    let resumed = try test.train(request: { $0.resume = true })
    #expect(resumed.step == 50 && resumed.method != "pce")
    #expect(MetricsFile.rows(test.project.metricsFile).map(\.step).min() == 2)
  }

  @Test func secondsPushNoHoursOut() throws {
    let test = try SyntheticProject()
    try test.train(steps: 2)
    var long = try Checkpoint.load(test.project.latestCheckpoint)
    long.record.seconds = 4000
    try long.write(to: test.project.latestCheckpoint)
    let kept = { try files(test.project.previousRun) }
    let first = try files(test.project.run)
    for _ in 0..<3 { try test.train(steps: 1, request: { $0.fresh = true }) }
    #expect(try kept() == first, "three mistakes")
    // A tenth as long counts.
    var other = try Checkpoint.load(test.project.latestCheckpoint)
    other.record.seconds = 400
    try other.write(to: test.project.latestCheckpoint)
    let second = try files(test.project.run)
    try test.train(steps: 1)
    #expect(try kept() == second)
  }

  @Test func whereNothingCanBeKeptNothingIsReplaced() throws {
    let test = try SyntheticProject()
    try test.train(steps: 2)
    let before = try files(test.project.run)
    // Something else is in the way.
    try Data("notes".utf8).write(to: test.project.previousRun)
    #expect(throws: VolumeError.self) { try test.train(steps: 1, request: { $0.fresh = true }) }
    #expect(try files(test.project.run) == before)
    #expect(try Data(contentsOf: test.project.previousRun) == Data("notes".utf8))
  }
}
