/// Which kernel serves which 3x3 convolution: a committed table, made from `inkling bench kernels`, and not a
/// measurement at run time, so that equal seeds give equal bits on every machine.
///
/// Winograd's transforms cost about the same per channel whatever the number of channels on the other side; its
/// products shrink 2.25 times. It wins from the channel counts below on (docs/explanation/performance.md).
enum KernelTable {
  /// Changes whenever an entry does: checkpoints carry it, since another kernel rounds differently.
  static let version = 2

  /// Fewest channels on the narrower side, forward and backward-data.
  static let winogradForward = 32
  /// Fewest channels on the narrower side, backward-weights.
  static let winogradWeightGradient = 32
  /// Fewest 2x2 tiles an image: below, chunks are too short for the register tiles.
  static let fewestTiles = 12

  static func usesWinograd(inputs: Int, outputs: Int, plane: PaddedPlane, fewest: Int) -> Bool {
    inputs % 8 == 0 && outputs % 8 == 0 && min(inputs, outputs) >= fewest
      && plane.height % 2 == 0 && plane.width % 2 == 0 && plane.area / 4 >= fewestTiles
  }
}
