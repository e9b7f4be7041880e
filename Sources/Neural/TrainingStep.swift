/// Trains one network on batches of one shape: the engine's public face, with every check on its inputs.
///
/// One caller at a time. The same seed and the same inputs give the same bits at any thread count.
package final class TrainingStep {
  /// Shape of the network.
  package let network: NetworkSettings
  /// What it computes with.
  package let arithmetic: Arithmetic
  private let engine: any TrainingEngine
  private let batch: BatchShape

  /// Plans all memory for batches of one shape and draws starting weights from `seed`.
  ///
  /// - Throws: `NeuralError` or `LossError` for settings out of range or sizes that are no multiple of
  ///   `network.multiple`.
  package init(
    network: NetworkSettings, loss: LossSettings, optimizer: OptimizerSettings, batch: BatchShape,
    workers: Workers, seed: UInt64
  ) throws {
    (self.network, self.batch, arithmetic) = (network, batch, workers.arithmetic)
    func engine<Element: KernelElement>(_: Element.Type) throws -> StepEngine<Element> {
      try StepEngine<Element>(
        network: network, loss: loss, optimizer: optimizer, batch: batch, workers: workers,
        seed: seed)
    }
    self.engine =
      switch arithmetic.precision {
      case .float32: try engine(Float.self)
      case .bfloat16: try engine(BFloat16.self)
      }
  }

  /// Bytes planned for parameters, feature maps and scratch memory.
  package var plannedBytes: Int { engine.plannedBytes }

  /// Steps done.
  package var step: Int { engine.step }

  /// One step: losses, gradients, optimiser, teacher.
  ///
  /// - student, teacher: (N, C, H, W), the same geometry with independent noise
  /// - targets: (N, H, W), -1 = no scribble
  /// - pseudo: (N, H, W), labels that a network has given, -1 = none; for the terms that learn from such
  /// - imported: (N, H, W), labels of another program where nothing is drawn, -1 = none
  /// - Throws: `NeuralError.shape` for another shape than planned, `LossError` for labels that are no class.
  package func run(
    student: ImageBatch, teacher: ImageBatch, targets: TargetBatch, pseudo: TargetBatch? = nil,
    imported: TargetBatch? = nil, rates: StepRates<Float>
  ) throws -> LossTerms {
    try check(student, "student images")
    try check(teacher, "teacher images")
    try check(targets, "targets")
    if let pseudo { try check(pseudo, "pseudo labels") }
    if let imported { try check(imported, "imported labels") }
    return try withMaps(student) { images in
      try withMaps(teacher) { teacherImages in
        try withTargets(targets) { targets in
          try withOptionalTargets(pseudo) { pseudo in
            try withOptionalTargets(imported) { imported in
              try engine.run(
                images: images, teacherImages: teacherImages, targets: targets, pseudo: pseudo,
                imported: imported, rates: rates)
            }
          }
        }
      }
    }
  }

  // MARK: State

  /// Student, teacher and optimiser as named tensors: what a checkpoint stores.
  package var state: ModelState {
    var moments = engine.optimizer.first.tensors(prefix: "optimizer.first.", trainableOnly: true)
    if let second = engine.optimizer.second {
      moments += second.tensors(prefix: "optimizer.second.", trainableOnly: true)
    }
    return ModelState(
      student: engine.student.tensors(prefix: "student."),
      teacher: engine.teacher.tensors(prefix: "teacher."), optimizer: moments, step: engine.step)
  }

  /// Goes on exactly where `state` was taken.
  ///
  /// - Throws: `NeuralError.parameters` for a tensor that is missing or of another shape; nothing is half loaded that a
  ///   further `load` would not replace.
  package func load(_ state: ModelState) throws {
    try loadWeights(state)
    try engine.optimizer.first.load(
      state.optimizer, prefix: "optimizer.first.", trainableOnly: true)
    try engine.optimizer.second?.load(
      state.optimizer, prefix: "optimizer.second.", trainableOnly: true)
    engine.step = state.step
  }

  /// Takes student and teacher alone: a warm start with fresh moments at step 0.
  ///
  /// What `state` may lack (`ModelState.mayLack`) keeps its fresh start there.
  package func warmStart(from state: ModelState) throws {
    let fresh = engine.student.tensors(prefix: "").filter { ModelState.mayLack($0.name) }
    func completed(_ tensors: [NamedTensor], _ prefix: String) -> [NamedTensor] {
      tensors
        + fresh.map {
          NamedTensor(name: prefix + $0.name, shape: $0.shape, values: $0.values)
        }
    }
    try engine.student.load(completed(state.student, "student."), prefix: "student.")
    try engine.teacher.load(completed(state.teacher, "teacher."), prefix: "teacher.")
    engine.step = 0
  }

  private func loadWeights(_ state: ModelState) throws {
    try engine.student.load(state.student, prefix: "student.")
    try engine.teacher.load(state.teacher, prefix: "teacher.")
  }

  // MARK: Checks

  private func check(_ images: ImageBatch, _ name: String) throws {
    guard
      (images.count, images.channels) == (batch.count, network.inputChannels),
      (images.height, images.width) == (batch.height, batch.width),
      images.values.count == batch.pixels * network.inputChannels
    else {
      throw NeuralError.shape(
        "\(name) are \(images.count)x\(images.channels)x\(images.height)x\(images.width), planned "
          + "are \(batch.count)x\(network.inputChannels)x\(batch.height)x\(batch.width)")
    }
  }

  private func check(_ targets: TargetBatch, _ name: String) throws {
    let pixels = batch.pixels
    guard
      (targets.count, targets.height, targets.width) == (batch.count, batch.height, batch.width),
      targets.values.count == pixels, targets.weights.map({ $0.count == pixels }) ?? true
    else {
      throw NeuralError.shape(
        "\(name) are \(targets.count)x\(targets.height)x\(targets.width), planned are "
          + "\(batch.count)x\(batch.height)x\(batch.width)")
    }
  }
}

/// A view of a batch for as long as `body` runs. Kernels only read through it.
func withMaps<Result>(
  _ batch: ImageBatch, _ body: (ClassMaps<Float>) throws -> Result
) rethrows -> Result {
  try batch.values.withUnsafeBufferPointer { values in
    guard let base = values.baseAddress else { preconditionFailure("an empty batch") }
    return try body(
      ClassMaps(
        count: batch.count, classes: batch.channels, height: batch.height, width: batch.width,
        base: UnsafeMutablePointer(mutating: base)))
  }
}

private func withOptionalTargets<Result>(
  _ batch: TargetBatch?, _ body: (TargetMaps?) throws -> Result
) rethrows -> Result {
  guard let batch else { return try body(nil) }
  return try withTargets(batch) { try body($0) }
}

private func withTargets<Result>(
  _ batch: TargetBatch, _ body: (TargetMaps) throws -> Result
) rethrows -> Result {
  try batch.values.withUnsafeBufferPointer { classes in
    guard let base = classes.baseAddress else { preconditionFailure("an empty batch") }
    func view(_ weights: UnsafePointer<Float>?) -> TargetMaps {
      TargetMaps(
        count: batch.count, height: batch.height, width: batch.width, classes: base,
        weights: weights)
    }
    guard let weights = batch.weights else { return try body(view(nil)) }
    return try weights.withUnsafeBufferPointer { try body(view($0.baseAddress)) }
  }
}
