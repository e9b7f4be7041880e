import Testing

@testable import Trainer

/// How many steps there are to come.
@Suite struct PlannedStepsTests {
  @Test func strokesProlongAPlanAndNeverShortenIt() {
    var length = PlannedSteps(steps: 100, afterScribbles: 40)
    length.prolong(from: 20)
    #expect(length.steps == 100)
    length.prolong(from: 90)
    #expect(length.steps == 130)
    var named = PlannedSteps(steps: 100, afterScribbles: 0)
    named.prolong(from: 100)
    #expect(named.steps == 100, "a length that was named")
  }

  @Test func withoutAClockSecondsSayNothing() {
    var length = PlannedSteps(steps: 100, afterScribbles: 0)
    length.took(step: 10, seconds: 1e6)
    #expect(length.steps == 100 && length.place(of: 10) == nil)
  }

  @Test func theClockDecides() throws {
    let time = TimePlan(step: 0, seconds: 0, end: 100, secondsPerStep: 1)
    var length = PlannedSteps(steps: 7, time: time, afterScribbles: 0)
    #expect(length.steps == 100)
    // Twice as slow as was guessed.
    length.took(step: 10, seconds: 20)
    #expect((45...55).contains(length.steps), "\(length.steps)")
    let place = try #require(length.place(of: length.steps))
    #expect(place.step == place.steps)
    length.took(step: 30, seconds: 101)
    #expect(length.steps == 30, "the time is over")
  }

  @Test func labelsAreDueByStepsOrByTheClock() {
    var pseudo = PseudoSettings()
    pseudo.source = .average
    (pseudo.start, pseudo.every) = (0.5, 0.25)
    func due(_ length: PlannedSteps) -> [Int] {
      (1..<100).filter { length.isLabellingDue(pseudo, after: $0) }
    }
    let named = PlannedSteps(steps: 100, afterScribbles: 0)
    #expect(due(named) == [50, 75])
    let time = TimePlan(step: 0, seconds: 0, end: 100, secondsPerStep: 1)
    let clocked = PlannedSteps(steps: 0, time: time, afterScribbles: 0)
    #expect(due(clocked) == [50, 75])
    for length in [named, clocked] {
      #expect(!length.wantsLabels(pseudo, at: 49) && length.wantsLabels(pseudo, at: 50))
    }
  }
}
