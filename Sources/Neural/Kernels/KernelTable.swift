/// Which kernel serves which 3x3 convolution: a committed table, made from `inkling bench kernels`, and not a
/// measurement at run time, so that equal seeds give equal bits on every machine.
///
/// Winograd's transforms cost about the same per channel whatever the number of channels on the other side; its
/// products shrink four times. It wins as soon as both sides have whole blocks of eight channels
/// (docs/explanation/performance.md); the first layer goes by the definition.
enum KernelTable {
  /// Changes whenever an entry or a kernel's rounding does: checkpoints carry it.
  static let version = 4

  static func usesWinograd(inputs: Int, outputs: Int) -> Bool {
    inputs % 8 == 0 && outputs % 8 == 0
  }
}

/// How much a Winograd kernel counts on keeping in cache, in vectors (32 bytes of Float).
struct CacheBudget {
  /// One task, in a core's second-level cache: half of 1 MB.
  var task = 16_384
  /// Transformed tiles of all threads together, in the last-level cache: 8 MB.
  var group = 262_144
}
