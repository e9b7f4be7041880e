import Foundation
import Project
import Volume

/// One run of the trainer on a project, from lock to last word in status.json.
///
/// `run` returns when the plan is done or somebody has stopped it, and throws when it has failed; in every case the
/// lock is gone and status.json says how it ended.
package final class TrainingRun {
  private let project: Project
  private let request: TrainingRequest
  private let signals: StopSignals?
  private let watch: (TrainerStatus) -> Void
  private let log: (String) -> Void
  private let fail: (any Error) -> Void

  /// - Parameters:
  ///   - signals: stop the run cleanly when one comes.
  ///   - watch: called after every step, and while whole volumes are predicted.
  ///   - log: called with sentences worth keeping.
  ///   - fail: called when a run that had begun has failed, before `run` throws the same.
  package init(
    _ project: Project, _ request: TrainingRequest, signals: StopSignals? = nil,
    watch: @escaping (TrainerStatus) -> Void = { _ in },
    log: @escaping (String) -> Void = { _ in }, fail: @escaping (any Error) -> Void = { _ in }
  ) {
    (self.project, self.request, self.signals) = (project, request, signals)
    (self.watch, self.log, self.fail) = (watch, log, fail)
  }

  /// Trains.
  /// - Returns: the last status: phase `done`, `stopped` or `incomplete`.
  /// - Throws: what went wrong; status.json has phase `failed` and the same sentence, unless a resume could not even be planned.
  @discardableResult
  package func run() throws -> TrainerStatus {
    try request.validate()
    let lock = try project.lockTrainer(force: request.force)
    defer { lock.release() }
    // What was meant for an earlier run; where a viewer looks is still good to know.
    for letter in project.mailbox.pending() {
      if case .focus = letter.command { continue }
      project.mailbox.remove(letter)
    }
    PreviousRun(project).restoreIfCutShort()
    let before = (try? TrainerStatus.load(project.statusFile)) ?? nil
    // Where nothing can be resumed, no run has failed: what the last one has said stays.
    let resumed = request.resume ? try TrainingPlan(project, request) : nil
    let board = StatusBoard(
      TrainerStatus(
        phase: .starting, generation: before?.generation ?? 0, message: "Reading the project.",
        checkpoint: resumed == nil ? nil : project.latestCheckpoint.lastPathComponent,
        // Kept until the run says better: one that is cut short again can still be resumed.
        predicted: resumed == nil ? nil : before?.predicted,
        volumes: resumed == nil ? nil : before?.volumes),
      at: project.statusFile)
    do {
      try board.announce { _ in }
      let session = try TrainingSession(
        project, request, resumed ?? TrainingPlan(project, request), board: board, signals: signals,
        watch: watch, log: log)
      let phase = try session.train()
      let message = session.lastWord(phase)
      try session.whenThereIsRoom(for: "the last word") {
        try board.finish {
          $0.phase = phase
          $0.message = message
        }
      }
      log(message)
      return board.current
    } catch {
      let message = "\(error)"
      fail(error)
      // If even this cannot be written, the stale heartbeat and the log tell.
      try? board.finish {
        $0.phase = .failed
        $0.message = message
      }
      throw error
    }
  }
}
