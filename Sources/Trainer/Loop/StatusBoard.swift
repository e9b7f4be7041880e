import Foundation
import Project
import Synchronization

/// What the trainer is doing, for everybody who wants to know: written to run/status.json at least each second.
///
/// A timer of its own writes the heartbeat, so that a long prediction does not look like a dead trainer.
final class StatusBoard: Sendable {
  private let url: URL
  private let status: Mutex<TrainerStatus>
  // Set up in init, cancelled once; Dispatch's own objects may be used from any thread.
  nonisolated(unsafe) private let timer: any DispatchSourceTimer
  private let queue = DispatchQueue(label: "inkling.status")

  /// Shows `status` from now on.
  init(_ status: TrainerStatus, at url: URL, interval: Double = 0.7) {
    self.url = url
    self.status = Mutex(status)
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + interval, repeating: interval)
    timer.setEventHandler { [weak self] in
      // A full disk is noticed where weights are saved; a heartbeat more or less is no reason to stop.
      try? self?.write()
    }
    timer.resume()
  }

  /// What is shown at present.
  var current: TrainerStatus { status.withLock { $0 } }

  /// Changes what is shown with the next heartbeat.
  func update(_ change: (inout TrainerStatus) -> Void) {
    status.withLock { change(&$0) }
  }

  /// Says what is done while `body` runs, and afterwards what was said before.
  func during<Result>(_ activity: String, _ body: () throws -> Result) rethrows -> Result {
    let before = status.withLock { status in
      defer { status.activity = activity }
      return status.activity
    }
    defer { update { $0.activity = before } }
    return try body()
  }

  /// Changes what is shown at once.
  /// - Throws: `VolumeError.writeFailed`, unless the disk is full: then a later heartbeat says it.
  func announce(_ change: (inout TrainerStatus) -> Void) throws {
    update(change)
    do {
      try queue.sync { try write() }
    } catch  where FullDisk.isReason(for: error) {}
  }

  /// Shows the last word and stops the heartbeat.
  /// - Throws: `VolumeError.writeFailed`, also for a full disk.
  func finish(_ change: (inout TrainerStatus) -> Void) throws {
    timer.cancel()
    update(change)
    update { $0.activity = nil }
    try queue.sync { try write() }
  }

  private func write() throws {
    let now = status.withLock { status in
      status.heartbeat = Date()
      return status
    }
    try now.write(to: url)
  }
}
