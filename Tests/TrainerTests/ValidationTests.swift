import Foundation
import Testing
import Volume

@testable import Project
@testable import Trainer

/// Dice during training, on cases that are not taught.
@Suite(.serialized) struct ValidationTests {
  /// Case a is scribbled on, b and c are not; all have truth.
  private func project() throws -> SyntheticProject {
    let test = try SyntheticProject(cases: ["a", "b", "c"], withScribbles: false)
    try test.draw(SyntheticProject.scribbles(test.size, test.axis), on: "a")
    return test
  }

  private func dice(_ test: SyntheticProject, _ name: String) throws -> Double {
    let truth = SyntheticProject.truth(test.size, test.axis)
    let labels = try LabelMap.load(test.project.prediction(name))
    let scores = [UInt8(1), 2].compactMap { Dice.of($0, in: labels, and: truth) }
    return scores.reduce(0, +) / Double(scores.count)
  }

  @Test func onlyUntaughtCasesAreScored() throws {
    let test = try project()
    var logged: [String] = []
    let status = try test.train(steps: 3, log: { logged.append($0) })
    let expected = (try dice(test, "b") + dice(test, "c")) / 2
    #expect(abs((status.dice ?? -1) - expected) < 1e-12)
    let row = try #require(MetricsFile.rows(test.project.metricsFile).last)
    #expect(abs((row.dice ?? -1) - expected) < 1e-5)
    #expect(logged.contains { $0.contains("Mean Dice of the last predictions") })
  }

  @Test func scoresComeWhileTrainingGoesOn() throws {
    let test = try project()
    var scored: [Int] = []
    try test.train(
      steps: 30,
      options: ["publish.first=0", "publish.every=0.1", "publish.share=0.9", "publish.all=no"],
      watch: { if $0.dice != nil { scored.append($0.step) } })
    #expect(!scored.isEmpty, "before the last predictions")
    #expect(MetricsFile.rows(test.project.metricsFile).contains { $0.dice != nil && $0.step < 30 })
  }

  @Test func withoutUntaughtCasesAllCount() throws {
    let test = try SyntheticProject(cases: ["a", "b"])
    let status = try test.train(steps: 2)
    let expected = (try dice(test, "a") + dice(test, "b")) / 2
    #expect(abs((status.dice ?? -1) - expected) < 1e-12)
  }

  @Test func truthDoesNotChangeTheWeights() throws {
    let (with, without) = (try project(), try project())
    try without.change { description in
      for index in description.volumes.indices { description.volumes[index].truth = nil }
    }
    let scored = try with.train(steps: 4)
    let unscored = try without.train(steps: 4)
    #expect(scored.dice != nil && unscored.dice == nil && unscored.best == nil)
    #expect(
      try Checkpoint.load(with.project.latestCheckpoint).state
        == Checkpoint.load(without.project.latestCheckpoint).state)
  }

  @Test func aTruthThatIsGoneIsToldAndLeftOut() throws {
    let test = try project()
    let gone = try #require(try test.project.truthURL("b"))
    try FileManager.default.removeItem(at: gone)
    var logged: [String] = []
    let status = try test.train(steps: 2, log: { logged.append($0) })
    #expect(status.phase == .done)
    #expect(abs((status.dice ?? -1) - (try dice(test, "c"))) < 1e-12)
    #expect(logged.count { $0.contains("b is not scored") } == 1)
  }
}
