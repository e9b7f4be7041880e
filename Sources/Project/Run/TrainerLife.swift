import Foundation

/// When a trainer counts as alive, silent or gone: the lock says whether there is a process, the status when it last
/// wrote. `inkling status`, `doctor` and the viewer ask here.
extension TrainerStatus {
  /// Seconds without a word after which a trainer that holds its lock, and should give one each second, counts as silent.
  package static let silentAfter = 5.0

  /// Seconds after its last word for which a trainer without a lock is still believed by those who look all the time.
  ///
  /// Shorter than `silentAfter`, since it bridges another gap: lock and status are two files, read one after the other,
  /// and a trainer that begins or ends changes both within a moment.
  private static let unlockedFor = 2.0

  /// Seconds since the trainer last wrote; 0 where its clock is ahead of ours.
  package func age(now: Date = Date()) -> Double {
    max(0, now.timeIntervalSince(heartbeat))
  }

  /// Whether a trainer that should be at work has not written for too long.
  package func isSilent(now: Date = Date()) -> Bool { age(now: now) >= Self.silentAfter }

  /// Whether a trainer that nobody holds the lock of has ended without a word.
  package func isGone(now: Date = Date()) -> Bool {
    // A clock that is ahead of ours is no sign of life either.
    phase.isRunning && abs(now.timeIntervalSince(heartbeat)) >= Self.unlockedFor
  }
}

extension RunLock.State {
  /// Whether somebody may be at work behind the lock; on another machine that can't be told.
  package var mayBeAlive: Bool {
    switch self {
    case .held, .elsewhere: true
    case .free, .stale, .copied, .unreadable: false
    }
  }
}
