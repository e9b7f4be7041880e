import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as a wish to stop: noticed between steps instead of ending the process.
///
/// Handlers are taken back by `release`.
package final class StopSignals: Sendable {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]
  private let received = Atomic<Int>(0)
  // Filled in init, cancelled once; Dispatch's own objects may be used from any thread.
  nonisolated(unsafe) private var sources: [any DispatchSourceSignal] = []

  /// Catches the signals from now on.
  package init() {
    let queue = DispatchQueue(label: "inkling.signals")
    for number in StopSignals.numbers {
      // The default action would end the process before the source sees the signal. nohup's choice is kept.
      let previous = signal(number, SIG_IGN)
      if number == SIGHUP, StopSignals.isIgnore(previous) { continue }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [weak self] in
        self?.received.wrappingAdd(1, ordering: .relaxed)
      }
      source.resume()
      sources.append(source)
    }
  }

  /// How many have come: 0 = go on, 1 = stop with everything saved, 2 = somebody is in a hurry.
  package var count: Int { received.load(ordering: .relaxed) }

  /// Gives the signals their usual effect again.
  package func release() {
    for source in sources { source.cancel() }
    sources = []
    for number in StopSignals.numbers { _ = signal(number, SIG_DFL) }
  }

  private static func isIgnore(_ handler: sighandler_t?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
