import Foundation
import Project

/// The trainer as the screen shows it.
struct TrainerView: Equatable, Sendable {
  var report = TrainerNews()
  /// Whether training starts by itself after strokes.
  var isAutomatic = false
  /// When the trainer was asked to start; nil once it has shown itself.
  var askedAt: Date?
  /// Whether strokes came after the last start.
  var hasNewStrokes = false
  /// Whether it was told to stop and has not yet.
  var isStopping = false
  /// Whether a person has chosen something that the run which is going does not know.
  var hasNewChoices = false

  var status: TrainerStatus? { report.status }

  /// Whether a trainer is at work or about to be.
  var isRunning: Bool {
    askedAt != nil || (report.isAlive && (status?.phase.isRunning ?? true))
  }

  /// Whether its plan is done and it waits for strokes.
  var isIdle: Bool { isRunning && status?.phase == .idle }

  mutating func noteStroke() { hasNewStrokes = true }

  /// Seconds without a sign of life from a trainer that should give one each second.
  func silence(now: Date) -> Int? {
    guard let status, status.phase.isRunning, askedAt == nil else { return nil }
    return status.isSilent(now: now) ? Int(status.age(now: now)) : nil
  }

  /// Whether the trainer has ended without saying so itself, so that its status is no longer true.
  func hasEndedSilently(now: Date) -> Bool { report.ending != nil || isGone(now: now) }

  /// Whether nobody holds its lock although its status says that it runs.
  func isGone(now: Date) -> Bool {
    guard let status, askedAt == nil, !report.isAlive else { return false }
    return status.isGone(now: now)
  }
}
