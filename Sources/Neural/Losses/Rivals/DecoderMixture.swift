// What the terms that compare two decoders have in common: both probabilities, mixed by a number that is drawn anew for
// every batch.

/// β of a batch, uniform in 0..<1: the mixture is β p1 + (1 - β) p2.
struct DecoderMixture<Scalar: NeuralScalar> {
  let first: Scalar
  let second: Scalar

  /// The mixture of a step: the same at any number of threads, and when a run is resumed.
  init(seed: UInt64, step: Int) {
    // A third part keeps these numbers apart from those that other terms draw for a step.
    var generator = CounterGenerator(seed, UInt64(step), 0x6D69_7865_64)
    let share = Double(generator.next() >> 11) * 0x1p-53
    (first, second) = (Scalar(share), Scalar(1 - share))
  }
}

/// Two decoders at full resolution, (N, C, H, W) each, and how they are mixed.
struct DecoderPair<Scalar: NeuralScalar> {
  let first: HeadMaps<Scalar>
  let second: HeadMaps<Scalar>
  let mixture: DecoderMixture<Scalar>
}

extension LossStep {
  /// Both decoders at full resolution with the mixture of this step.
  func decoders(for term: String) -> DecoderPair<Scalar> {
    guard let second = context.second else {
      preconditionFailure("\(term) compares two decoders: the network needs decoders = 2")
    }
    return DecoderPair(
      first: heads[0], second: second,
      mixture: DecoderMixture(seed: context.seed, step: context.step))
  }
}
