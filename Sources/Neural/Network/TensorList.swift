/// The tensors of a network, in the order in which `ParameterTable` lays them out.
struct TensorList {
  /// A tensor without a place yet.
  struct Tensor {
    let name: String
    let kind: ParameterTable.Kind
    let start: ParameterTable.Start
  }

  /// What the optimiser changes.
  private(set) var trained: [Tensor] = []
  /// Running statistics.
  private(set) var running: [Tensor] = []

  private mutating func train(
    _ name: String, _ kind: ParameterTable.Kind, _ start: ParameterTable.Start
  ) {
    trained.append(Tensor(name: name, kind: kind, start: start))
  }

  /// Two convolutions with their normalisations.
  mutating func addBlock(_ name: String, _ inputs: Int, _ outputs: Int) {
    for (index, i) in [(1, inputs), (2, outputs)] {
      let kind = ParameterTable.Kind.convolution(outputs: outputs, inputs: i, taps: 9)
      train("\(name).conv\(index).weight", kind, .uniform(fan: i * 9))
      train("\(name).norm\(index).weight", .vector(outputs), .one)
      train("\(name).norm\(index).bias", .vector(outputs), .zero)
      for (statistic, start) in [("mean", ParameterTable.Start.zero), ("var", .one)] {
        running.append(
          Tensor(
            name: "\(name).norm\(index).running_\(statistic)", kind: .vector(outputs),
            start: start))
      }
    }
  }

  /// The blocks of a decoder, then its 1x1 convolutions.
  mutating func addDecoder(_ form: DecoderForm, _ settings: NetworkSettings) {
    let (c, top) = (settings.channels, settings.levels - 1)
    for level in (0..<top).reversed() { addBlock(form.block(level), 2 * c[level], c[level]) }
    // The 1x1 convolutions that leave one map lie side by side: they run as one (see FanOut).
    for level in (0...top).reversed() {
      let outputs = (level > 0 ? [c[level - 1]] : []) + [settings.classes]
      let (parts, start) = (
        zip(form.fan(level), outputs), ParameterTable.Start.uniform(fan: c[level])
      )
      for (name, outputs) in parts {
        train("\(name).weight", .convolution(outputs: outputs, inputs: c[level], taps: 1), start)
      }
      for (name, outputs) in parts { train("\(name).bias", .vector(outputs), start) }
    }
  }

  /// The two layers of the contrastive projection head.
  mutating func addProjection(_ p: ParameterTable.ProjectionShape) {
    for (index, inputs, outputs) in [(0, p.inputs, p.hidden), (2, p.hidden, p.outputs)] {
      let start = ParameterTable.Start.uniform(fan: inputs)
      train("projection.\(index).weight", .matrix(rows: outputs, columns: inputs), start)
      train("projection.\(index).bias", .vector(outputs), start)
    }
  }
}
