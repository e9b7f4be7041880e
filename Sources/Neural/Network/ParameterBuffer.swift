/// All tensors of one network (or their gradients, or moments) in the flat order of a `ParameterTable`.
struct ParameterBuffer<Scalar: NeuralScalar> {
  let table: ParameterTable
  let base: UnsafeMutablePointer<Scalar>

  init(_ arena: Arena, _ table: ParameterTable) {
    self.table = table
    base = arena.zeroed(Scalar.self, count: table.count)
  }

  /// First scalar of a tensor.
  func scalars(_ name: String) -> UnsafeMutablePointer<Scalar> { base + table[name].offset }

  /// The same as vectors of eight.
  func lanes(_ name: String) -> UnsafeMutablePointer<Lanes<Scalar>> {
    UnsafeMutableRawPointer(scalars(name)).assumingMemoryBound(to: Lanes<Scalar>.self)
  }

  func normalization(_ name: String, gradient: ParameterBuffer) -> NormalizationParameters<Scalar> {
    NormalizationParameters(
      gamma: lanes("\(name).weight"), beta: lanes("\(name).bias"),
      runningMean: lanes("\(name).running_mean"), runningVariance: lanes("\(name).running_var"),
      gammaGradient: gradient.lanes("\(name).weight"),
      betaGradient: gradient.lanes("\(name).bias"))
  }

  /// Starting values as PyTorch's defaults, from one seed.
  func initialize(seed: UInt64) {
    var state = seed
    func uniform() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      return Double(CounterGenerator.mix(state) >> 11) * 0x1p-53
    }
    for entry in table.entries {
      let count = entry.shape.reduce(1, *)
      switch entry.start {
      case .zero: store([Scalar](repeating: 0, count: count), in: entry)
      case .one: store([Scalar](repeating: 1, count: count), in: entry)
      case .uniform(let fan):
        let bound = 1 / Double(fan).squareRoot()
        store((0..<count).map { _ in Scalar((2 * uniform() - 1) * bound) }, in: entry)
      }
    }
  }

  /// One tensor in PyTorch's order.
  func values(of entry: ParameterTable.Entry) -> [Scalar] {
    let start = base + entry.offset
    if case .convolution(let outputs, let inputs, let taps) = entry.kind {
      return WeightPacking.canonical(start, outputs: outputs, inputs: inputs, taps: taps)
    }
    return Array(UnsafeBufferPointer(start: start, count: entry.shape.reduce(1, *)))
  }

  /// Writes one tensor given in PyTorch's order; `values` has the entry's shape.
  func store(_ values: [Scalar], in entry: ParameterTable.Entry) {
    let start = base + entry.offset
    if case .convolution(let outputs, let inputs, let taps) = entry.kind {
      WeightPacking.pack(values, outputs: outputs, inputs: inputs, taps: taps, into: start)
    } else {
      for (index, value) in values.enumerated() { start[index] = value }
    }
  }

  /// Every tensor by name, `prefix` before it.
  func tensors(prefix: String, trainableOnly: Bool = false) -> [NamedTensor] {
    table.entries.filter { !trainableOnly || $0.offset < table.trainable }.map {
      NamedTensor(name: prefix + $0.name, shape: $0.shape, values: values(of: $0).map(Float.init))
    }
  }

  /// Takes every tensor from `tensors`, which may hold others too.
  ///
  /// - Throws: `NeuralError.parameters` for a tensor that is missing or of another shape.
  func load(_ tensors: [NamedTensor], prefix: String, trainableOnly: Bool = false) throws {
    let byName = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for entry in table.entries where !trainableOnly || entry.offset < table.trainable {
      guard let tensor = byName[prefix + entry.name] else {
        throw NeuralError.parameters("\(prefix + entry.name) is missing")
      }
      guard tensor.shape == entry.shape, tensor.values.count == entry.shape.reduce(1, *) else {
        throw NeuralError.parameters(
          "\(tensor.name) has shape \(tensor.shape) where \(entry.shape) is expected")
      }
      store(tensor.values.map(Scalar.init), in: entry)
    }
  }
}

/// A tensor as it travels to and from checkpoints: name, shape and order of a PyTorch module.
package struct NamedTensor: Sendable, Equatable {
  /// For example `student.encoder.0.conv1.weight`.
  package var name: String
  /// Convolutions are (O, I, kh, kw).
  package var shape: [Int]
  /// Row-major, `shape.reduce(1, *)` of them.
  package var values: [Float]

  /// - Parameter values: row-major in the order of `shape`.
  package init(name: String, shape: [Int], values: [Float]) {
    (self.name, self.shape, self.values) = (name, shape, values)
  }
}
