import Testing

@testable import Trainer

@Suite struct PublishingTests {
  private func settings(first: Double = 1, every: Double = 2, share: Double = 0.2)
    -> PublishingSettings
  {
    var settings = PublishingSettings()
    settings.first = first
    settings.every = every
    settings.share = share
    return settings
  }

  @Test func firstEarlyThenRegularly() {
    var schedule = PublishingSchedule(settings())
    #expect(!schedule.isDue(at: 0.9))
    #expect(schedule.isDue(at: 1))
    schedule.finished(at: 1.1, cost: 0.1)
    #expect(!schedule.isDue(at: 3))
    #expect(schedule.isDue(at: 3.1))
  }

  @Test func costStaysWithinItsShare() {
    var schedule = PublishingSchedule(settings())
    var now = 0.0
    while now < 200 {
      if schedule.isDue(at: now) {
        // Each refresh takes a second, far more than a fifth of two.
        now += 1
        schedule.finished(at: now, cost: 1)
      } else {
        now += 0.05
      }
    }
    #expect(schedule.spent <= 0.2 * now + 1)
    #expect(schedule.spent > 0.15 * now)
  }

  @Test func aResumedRunStartsItsOwnCount() {
    let schedule = PublishingSchedule(settings(), start: 1000)
    #expect(!schedule.isDue(at: 1000.5))
    #expect(schedule.isDue(at: 1001))
    #expect(schedule.budget(at: 1001) < 1)
  }

  @Test func lookingElsewhereHurries() {
    var schedule = PublishingSchedule(settings())
    schedule.finished(at: 5, cost: 0.1)
    schedule.hurry(at: 5.3)
    #expect(schedule.isDue(at: 5.3))
  }

  @Test func newScribblesAreAnsweredWhateverTheShare() {
    var schedule = PublishingSchedule(settings())
    // Refreshes have long used up their share.
    schedule.finished(at: 20, cost: 15)
    #expect(!schedule.isDue(at: 25) && schedule.budget(at: 25) == 0)
    schedule.answer(scribblesAt: 25)
    #expect(!schedule.isDue(at: 25.4) && schedule.isDue(at: 25.5))
    #expect(schedule.budget(at: 25.5) == 0, "where the person looks, at first")
    schedule.finished(at: 25.6, cost: 0.1)
    #expect(!schedule.isDue(at: 25.9) && schedule.isDue(at: 26))
    #expect(schedule.budget(at: 26) >= 1, "then the volume")
    schedule.finished(at: 26.8, cost: 0.8)
    #expect(schedule.budget(at: 27) == 0 && !schedule.isDue(at: 29))
  }

  @Test func whoGoesOnDrawingIsAnsweredNowAndThen() {
    var schedule = PublishingSchedule(settings())
    var answers: [Double] = []
    for tenth in 100..<300 {
      let now = Double(tenth) / 10
      // A dot every 0.6 s.
      if tenth % 6 == 0 { schedule.answer(scribblesAt: now) }
      guard schedule.isDue(at: now) else { continue }
      if schedule.budget(at: now) >= 1 { answers.append(now) }
      schedule.finished(at: now, cost: 0)
    }
    #expect(answers.count > 5)
    #expect(zip(answers, answers.dropFirst()).allSatisfy { $1 - $0 < 3 })
  }

  @Test func halfOfTheTimeUntilEverySliceHasAnAnswer() {
    var schedule = PublishingSchedule(settings(share: 0.1))
    #expect(schedule.budget(at: 1) == 0.5 && schedule.budget(at: 1, hasGaps: true) == 1)
    schedule.finished(at: 4, cost: 3, hadGaps: true)
    // As long as the refresh took, training has its turn.
    #expect(!schedule.isDue(at: 6.9) && schedule.isDue(at: 7))
    schedule.finished(at: 7.5, cost: 0.5, hadGaps: true)
    #expect(!schedule.isDue(at: 9.4) && schedule.isDue(at: 9.5))
    #expect(schedule.spent == 0, "what comes afterwards has its share all the same")
    schedule.finished(at: 10, cost: 0.1)
    #expect(schedule.spent == 0.1)
    // An answer to strokes is no smaller for gaps, and its first part is the slice alone.
    schedule.answer(scribblesAt: 200)
    #expect(schedule.budget(at: 200.5, hasGaps: true) == schedule.budget(at: 200.5))
    #expect(schedule.budget(at: 201, hasGaps: true) == schedule.budget(at: 201))
    let never = PublishingSchedule(settings(share: 0))
    #expect(never.budget(at: 1, hasGaps: true) == 0)
  }

