import Foundation
import Project

/// What the loop does about what others ask and draw.
extension TrainingLoop {
  /// Looks for instructions and new scribbles; waits while paused.
  func attend() throws {
    guard attention.isDue(at: run.clock.seconds) else { return }
    attention.followInstructions()
    if attention.wantsPause && !attention.wantsStop { try waitWhilePaused() }
    readStrokes()
  }

  private func waitWhilePaused() throws {
    try save()
    run.clock.pause()
    try run.board.announce { ($0.phase, $0.activity) = (.paused, Activity.paused) }
    run.log.say("Paused after step \(engine.step).")
    while attention.wantsPause && !attention.wantsStop {
      let commands = attention.wait()
      if attention.wantsPause && commands.contains(where: \.isFocus) {
        try run.board.during(Activity.refreshing) { try answers.showFocus(engine.state) }
        run.board.update { $0.generation = answers.publisher.generation }
      }
    }
    run.clock.resume()
    if !attention.wantsStop {
      try run.board.announce {
        ($0.phase, $0.activity) = (.training, learning.words(at: engine.step))
      }
    }
  }

  /// Waits, if that is wanted, until scribbles or `resume` prolong the plan.
  /// - Returns: whether there are steps to take.
  func waitForScribbles() throws -> Bool {
    guard isLive, !attention.wantsStop, engine.step >= length.steps else { return false }
    let began = ContinuousClock().now
    run.clock.pause()
    defer { run.clock.resume() }
    try run.board.announce {
      ($0.phase, $0.activity) = (.idle, Activity.waitingForStrokes)
      $0.step = engine.step
      $0.message = strokes.notice.isEmpty ? "Draw, and training goes on." : strokes.notice
    }
    run.log.say("All \(length.steps) steps done; waiting for new scribbles.")
    while engine.step >= length.steps && !attention.wantsStop {
      if (ContinuousClock().now - began).seconds > plan.settings.idleMinutes * 60 { return false }
      if attention.wait().contains(.resume) { prolong() }
      readStrokes()
    }
    guard !attention.wantsStop else { return false }
    try run.board.announce {
      ($0.phase, $0.activity) = (.training, learning.words(at: engine.step))
      $0.message = strokes.notice
      ($0.predicted, $0.volumes) = (nil, nil)
    }
    return true
  }

  /// Strokes are worth a few more steps.
  private func prolong() {
    length.prolong(from: engine.step)
    run.board.update { $0.steps = length.steps }
  }

  /// Takes up what has been drawn since the last look.
  func readStrokes() {
    let before = data.cases
    let news = strokes.look()
    news.sentences.forEach(run.log.warn)
    if let notice = news.notice { run.board.update { $0.message = notice } }
    guard !news.changed.isEmpty else { return }
    if news.isTaught {
      learning.strokesCame(at: engine.step)
      agreement = answers.publisher.agreement(since: before)
    }
    answers.strokesChanged(on: news.changed, isTaught: news.isTaught, at: run.clock.seconds)
    guard news.isTaught else { return }
    run.log.say("New scribbles on \(news.changed.joined(separator: ", ")) at step \(engine.step).")
    prolong()
  }
}
