import Foundation
import Project

/// What the loop looks for between two steps.
extension TrainingSession {
  /// Looks for signals, instructions and new scribbles; waits while paused.
  func attend() throws {
    if let signals, signals.count > 0 { wantsStop = true }
    let now = clock.seconds
    guard now - lastLook >= 0.2 || lastLook == 0 else { return }
    lastLook = now
    followInstructions()
    if wantsPause && !wantsStop { try waitWhilePaused() }
    readScribbles()
  }

  /// Takes the instructions that have come, and follows them.
  @discardableResult func followInstructions() -> [TrainerCommand] {
    let commands = project.mailbox.take()
    commands.forEach(follow)
    return commands
  }

  private func follow(_ command: TrainerCommand) {
    switch command {
    case .stop: wantsStop = true
    case .pause: wantsPause = true
    case .resume: wantsPause = false
    case .focus(let caseName, let slice):
      publisher.look(at: caseName, slice: slice)
      // Turning through slices does not ask for a prediction each time.
      schedule.hurry(at: clock.seconds + 0.3)
    }
  }

  private func waitWhilePaused() throws {
    try save()
    clock.pause()
    try board.announce { $0.phase = .paused }
    log("Paused after step \(engine.step).")
    while wantsPause && !wantsStop {
      let commands = wait()
      if wantsPause && commands.contains(where: \.isFocus) {
        try publish(.seconds(0))
        board.update { $0.generation = publisher.generation }
      }
    }
    clock.resume()
    if !wantsStop { try board.announce { $0.phase = .training } }
  }

  /// Waits, if that is wanted, until scribbles or `resume` prolong the plan.
  /// - Returns: whether there are steps to take.
  func waitForScribbles() throws -> Bool {
    guard isLive, !wantsStop, engine.step >= steps else { return false }
    let began = ContinuousClock().now
    clock.pause()
    defer { clock.resume() }
    try board.announce {
      $0.phase = .idle
      $0.step = engine.step
      $0.message = lastNotice.isEmpty ? "Draw, and training goes on." : lastNotice
    }
    log("All \(steps) steps done; waiting for new scribbles.")
    while engine.step >= steps && !wantsStop {
      if (ContinuousClock().now - began).seconds > plan.settings.idleMinutes * 60 { return false }
      if wait().contains(.resume) { prolong() }
      readScribbles()
    }
    guard !wantsStop else { return false }
    try board.announce {
      $0.phase = .training
      $0.message = lastNotice
      ($0.predicted, $0.volumes) = (nil, nil)
    }
    return true
  }

  /// A tenth of a second without work; heeds signals and instructions.
  /// - Returns: the instructions that have come.
  @discardableResult func wait() -> [TrainerCommand] {
    Thread.sleep(forTimeInterval: 0.1)
    if let signals, signals.count > 0 { wantsStop = true }
    return followInstructions()
  }

  /// Scribbles are worth a few more steps.
  private func prolong() {
    steps = max(steps, engine.step + plan.settings.stepsAfterScribbles)
    board.update { $0.steps = steps }
  }

  /// Says what a person should know of the strokes, when that has changed.
  private func notify() {
    let notice = data.notice
    guard notice != lastNotice else { return }
    lastNotice = notice
    if !notice.isEmpty { log(notice) }
    board.update { $0.message = notice }
  }

  private func readScribbles() {
    let changed = data.refresh()
    data.takeMessages().forEach(log)
    notify()
    guard !changed.isEmpty else { return }
    calibrationMeter.strokesChanged()
    // All strokes undone, or a file that says nothing any more: there would be nothing to draw batches from.
    if data.check.sentence != nil { return }
    snapshot = data.snapshot
    log("New scribbles on \(changed.joined(separator: ", ")) at step \(engine.step).")
    prolong()
    // The person waits for the answer to this stroke.
    schedule.answer(scribblesAt: clock.seconds)
    publisher.strokesChanged(on: changed)
  }
}