  @Test func dearRefreshesComeSeldomButReachTheRestOfTheVolume() {
    for every in [0.5, 2, 180] {
      var schedule = PublishingSchedule(settings(first: 1, every: every, share: 0.15))
      var (now, budgets) = (0.0, [Double]())
      while budgets.count < 50 {
        now += 0.01
        guard schedule.isDue(at: now) else { continue }
        budgets.append(schedule.budget(at: now))
        // Three slices alone cost more than the share of the time between refreshes.
        let cost = every + (budgets.last ?? 0)
        now += cost
        schedule.finished(at: now, cost: cost)
      }
      #expect(budgets.dropFirst().allSatisfy { $0 >= 0.25 && $0 <= 0.5 + 0.15 * every })
      #expect(schedule.spent < 0.15 * (now + every) + 2 * every)
      // Who turns through slices gets each of them, and takes the rest of the volume no time.
      let spent = schedule.spent
      for _ in 0..<50 {
        schedule.hurry(at: now + 0.3)
        now += 0.3
        #expect(schedule.budget(at: now) == 0)
        now += 0.1
        schedule.finished(at: now, cost: 0.1)
      }
      #expect(abs(schedule.spent - spent - 5) < 1e-6)
    }
  }

  @Test func answersTakeNothingFromTheRefreshesAfterwards() {
    var schedule = PublishingSchedule(settings(share: 0.15))
    var now = 20.0
    for _ in 0..<10 {
      schedule.answer(scribblesAt: now)
      schedule.finished(at: now + 1.8, cost: 0.8)
      now += 2
    }
    #expect(schedule.isDue(at: now + 2))
  }

  private typealias Place = RefreshOrder.Place

  @Test func theFocusFirstThenOutwardsThenOtherCases() {
    var order = RefreshOrder(
      counts: [2, 5], focus: Place(caseIndex: 1, slice: 3), always: [0, 1])
    #expect(order.nearest.map(\.slice) == [3, 2, 4])
    order.done(order.nearest)
    #expect(order.remaining.map(\.slice) == [1, 0, 0, 1])
    #expect(order.next(4).map(\.slice) == [1, 0], "slices of one case at a time")
    order.done(order.next(4))
    #expect(order.isComplete(1) && !order.isComplete(0))
    #expect(order.next(1) == [Place(caseIndex: 0, slice: 0)])
    order.done(order.next(1))
    order.look(at: Place(caseIndex: 0, slice: 1))
    #expect(order.nearest.map(\.slice) == [1, 0])
    #expect(order.remaining == [Place(caseIndex: 0, slice: 1)])
  }

  @Test func onlyTheCaseInFocusWhereTheOthersWait() {
    var order = RefreshOrder(
      counts: [2, 3], focus: Place(caseIndex: 1, slice: 0), always: [])
    #expect(order.remaining.map(\.caseIndex) == [1, 1, 1])
    order.look(at: Place(caseIndex: 0, slice: 1))
    #expect(order.remaining == [Place(caseIndex: 0, slice: 1), Place(caseIndex: 0, slice: 0)])
    order.look(at: Place(caseIndex: 4, slice: 0))
    #expect(order.focus.caseIndex == 0)
  }

  @Test func casesThatAreScoredSurviveAChangeOfFocus() {
    var order = RefreshOrder(
      counts: [1, 2, 2], focus: Place(caseIndex: 0, slice: 0), always: [2])
    #expect(order.cases == [0, 2])
    order.done(order.next(1))
    #expect(order.next(1) == [Place(caseIndex: 2, slice: 0)])
    order.done(order.next(1))
    order.look(at: Place(caseIndex: 1, slice: 1))
    #expect(order.remaining.map(\.caseIndex) == [1, 1, 2], "one slice of case 2 is done")
    order.look(at: Place(caseIndex: 2, slice: 1))
    #expect(order.remaining == [Place(caseIndex: 2, slice: 1)])
    order.startPass()
    #expect(order.remaining.map(\.caseIndex) == [2, 2])
  }

  @Test func aCaseThatIsDrawnOnIsPredictedAnew() {
    var order = RefreshOrder(
      counts: [2, 3, 1], focus: Place(caseIndex: 1, slice: 2), always: [0])
    order.done(order.next(3))
    #expect(order.isComplete(1))
    order.restart(1)
    #expect(order.remaining.map(\.slice) == [2, 1, 0, 0, 1])
    // Who draws faster than the volume can answer still has all of it answered in turn.
    order.done(order.next(1))
    order.restart(1)
    #expect(order.remaining.map(\.slice) == [1, 0, 2, 0, 1])
    order.restart(2)
    #expect(order.isComplete(2), "nobody sees it, and nobody has asked for it")
  }

  @Test func aRoundEndsWhenAllThatCountHaveAScore() {
    var round = ScoreRound()
    #expect(round.finish([]) == nil)
    round.take(0.5, of: 3)
    round.take(0.25, of: 3)
    #expect(round.finish([3, 4]) == nil)
    round.take(0.75, of: 4)
    #expect(round.finish([3, 4]) == 0.5)
    #expect(round.finish([3, 4]) == nil, "the next round has begun")
    // A case in which nothing can be scored does not hold the others up.
    round.take(nil, of: 3)
    round.take(1, of: 4)
    #expect(round.finish([3, 4]) == 1)
    round.take(nil, of: 3)
    #expect(round.finish([3]) == nil)
  }
}
