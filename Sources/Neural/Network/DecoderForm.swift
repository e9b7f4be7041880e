/// One of a network's decoders: how many heads it has and what its tensors are called.
///
/// The first decoder's names carry no number, so that networks with and without a second one share them.
struct DecoderForm {
  /// 1 or 2.
  let number: Int
  /// Heads from full resolution down.
  let heads: Int

  private var suffix: String { number == 1 ? "" : "\(number)" }

  /// The block of a level.
  func block(_ level: Int) -> String { "decoder\(suffix).\(level)" }

  /// The block of a level among all blocks of the network.
  func place(_ level: Int) -> BlockPlace {
    BlockPlace(name: block(level), layer: 16 * number + level, level: level)
  }

  /// The 1x1 convolution to the channels of a level from the level below.
  private func up(_ level: Int) -> String { "up\(suffix).\(level)" }

  private func head(_ level: Int) -> String { "head\(suffix).\(level)" }

  /// The 1x1 convolutions that leave the map of a level, in the order of their outputs: to the level above, to the head.
  func fan(_ level: Int) -> [String] {
    (level > 0 ? [up(level - 1)] : []) + (level < heads ? [head(level)] : [])
  }

  /// Whether a tensor belongs to a second decoder, which a checkpoint may lack.
  static func isSecond(_ name: some StringProtocol) -> Bool {
    ["decoder2.", "up2.", "head2."].contains { name.hasPrefix($0) }
  }
}
