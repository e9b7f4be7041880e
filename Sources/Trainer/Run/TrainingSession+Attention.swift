import Annotation
import Foundation

/// What the loop looks for between two steps.
extension TrainingSession {
  /// Looks for signals, instructions and new scribbles; waits while paused.
  func attend() throws {
    if let signals, signals.count > 0 { wantsStop = true }
    let now = clock.seconds
    guard now - lastLook >= 0.2 || lastLook == 0 else { return }
    lastLook = now
    var isPaused = false
    for command in project.mailbox.take() { follow(command, &isPaused) }
    if isPaused && !wantsStop { try waitWhilePaused() }
    readScribbles()
  }

  private func follow(_ command: TrainerCommand, _ isPaused: inout Bool) {
    switch command {
    case .stop: wantsStop = true
    case .pause: isPaused = true
    case .resume: isPaused = false
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
    var isPaused = true
    while isPaused && !wantsStop {
      Thread.sleep(forTimeInterval: 0.1)
      if let signals, signals.count > 0 { wantsStop = true }
      let commands = project.mailbox.take()
      for command in commands { follow(command, &isPaused) }
      if isPaused && commands.contains(where: \.isFocus) {
        _ = try publisher.refresh(engine.state) { _ in false }
        board.update { $0.generation = publisher.generation }
      }
    }
    clock.resume()
    if !wantsStop { try board.announce { $0.phase = .training } }
  }

  private func readScribbles() {
    let changed = data.refresh()
    data.takeMessages().forEach(log)
    guard !changed.isEmpty else { return }
    snapshot = data.snapshot
    log("New scribbles on \(changed.joined(separator: ", ")) at step \(engine.step).")
    let wanted = engine.step + plan.settings.stepsAfterScribbles
    if plan.settings.stepsAfterScribbles > 0 && wanted > steps { steps = wanted }
  }
}

extension TrainerCommand {
  fileprivate var isFocus: Bool {
    if case .focus = self { true } else { false }
  }
}
