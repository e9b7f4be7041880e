import Foundation
import Synchronization
import Testing

@testable import Neural

@Suite struct WorkersTests {
  /// Back-to-back jobs, some after a pause in which the helpers fall asleep: every task runs exactly once.
  @Test(arguments: [1, 2, 3, 7]) func everyTaskRunsOnce(_ threads: Int) {
    let workers = Workers(threads: threads)
    for job in 0..<2_000 {
      let tasks = job % 23
      let runs = (0..<tasks).map { _ in Counter() }
      workers.runOnThreads(tasks) { task, thread in
        #expect(thread >= 0 && thread < threads)
        runs[task].value.wrappingAdd(1, ordering: .relaxed)
      }
      for (task, run) in runs.enumerated() {
        #expect(run.value.load(ordering: .relaxed) == 1, "job \(job), task \(task)")
      }
      if job % 400 == 399 { usleep(2_000) }
    }
  }

  /// Tasks of one thread never run at the same time: each has its own scratch memory.
  @Test func aThreadRunsOneTaskAtATime() {
    let workers = Workers(threads: 4)
    let busy = (0..<4).map { _ in Counter() }
    for _ in 0..<300 {
      workers.runOnThreads(16) { _, thread in
        #expect(busy[thread].value.wrappingAdd(1, ordering: .relaxed).oldValue == 0)
        busy[thread].value.wrappingSubtract(1, ordering: .relaxed)
      }
    }
  }

  @Test(arguments: [1, 3]) func resultsComeInOrder(_ threads: Int) throws {
    struct Odd: Error, Equatable { let task: Int }
    let workers = Workers(threads: threads)
    #expect(try workers.map(0) { $0 }.isEmpty)
    #expect(try workers.map(100) { String($0) } == (0..<100).map(String.init))
    let ran = Counter()
    #expect(throws: Odd(task: 3)) {
      try workers.map(9) { task in
        ran.value.wrappingAdd(1, ordering: .relaxed)
        if task % 2 == 1 && task > 1 { throw Odd(task: task) }
      }
    }
    #expect(ran.value.load(ordering: .relaxed) == 9)
  }

  /// Many teams come and go: prediction makes one for every volume.
  @Test func teamsComeAndGo() {
    for round in 0..<200 {
      let sum = Counter()
      Workers(threads: 3).run(10) { sum.value.wrappingAdd($0, ordering: .relaxed) }
      #expect(sum.value.load(ordering: .relaxed) == 45, "round \(round)")
    }
  }

  private final class Counter: Sendable {
    let value = Atomic<Int>(0)
  }
}
