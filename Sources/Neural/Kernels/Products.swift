import CKernels

/// The register tiles of every convolution, forward and backward-data, and the sums of its weight gradient: loops in C
/// (`CKernels`), written once and compiled for each instruction level. All levels give the same bits.
///
/// Bounds: pixels `pixel + taps[…] … + 11` of every input block and `pixel … pixel + 11` of every output block must be
/// inside the plane's allocation; PaddedPlane guarantees it for tiles that start inside the span.
struct Products<Scalar: NeuralScalar> {
  private let kernels: ink_products

  init(_ level: InstructionLevel) { kernels = Scalar.products(level.inC).pointee }

  /// All tiles of a run of pixels for some output blocks.
  ///
  /// - Parameters:
  ///   - weights: `perBlock` vectors an output block, from block 0 on, in the order
  ///     (input block, tap, channel in block) -> 8 output channels.
  ///   - outputs: pixel 0 of every output block; written from `pixels` on, up to eleven pixels beyond their end.
  @inline(__always)
  func convolve(
    _ input: TileInput<Scalar>, pixels: Range<Int>, blocks: Range<Int>,
    weights: UnsafePointer<Lanes<Scalar>>, perBlock: Int,
    into outputs: UnsafeMutablePointer<UnsafeMutablePointer<Lanes<Scalar>>>
  ) {
    var source = ink_input(
      inputs: UnsafeRawPointer(input.blocks).assumingMemoryBound(to: UnsafeRawPointer?.self),
      blocks: input.blockCount, last_channels: input.lastChannels, taps: input.taps,
      tap_count: input.tapCount)
    var target = ink_output(
      weights: weights, per_block: perBlock * 8,
      outputs: UnsafeRawPointer(outputs).assumingMemoryBound(to: UnsafeMutableRawPointer?.self),
      first_block: blocks.lowerBound, end_block: blocks.upperBound,
      first_pixel: pixels.lowerBound, end_pixel: pixels.upperBound)
    kernels.convolve(&source, &target)
  }

  /// sums[b * stride + c] += x[8 i + c] * y[b][i] over `count` positions, for eight channels c and the blocks of y, whose
  /// number is a multiple of two.
  @inline(__always)
  func addOuterProducts(
    _ x: UnsafePointer<Scalar>, _ y: UnsafeBufferPointer<UnsafeRawPointer?>, count: Int,
    to sums: UnsafeMutablePointer<Lanes<Scalar>>, stride: Int
  ) {
    kernels.outer(x, y.baseAddress, y.count, count, sums, stride)
  }
}

/// What a tile reads: one image's input blocks and the distances of its taps.
struct TileInput<Scalar: NeuralScalar> {
  let blocks: UnsafeMutablePointer<UnsafeMutablePointer<Lanes<Scalar>>>
  let blockCount: Int
  let lastChannels: Int
  let taps: UnsafePointer<Int>
  let tapCount: Int
}
