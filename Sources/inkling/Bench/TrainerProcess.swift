import Foundation
import Project

/// `inkling train` in a process of its own, with a clock that starts with it.
struct TrainerProcess {
  private let setup: InteractiveTrial.Setup
  private let project: Project
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant
  private var process: LaunchedTrainer
  private var ending: LaunchedTrainer.Ending?

  init(_ setup: InteractiveTrial.Setup, _ project: Project) throws {
    (self.setup, self.project) = (setup, project)
    began = clock.now
    process = try TrainerProcess.launch(setup, project, setup.origin)
  }

  private static func launch(
    _ setup: InteractiveTrial.Setup, _ project: Project, _ origin: [String]
  ) throws -> LaunchedTrainer {
    try TrainerLauncher.start(
      executable: setup.executable, project: project,
      arguments: ["--preset", "interactive"] + origin + setup.words)
  }

  /// Seconds since the start.
  var seconds: Double { (clock.now - began) / .seconds(1) }

  /// Waits for a time on this clock, or for the end of the process.
  /// - Throws: `Failure` with the end of its log when it failed, or when a signal has come.
  mutating func wait(until time: Double, _ look: (Double) throws -> Void) throws {
    while seconds < time && ending == nil {
      Thread.sleep(forTimeInterval: 0.005)
      try look(seconds)
      ending = process.ending()
      if let signals = setup.signals, signals.count > 0 {
        throw Failure("Interrupted; the trainer has been stopped.")
      }
    }
    if let ending, ending != .exited(0) {
      throw Failure("Training ended early; the last of its log:\n" + logTail)
    }
  }

  /// Starts anew from the last weights where the plan is done: new strokes are there.
  mutating func goOn() throws {
    guard ending != nil else { return }
    process = try TrainerProcess.launch(setup, project, [])
    ending = nil
  }

  /// Stops the process and waits for its end; by force when it takes longer than saving can take.
  mutating func stop() {
    guard ending == nil else { return }
    process.stop()
    let asked = seconds
    while ending == nil {
      Thread.sleep(forTimeInterval: 0.01)
      ending = process.ending()
      if seconds - asked > 30 { process.kill() }
    }
  }

  private var logTail: String {
    (TrainerLog.lastLines(project.trainerLog) ?? []).filter { !$0.isEmpty }.suffix(3)
      .joined(separator: "\n")
  }
}
