import Annotation
import Foundation
import Testing

@testable import Trainer

/// Plans that end by the clock.
@Suite(.serialized) struct TimePlanTests {
  /// Takes steps of `cost` seconds, as it depends on the time.
  private func run(
    _ end: Double, guess: Double, cost: (Double) -> Double
  ) -> (seconds: Double, shares: [(seconds: Double, share: Double)]) {
    var plan = TimePlan(step: 0, seconds: 0, end: end, secondsPerStep: guess)
    var (step, now) = (0, 0.0)
    var shares: [(Double, Double)] = []
    while step < plan.decision.steps {
      shares.append((now, plan.share(at: step)))
      now += cost(now)
      step += 1
      plan.took(step: step, seconds: now)
    }
    return (now, shares)
  }

  @Test(arguments: [24.0, 1260, 3], [0.01, 0.05, 0.4])
  func itEndsInTimeWhateverTheFirstGuess(end: Double, guess: Double) {
    let costs: [(Double) -> Double] = [
      { _ in 0.05 }, { $0 < end / 2 ? 0.05 : 0.15 }, { $0 < end / 2 ? 0.15 : 0.05 },
      { Int($0 * 3) % 2 == 0 ? 0.02 : 0.1 },
    ]
    for cost in costs {
      let (seconds, shares) = run(end, guess: guess, cost: cost)
      #expect((0.95 * end...end + 0.15).contains(seconds), "\(seconds) of \(end)")
      #expect(zip(shares, shares.dropFirst()).allSatisfy { $0.share <= $1.share }, "never back")
      #expect(shares.allSatisfy { (0...1).contains($0.share) })
      // The last step of a plan of twenty begins early.
      #expect(shares.last?.share ?? 0 > min(0.9, 1 - 0.9 / end), "rates come to their end")
    }
  }

  @Test func sharesFollowTheTime() throws {
    let shares = run(1000, guess: 0.15) { _ in 0.05 }.shares
    for part in [0.25, 0.5, 0.75] {
      let share = try #require(shares.first { $0.seconds >= 1000 * part }?.share)
      #expect(abs(share - part) < 0.03, "\(share) at \(part)")
    }
  }

  @Test func withOneDecisionItIsStepOfSteps() {
    let plan = TimePlan(step: 0, seconds: 0, end: 100, secondsPerStep: 1)
    #expect(plan.decision == .init(step: 0, share: 0, steps: 100))
    #expect(plan.secondsLeft(at: 30) == 70 && plan.secondsLeft(at: 130) == 0)
    #expect((0...100).allSatisfy { plan.place(of: $0) == ($0, 100) })
    let resumed = TimePlan(resuming: .init(step: 10, share: 0.5, steps: 20))
    #expect(resumed.share(at: 10) == 0.5 && resumed.share(at: 15) == 0.75)
    #expect(resumed.share(at: 99) == 1)
    var later = resumed
    later.took(step: 15, seconds: 1e9)
    #expect(later.decision == resumed.decision, "the clock says nothing any more")
    #expect(later.secondsLeft(at: 3) == nil)
  }

  @Test func labelsAreRenewedByShare() {
    var settings = PseudoSettings()
    settings.source = .expansion
    func share(_ step: Int) -> Double { Double(step) / 100 + 1e-9 }
    let due = (1...100).filter { settings.isDue(from: share($0 - 1), to: share($0)) }
    #expect(due == [40, 50, 60, 70, 80, 90])
    // A jump over several renewals is one.
    #expect(settings.isDue(from: 0.1, to: 0.75) && !settings.isDue(from: 0.75, to: 0.76))
  }

  @Test func minutesAreMinutesAndAResumedPlanIsAsDecided() throws {
    let test = try SyntheticProject()
    var lines: [String] = []
    let clock = ContinuousClock()
    let began = clock.now
    var ended: ContinuousClock.Instant?
    try test.train(
      watch: { if $0.phase == .predicting { ended = ended ?? clock.now } },
      log: { lines.append($0) }, request: { $0.minutes = 0.1 })
    let seconds = (try #require(ended) - began).seconds
    // The last save is beyond it: in a debug build, beside other tests, that takes its time.
    #expect(seconds > 5 && seconds < 36, "\(seconds) s instead of 6")
    #expect(lines.contains { $0.contains("then the last pass over the volume") })

    let loop = try test.loop { ($0.fresh, $0.minutes) = (true, 2) }
    for _ in 0..<3 { try loop.takeStep() }
    // By the clock, not by the speed of the last steps.
    let left = try #require(loop.run.board.current.planSecondsLeft)
    #expect(left > 60 && left <= 120, "\(left) s of 120 left")
    try loop.save()
    let saved = try Data(contentsOf: test.project.latestCheckpoint)
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    #expect(checkpoint.record.plan == loop.length.time?.decision)
    // Decided in mid-plan: five steps are to come.
    checkpoint.record.plan = .init(step: 2, share: 0.4, steps: 8)
    checkpoint.record.steps = 8
    #expect(try checkpoint.file().bytes() != saved)
    var ends: [Checkpoint] = []
    for _ in 0..<2 {
      try checkpoint.write(to: test.project.latestCheckpoint)
      try test.train(request: { $0.resume = true })
      ends.append(try Checkpoint.load(test.project.latestCheckpoint))
    }
    #expect(ends[0].state.step == 8 && ends[0].state == ends[1].state)
    checkpoint.record.plan?.share = 2
    try checkpoint.write(to: test.project.latestCheckpoint)
    #expect(throws: TrainerError.self) { try Checkpoint.load(test.project.latestCheckpoint) }
  }
}
