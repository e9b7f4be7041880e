/// Runs the independent tasks of one kernel on a fixed number of threads.
///
/// Every task owns its outputs, and sums over many pixels are kept as one partial sum a task, added up afterwards in
/// the order of the tasks. Results are therefore the same bits whichever thread runs which task, at any thread count.
///
/// The calling thread takes tasks too; the others live as long as this object (`WorkerTeam`).
package final class Workers: Sendable {
  /// Number of threads that share the tasks of a kernel.
  package let threads: Int
  /// What they compute with.
  package let arithmetic: Arithmetic
  private let team: WorkerTeam?

  /// - Parameter threads: at least 1; more than the machine's processors only adds switching.
  package init(threads: Int, arithmetic: Arithmetic = .process) {
    self.arithmetic = arithmetic
    self.threads = max(1, threads)
    team = threads > 1 ? WorkerTeam(helpers: threads - 1) : nil
  }

  deinit { team?.dismiss() }

  /// Calls `body` once for every task number in `0..<tasks` and returns when all are done. Not reentrant.
  package func run(_ tasks: Int, _ body: (Int) -> Void) {
    runOnThreads(tasks) { task, _ in body(task) }
  }

  /// As `run`, and tells the task which of the `threads` threads it runs on: a place for its scratch memory.
  func runOnThreads(_ tasks: Int, _ body: (_ task: Int, _ thread: Int) -> Void) {
    guard let team, tasks > 1 else {
      for task in 0..<max(0, tasks) { body(task, 0) }
      return
    }
    team.run(tasks, body)
  }

  /// The results of `body` for every task number in `0..<tasks`, in their order.
  ///
  /// - Throws: what the first task that failed has thrown; the others have run all the same.
  package func map<Value: Sendable>(_ tasks: Int, _ body: (Int) throws -> Value) throws -> [Value] {
    // Every task writes its own place, and all have ended before anything is read.
    let results = [Result<Value, any Error>?](unsafeUninitializedCapacity: max(0, tasks)) {
      places, count in
      places.initialize(repeating: nil)
      nonisolated(unsafe) let own = places
      run(tasks) { task in own[task] = Result { try body(task) } }
      count = max(0, tasks)
    }
    return try results.compactMap { try $0?.get() }
  }
}
