@testable import Neural

/// A batch of one head with the logits of two decoders.
final class TwoDecoderScene<S: NeuralScalar> {
  let batch: LossCase<S>
  let second, secondGradient: Numbers<S>
  var step = 0
  let seed: UInt64

  init(_ shape: LossShape, seed: UInt64, amplitude: Double = 2, labels: Int = 6) {
    self.seed = seed
    var generator = CounterGenerator(seed)
    let pixels = shape.count * shape.height * shape.width
    batch = LossCase(
      shape, student: { randomNumbers($1, seed: 10 * seed + UInt64($0), amplitude: amplitude) },
      teacher: { _, count in Array(repeating: 0, count: count) },
      labels: (0..<pixels).map { _ in
        Int8(min(generator.below(labels), shape.classes)) - 1
      })
    let count = shape.count * shape.classes * shape.height * shape.width
    second = Numbers(randomNumbers(count, seed: 1000 + seed, amplitude: amplitude))
    secondGradient = Numbers(zeros: count)
  }

  var mixture: DecoderMixture<S> { DecoderMixture(seed: seed, step: step) }

  func evaluate(
    _ loss: ScribbleLoss<S>, both: Bool = true, _ parallel: ParallelFor = serially
  ) throws -> LossTerms {
    for numbers in batch.gradients + [secondGradient] {
      numbers.base.update(repeating: 0, count: numbers.count)
    }
    var context = LossContext<S>()
    (context.seed, context.step) = (seed, step)
    if both {
      context.second = HeadMaps(
        logits: batch.maps([second])[0], gradient: batch.maps([secondGradient])[0])
    }
    return try batch.withTargets { targets in
      try loss.evaluate(
        batch.heads, teacher: nil, targets: targets, rates: .ramps(1, contrast: 1),
        context: context, parallel)
    }
  }

  /// The probabilities of every pixel, one list of classes each.
  func probabilities(_ numbers: Numbers<S>) -> [[Double]] {
    let (classes, pixels) = (batch.shape.classes, batch.shape.height * batch.shape.width)
    let values = numbers.values
    return (0..<(batch.shape.count * pixels)).map { i in
      softmax((0..<classes).map { values[(i / pixels * classes + $0) * pixels + i % pixels] })
    }
  }

  func mixed() -> [[Double]] {
    let (a, b) = (Double(mixture.first), Double(mixture.second))
    return zip(probabilities(batch.student[0]), probabilities(second)).map { p1, p2 in
      zip(p1, p2).map { a * $0 + b * $1 }
    }
  }
}

// MARK: Definitions

extension TwoDecoderScene<Double> {
  /// The term as a function of both decoders' logits, its target as it is now.
  func definition(_ term: ExtraTerm) -> () -> Double {
    let mixed = mixed()
    if term == .mixedPseudo {
      let labels = mixed.map { q in
        let best = q.firstIndex(of: q.max() ?? 0)
        return q.indices.map { $0 == best ? 1.0 : 0 }
      }
      return { self.meanDice(labels) }
    }
    return { self.meanCrossEntropy(mixed, twice: term == .softMixed) }
  }

  private var decoders: [[[Double]]] { [probabilities(batch.student[0]), probabilities(second)] }

  private func meanDice(_ target: [[Double]]) -> Double {
    let classes = batch.shape.classes
    var sum = 0.0
    for p in decoders {
      for c in 0..<classes {
        var (overlap, squares) = (0.0, 0.0)
        for (a, b) in zip(p, target) {
          overlap += a[c] * b[c]
          squares += a[c] * a[c] + b[c] * b[c]
        }
        sum += 1 - (2 * overlap + 1e-5) / (squares + 1e-5)
      }
    }
    return sum / Double(2 * classes)
  }

  private func meanCrossEntropy(_ target: [[Double]], twice: Bool) -> Double {
    var sum = 0.0
    for p in decoders {
      for (pixel, wanted) in zip(p, target) {
        let s = twice ? softmax(pixel) : pixel
        for (value, share) in zip(s, wanted) { sum -= share * Double.logarithm(value) }
      }
    }
    return sum / Double(2 * target.count)
  }
}

/// Softmax of a list.
private func softmax(_ values: [Double]) -> [Double] {
  let largest = values.max() ?? 0
  let powers = values.map { Double.exponential($0 - largest) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}
