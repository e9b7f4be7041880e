import Foundation
import Glibc
import Synchronization

/// Work beside the event loop, whose result comes back as events: reading a large prediction, or writing a label map,
/// should not stop the pen.
final class BackgroundWork: Sendable {
  private let finished = Mutex<[Event]>([])
  private let queue = DispatchQueue(label: "reading")
  private let writing = DispatchQueue(label: "writing")
  /// Becomes readable when something is finished; -1 if the system would not make a pipe.
  let descriptor: Int32
  private let signalEnd: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      }
    }
    descriptor = ends[0]
    signalEnd = ends[1]
  }

  /// Does work on another thread; its event is waiting in `take` afterwards.
  ///
  /// - apart: not after the work that was given before, which may take its time.
  func run(apart: Bool = false, _ work: @escaping @Sendable () -> Event?) {
    run(work, on: apart ? DispatchQueue.global() : queue)
  }

  /// The same for files that must be whole before the program ends: see `finishWriting`.
  func write(_ work: @escaping @Sendable () -> Event?) { run(work, on: writing) }

  /// Waits until everything is written; the events are waiting in `take`.
  func finishWriting() { writing.sync {} }

  private func run(_ work: @escaping @Sendable () -> Event?, on queue: DispatchQueue) {
    queue.async { [self] in
      guard let event = work() else { return }
      finished.withLock { $0.append(event) }
      var byte: UInt8 = 1
      _ = Glibc.write(signalEnd, &byte, 1)
    }
  }

  /// The events of finished work.
  func take() -> [Event] {
    var bytes = [UInt8](repeating: 0, count: 64)
    _ = Glibc.read(descriptor, &bytes, bytes.count)
    return finished.withLock { events in
      defer { events.removeAll() }
      return events
    }
  }
}
