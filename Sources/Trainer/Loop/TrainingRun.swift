import Foundation
import Logging
import Neural
import Project

/// One run of the trainer on a project, from lock to last word in status.json.
///
/// `run` returns when the plan is done or somebody has stopped it, and throws when it has failed; in every case the
/// lock is gone and status.json says how it ended.
package final class TrainingRun {
  private let project: Project
  private let request: TrainingRequest
  private let signals: StopSignals?
  private let watch: (TrainerStatus) -> Void
  private let log: Logger
  private let fail: (any Error) -> Void

  /// - Parameters:
  ///   - signals: stop the run cleanly when one comes.
  ///   - watch: called after every step, and while whole volumes are predicted.
  ///   - log: gets sentences worth keeping.
  ///   - fail: called when a run that had begun has failed, before `run` throws the same.
  package init(
    _ project: Project, _ request: TrainingRequest, signals: StopSignals? = nil,
    watch: @escaping (TrainerStatus) -> Void = { _ in },
    log: Logger = .silent, fail: @escaping (any Error) -> Void = { _ in }
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
    let lock = try RunOwner.lock(project, force: request.force)
    defer { lock.release() }
    // Where nothing can be resumed, no run has failed: what the last one has said stays.
    let resumed = request.resume ? try TrainingPlan(project, request) : nil
    let board = StatusBoard(firstStatus(isResumed: resumed != nil), at: project.statusFile)
    do {
      try board.announce { _ in }
      try train(resumed ?? TrainingPlan(project, request), board)
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

  private func firstStatus(isResumed: Bool) -> TrainerStatus {
    let before = (try? TrainerStatus.load(project.statusFile)) ?? nil
    var status = TrainerStatus(
      phase: .starting, generation: before?.generation ?? 0, message: "Reading the project.")
    let arithmetic = Arithmetic.process
    (status.level, status.precision) = (arithmetic.level.rawValue, arithmetic.precision.rawValue)
    if isResumed {
      status.checkpoint = project.latestCheckpoint.lastPathComponent
      // Kept until the run says better: one that is cut short again can still be resumed.
      (status.predicted, status.volumes) = (before?.predicted, before?.volumes)
    }
    return status
  }

  private func train(_ plan: TrainingPlan, _ board: StatusBoard) throws {
    log.say("Computing with \(Arithmetic.process.words).")
    let attention = Attention(project.mailbox, signals)
    let owner = RunOwner(project, board, watch: watch, log: log) {
      attention.isStopped(within: 1)
    }
    let loop = try TrainingLoop(request, plan, run: owner, attention: attention)
    try loop.train()
    let ending = loop.ending
    try owner.whenThereIsRoom(for: "the last word") {
      try board.finish {
        $0.phase = ending.phase
        $0.message = ending.sentence
      }
    }
    log.say(ending.sentence)
  }
}
