import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Threads that wait for jobs: awake for a moment after each, then asleep.
///
/// A training step is some hundred short jobs with hardly a gap between them. Waking a sleeping thread takes about 25 µs,
/// as long as many a job, so helpers look for the next job for `patience` before they sleep, and give way to
/// other programs at every look.
///
/// `gate` holds the present job's number, whether it is open, and how many helpers are inside. A helper enters only
/// through an open gate; the caller closes it when no task is left, and returns when nobody is inside. So a helper
/// that comes late, or never gets a processor, holds nobody up, and the job's memory outlives all use of it.
final class WorkerTeam: Sendable {
  typealias Body = (_ task: Int, _ thread: Int) -> Void

  private let gate = Atomic<UInt64>(0)
  private let next = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let alarm = DispatchSemaphore(value: 0)
  private let isDismissed = Atomic<Bool>(false)
  // Written by the caller while the gate is closed, read by helpers inside: the gate orders both.
  nonisolated(unsafe) private var body: Body?
  nonisolated(unsafe) private var tasks = 0

  private static let openBit: UInt64 = 1 << 31
  private static let jobUnit: UInt64 = 1 << 32
  /// How long a helper looks for the next job before it sleeps, in nanoseconds.
  private static let patience: UInt64 = 200_000

  init(helpers: Int) {
    for helper in 1...helpers {
      DispatchQueue(label: "inkling.worker.\(helper)", qos: .userInitiated).async {
        self.work(thread: helper)
      }
    }
  }

  /// Lets the threads end. No job may be running.
  func dismiss() {
    isDismissed.store(true, ordering: .sequentiallyConsistent)
    wakeSleepers()
  }

  /// Calls `body` for all tasks on the calling thread (number 0) and the helpers (from 1 on).
  func run(_ tasks: Int, _ body: Body) {
    withoutActuallyEscaping(body) { body in
      self.tasks = tasks
      self.body = body
      next.store(0, ordering: .relaxed)
      let job = (gate.load(ordering: .relaxed) / Self.jobUnit + 1) * Self.jobUnit
      gate.store(job | Self.openBit, ordering: .sequentiallyConsistent)
      wakeSleepers()
      takeTasks(tasks, body, thread: 0)
      gate.bitwiseAnd(~Self.openBit, ordering: .acquiringAndReleasing)
      while gate.load(ordering: .acquiring) != job { sched_yield() }
      self.body = nil
    }
  }

  private func takeTasks(_ tasks: Int, _ body: Body, thread: Int) {
    while true {
      let task = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if task >= tasks { return }
      body(task, thread)
    }
  }

  private func wakeSleepers() {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { alarm.signal() }
  }

  // MARK: Helpers

  private func work(thread: Int) {
    var last: UInt64 = 0
    while let job = enter(after: last) {
      last = job
      if let body { takeTasks(tasks, body, thread: thread) }
      gate.wrappingSubtract(1, ordering: .acquiringAndReleasing)
    }
  }

  /// Waits for an open job other than `last` and enters it; nil when the team is dismissed.
  private func enter(after last: UInt64) -> UInt64? {
    var awakeUntil = DispatchTime.now().uptimeNanoseconds + Self.patience
    while true {
      let seen = gate.load(ordering: .acquiring)
      let job = seen / Self.jobUnit
      if seen & Self.openBit != 0, job != last {
        let entered = gate.compareExchange(
          expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
        if entered.exchanged { return job }
        continue
      }
      if isDismissed.load(ordering: .acquiring) { return nil }
      if DispatchTime.now().uptimeNanoseconds < awakeUntil {
        sched_yield()
      } else {
        sleep(unlessChanged: seen)
        awakeUntil = DispatchTime.now().uptimeNanoseconds + Self.patience
      }
    }
  }

  /// Sleeps until the next job (or a signal left over from one that was seen in time: then it looks again).
  private func sleep(unlessChanged seen: UInt64) {
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    // The caller opens the gate before it counts sleepers; this thread counts itself before it looks at the gate.
    let isQuiet =
      gate.load(ordering: .sequentiallyConsistent) == seen
      && !isDismissed.load(ordering: .sequentiallyConsistent)
    if isQuiet { alarm.wait() }
  }
}
