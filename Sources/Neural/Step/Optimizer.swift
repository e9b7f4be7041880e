/// One optimiser with its moments, over the trainable part of a flat parameter buffer.
struct Optimizer<Scalar: NeuralScalar> {
  let settings: OptimizerSettings
  let first: ParameterBuffer<Scalar>
  /// Adam only.
  let second: ParameterBuffer<Scalar>?

  init(_ arena: Arena, _ settings: OptimizerSettings, _ table: ParameterTable) {
    self.settings = settings
    first = ParameterBuffer(arena, table)
    second = settings.kind == .adam ? ParameterBuffer(arena, table) : nil
  }

  /// - Parameter step: counted from 0, for Adam's bias correction.
  func update(
    _ parameters: ParameterBuffer<Scalar>, _ gradients: ParameterBuffer<Scalar>,
    learningRate: Scalar, step: Int, on workers: Workers
  ) {
    let places = Places(
      weights: lanes(parameters), gradients: lanes(gradients), moment: lanes(first))
    for range in touched(gradients) { update(places, range, learningRate, step, workers) }
  }

  /// Tensors that have or have had a gradient, as ranges of vectors of eight; neighbours in one.
  ///
  /// A tensor whose loss term has not begun is left alone (PyTorch leaves those without a gradient alone, too): the weight
  /// decay would be all that Adam sees, and its steps do not depend on a gradient's size. A projection head that waits for
  /// the contrast to begin would be zero by then, for good.
  private func touched(_ gradients: ParameterBuffer<Scalar>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for entry in parametersInOrder where hasBegun(entry, gradients) {
      let range = entry.offset / 8..<(entry.offset + entry.extent) / 8
      if let last = ranges.last, last.upperBound == range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges
  }

  private var parametersInOrder: [ParameterTable.Entry] {
    first.table.entries.filter { $0.offset < first.table.trainable }
  }

  private func hasBegun(_ entry: ParameterTable.Entry, _ gradients: ParameterBuffer<Scalar>) -> Bool
  {
    let places = entry.offset..<entry.offset + entry.extent
    return places.contains { gradients.base[$0] != 0 } || places.contains { first.base[$0] != 0 }
  }

  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private func update(
    _ places: Places, _ vectors: Range<Int>, _ learningRate: Scalar, _ step: Int,
    _ workers: Workers
  ) {
    let piece = 16_384
    workers.run((vectors.count + piece - 1) / piece) { task in
      let start = vectors.lowerBound + task * piece
      let range = start..<min(vectors.upperBound, start + piece)
      if let second {
        adam(places, lanes(second), range, learningRate, step)
      } else {
        sgd(places, range, learningRate)
      }
    }
  }

  /// Where weights, gradients and first moments lie, in vectors of eight.
  private struct Places {
    let weights: UnsafeMutablePointer<Lanes<Scalar>>
    let gradients: UnsafeMutablePointer<Lanes<Scalar>>
    let moment: UnsafeMutablePointer<Lanes<Scalar>>
  }

  private func lanes(_ buffer: ParameterBuffer<Scalar>) -> UnsafeMutablePointer<Lanes<Scalar>> {
    UnsafeMutableRawPointer(buffer.base).assumingMemoryBound(to: Lanes<Scalar>.self)
  }

  @inline(__always)
  private func sgd(_ places: Places, _ range: Range<Int>, _ rate: Scalar) {
    let (w, g, velocity) = (places.weights, places.gradients, places.moment)
    let (momentum, decay) = (Scalar(settings.momentum), Scalar(settings.weightDecay))
    for i in range {
      let v = velocity[i] * momentum + (g[i] + w[i] * decay)
      velocity[i] = v
      w[i] -= v * rate
    }
  }

  @inline(__always)
  private func adam(
    _ places: Places, _ v: UnsafeMutablePointer<Lanes<Scalar>>, _ range: Range<Int>,
    _ rate: Scalar, _ step: Int
  ) {
    let (w, g, m) = (places.weights, places.gradients, places.moment)
    let decay = Scalar(settings.weightDecay)
    let (b1, b2) = (Scalar(settings.momentum), Scalar(settings.secondMomentum))
    let (c1, c2) = (1 - power(b1, step + 1), 1 - power(b2, step + 1))
    let (scaledRate, root) = (rate / c1, 1 / c2.squareRoot())
    for i in range {
      let gradient = g[i] + w[i] * decay
      m[i] = m[i] * b1 + gradient * (1 - b1)
      v[i] = v[i] * b2 + gradient * gradient * (1 - b2)
      w[i] -= scaledRate * m[i] / (v[i].squareRoot() * root + Scalar(1e-8))
    }
  }

  private func power(_ base: Scalar, _ exponent: Int) -> Scalar {
    var (result, factor, rest) = (1.0, Double(base), exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return Scalar(result)
  }
}

/// teacher = decay * teacher + (1 - decay) * student over all tensors, running statistics included (docs/explanation/method.md).
func averageInto<Scalar: NeuralScalar>(
  _ teacher: ParameterBuffer<Scalar>, _ student: ParameterBuffer<Scalar>, decay: Scalar,
  on workers: Workers
) {
  let count = teacher.table.count / 8
  let t = UnsafeMutableRawPointer(teacher.base).assumingMemoryBound(to: Lanes<Scalar>.self)
  let s = UnsafeMutableRawPointer(student.base).assumingMemoryBound(to: Lanes<Scalar>.self)
  let piece = 16_384
  workers.run((count + piece - 1) / piece) { task in
    for i in (task * piece)..<min(count, (task + 1) * piece) {
      t[i] = t[i] * decay + s[i] * (1 - decay)
    }
  }
}
