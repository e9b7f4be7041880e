/// Memory that the layers of one network share, since only one of them runs at a time.
///
/// Every layer reserves what it needs while the network is planned; the largest wish of each kind is allocated once.
final class Scratch<Scalar: NeuralScalar> {
  typealias Vectors = UnsafeMutablePointer<Lanes<Scalar>>

  /// Threads that run tasks side by side: each has a buffer of its own.
  let threads: Int
  /// Instructions of the kernels that work in this memory.
  let level: InstructionLevel
  /// Where layers get memory of their own.
  let arena: Arena
  private var wishes = (
    statistics: 0, weightSums: 0, turned: 0, prepared: 0, perThread: 0, shared: 0
  )

  /// Partial sums of a convolution's outputs.
  private(set) lazy var statistics: Vectors = allocate(wishes.statistics)
  /// Partial weight gradients, or sums of Winograd's products.
  private(set) lazy var weightSums: Vectors = allocate(wishes.weightSums)
  /// Weights turned for the backward pass.
  private(set) lazy var turnedWeights: Vectors = allocate(wishes.turned)
  /// Weights transformed for Winograd's products.
  private(set) lazy var preparedWeights: Vectors = allocate(wishes.prepared)
  /// Winograd's transformed tiles of a group, for all threads.
  private(set) lazy var shared: Vectors = allocate(wishes.shared)
  private lazy var buffers: Vectors = allocate(wishes.perThread * threads)

  init(_ arena: Arena, for workers: Workers) {
    (self.arena, threads, level) = (arena, workers.threads, workers.arithmetic.level)
  }

  /// Asks for at least these many vectors of each kind. Only before the first use of any of them.
  func reserve(
    statistics: Int = 0, weightSums: Int = 0, turned: Int = 0, prepared: Int = 0,
    perThread: Int = 0, shared: Int = 0
  ) {
    wishes = (
      max(wishes.statistics, statistics), max(wishes.weightSums, weightSums),
      max(wishes.turned, turned), max(wishes.prepared, prepared),
      max(wishes.perThread, perThread), max(wishes.shared, shared)
    )
  }

  /// The buffer of one thread.
  func buffer(of thread: Int) -> Vectors { buffers + thread * wishes.perThread }

  /// Allocates everything now, so that the first step is like the others.
  func allocateAll() {
    _ = (statistics, weightSums, turnedWeights, preparedWeights, shared, buffers)
  }

  private func allocate(_ count: Int) -> Vectors { arena.zeroed(Lanes<Scalar>.self, count: count) }
}
