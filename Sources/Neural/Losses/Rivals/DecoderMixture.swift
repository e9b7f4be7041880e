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

extension LossStep {
  /// Both decoders at full resolution, (N, C, H, W) each.
  func decoders(for term: String) -> [(logits: ClassMaps<Scalar>, gradient: ClassMaps<Scalar>)] {
    guard let second = context.second else {
      preconditionFailure("\(term) compares two decoders: the network needs decoders = 2")
    }
    return [(student[0], gradients[0]), second]
  }

  /// The mixture of this step.
  var mixture: DecoderMixture<Scalar> {
    DecoderMixture(seed: context.seed, step: context.step)
  }
}

/// Up to eight pixels of maps (N, C, H, W): pointers go to class 0 of the first of them.
struct PixelLanes {
  /// H · W, from a class to the next.
  let stride: Int
  /// C
  let classes: Int
  /// 1…8 pixels.
  let count: Int

  /// p = softmax(z); returns ln Σ exp z, so that ln p_c = z_c minus it.
  ///
  /// - p: one entry per class
  @inline(__always)
  func softmax<Scalar: NeuralScalar>(
    _ z: UnsafeMutablePointer<Scalar>, into p: UnsafeMutablePointer<SIMD8<Scalar>>
  ) -> SIMD8<Scalar> {
    let soft = SoftmaxLanes(
      z, stride: stride, classes: classes, count: count, inverseTemperature: 1, exponentials: p)
    let inverse = 1 / soft.sum
    for c in 0..<classes { p[c] *= inverse }
    return soft.logSum
  }

  /// -Σ q_c ln p_c with p = softmax(z); leaves ∂/∂z = p - q in `g`.
  ///
  /// - logSum: what `softmax` returned
  /// - p, q, g: one entry per class
  @inline(__always)
  func crossEntropy<Scalar: NeuralScalar>(
    _ z: UnsafeMutablePointer<Scalar>, _ logSum: SIMD8<Scalar>,
    _ p: UnsafeMutablePointer<SIMD8<Scalar>>, _ q: UnsafeMutablePointer<SIMD8<Scalar>>,
    _ g: UnsafeMutablePointer<SIMD8<Scalar>>
  ) -> SIMD8<Scalar> {
    var value = SIMD8<Scalar>.zero
    for c in 0..<classes {
      value += q[c] * (logSum - (z + c * stride).lanes(count))
      g[c] = p[c] - q[c]
    }
    return value
  }

  /// Adds `scale` · g to the gradient of these pixels.
  @inline(__always)
  func add<Scalar: NeuralScalar>(
    _ g: UnsafeMutablePointer<SIMD8<Scalar>>, times scale: Scalar,
    to dz: UnsafeMutablePointer<Scalar>
  ) {
    for c in 0..<classes { (dz + c * stride).addLanes(g[c] * scale, count) }
  }
}
