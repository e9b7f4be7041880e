import Foundation
import Testing

@testable import Project
@testable import Trainer

/// The prediction of whole volumes at the end: what it says, and how it ends when it is cut short.
@Suite(.serialized) struct LastPassTests {
  private func project() throws -> SyntheticProject {
    try SyntheticProject(cases: ["one", "two", "three"])
  }

  @Test func aPassThatIsCutShortIsNotDone() throws {
    let test = try project()
    var logged: [String] = []
    let ended = try test.train(
      steps: 2,
      watch: { [project = test.project] status in
        guard status.phase == .predicting, status.predicted == 1 else { return }
        try? project.mailbox.send(.stop)
      }, log: { logged.append($0) })
    #expect(ended.phase == .incomplete && ended.step == 2)
    #expect(ended.predicted == 1 && ended.volumes == 3)
    #expect(ended.message.contains("1 of 3 volumes"), "\(ended.message)")
    #expect(logged.last == ended.message)
    let told = try #require(try TrainerStatus.load(test.project.statusFile))
    #expect(told.phase == .incomplete && told.predicted == 1 && told.volumes == 3)
    // What is missing can be had.
    let resumed = try test.train(request: { $0.resume = true })
    #expect(resumed.phase == .done && resumed.predicted == 3 && resumed.step == 2)
    #expect(resumed.message.contains("all 3 volumes predicted"))
    #expect(throws: TrainerError.self) { try test.train(request: { $0.resume = true }) }
  }

  @Test func finishedStoppedAndIncompleteDifferInEverything() {
    let phases = [TrainerStatus.Phase.done, .stopped, .incomplete, .failed]
    #expect(Set(phases.map(\.exitStatus)).count == 4)
    #expect(TrainerStatus.Phase.done.exitStatus == 0)
    let done = RunEnding(
      step: 4, steps: 4, predicted: 3, volumes: 3, seconds: 9.6, project: "/p")
    var (stopped, incomplete) = (done, done)
    stopped.step = 3
    incomplete.predicted = 2
    #expect([done, stopped, incomplete].map(\.phase) == [.done, .stopped, .incomplete])
    #expect(done.sentence == "All 4 steps done in 10 s, all 3 volumes predicted.")
    #expect(stopped.sentence.hasPrefix("Stopped after step 3 of 4; `inkling train /p --resume`"))
    #expect(incomplete.sentence.contains("when 2 of 3 volumes were predicted"))
    #expect(incomplete.lacksPredictions && !done.lacksPredictions && !stopped.lacksPredictions)
  }

  @Test func itSaysHowFarItIsAndHowLongItTakes() throws {
    let test = try project()
    var told: [TrainerStatus] = []
    try test.train(steps: 1, watch: { if $0.phase == .predicting { told.append($0) } })
    #expect(told.first?.message == "Predicting volume 1 of 3.")
    #expect(told.contains { $0.message.hasPrefix("Predicting volume 3 of 3, 0:") })
    #expect(told.contains { ($0.secondsLeft ?? 0) > 0 })
    #expect(told.map { $0.predicted ?? 0 } == told.map { $0.predicted ?? 0 }.sorted())
    let last = try #require(try TrainerStatus.load(test.project.statusFile))
    #expect(last.predicted == 3 && last.secondsLeft == nil)
    #expect(TrainingLoop.minutes(200) == "3:20")
  }
}
