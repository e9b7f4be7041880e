import Foundation
import Testing

@testable import Project
@testable import Trainer

/// What others ask of a trainer, without a trainer.
@Suite struct AttentionTests {
  private let mailbox = Mailbox(
    url: FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-attention-\(UUID().uuidString)"))

  private func attention() -> Attention { Attention(mailbox, nil) }

  private func clean() { try? FileManager.default.removeItem(at: mailbox.url) }

  @Test func aPauseLastsUntilSomebodySendsItOn() throws {
    defer { clean() }
    let attention = attention()
    try mailbox.send(.pause)
    #expect(!attention.wantsPause, "not before it looks")
    #expect(attention.followInstructions() == [.pause])
    #expect(attention.wantsPause && !attention.wantsStop)
    try mailbox.send(.resume)
    #expect(attention.wait() == [.resume])
    #expect(!attention.wantsPause && mailbox.pending().isEmpty)
  }

  @Test func aStopIsNotTakenBackAndASecondOneIsHeard() throws {
    defer { clean() }
    let attention = attention()
    try mailbox.send(.stop)
    try mailbox.send(.resume)
    attention.followInstructions()
    #expect(attention.wantsStop && attention.stops == 1)
    try mailbox.send(.stop)
    attention.followInstructions()
    #expect(attention.stops == 2)
  }

  @Test func theTrainerMayDecideToEnd() {
    let attention = attention()
    attention.stop()
    #expect(attention.wantsStop && attention.stops == 0, "nobody has asked for it")
  }

  @Test func whereSomebodyLooksIsPassedOn() throws {
    defer { clean() }
    let attention = attention()
    var seen: [String] = []
    attention.focus = { seen.append("\($0) \($1)") }
    try mailbox.send(.focus(caseName: "heart", slice: 4))
    #expect(attention.followInstructions() == [.focus(caseName: "heart", slice: 4)])
    #expect(seen == ["heart 4"])
  }

  @Test func aLookIsDueFiveTimesASecond() {
    let attention = attention()
    #expect(attention.isDue(at: 0), "at first")
    #expect(!attention.isDue(at: 0) && !attention.isDue(at: 0.19))
    #expect(attention.isDue(at: 0.21))
    #expect(!attention.isDue(at: 0.4) && attention.isDue(at: 0.42))
    // A resumed run's clock goes on from where it was.
    #expect(self.attention().isDue(at: 4000))
  }

  @Test func whoWaitsHearsAStopAtOnce() throws {
    defer { clean() }
    let (attention, clock) = (attention(), ContinuousClock())
    var began = clock.now
    #expect(!attention.isStopped(within: 0.3))
    #expect(clock.now - began >= .seconds(0.29))
    try mailbox.send(.stop)
    began = clock.now
    #expect(attention.isStopped(within: 60))
    #expect(clock.now - began < .seconds(30))
  }
}
