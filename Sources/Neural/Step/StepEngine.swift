/// One training step of ScribSD+ and everything it keeps: student, teacher, optimiser, memory (docs/explanation/method.md).
///
/// Teacher forward in inference form, student forward, losses with their gradients on dense maps, student backward,
/// optimiser, EMA. All memory is planned for one batch shape.
final class StepEngine<Element: KernelElement> {
  typealias Scalar = Element.Scalar

  let arena = Arena()
  let network: TrainingNetwork<Element>
  let student: ParameterBuffer<Scalar>
  let teacher: ParameterBuffer<Scalar>
  let gradients: ParameterBuffer<Scalar>
  let optimizer: Optimizer<Scalar>
  let loss: ScribbleLoss<Scalar>
  let workers: Workers
  let seed: UInt64
  var step = 0

  private let teacherNetwork: InferenceNetwork<Element>?
  private let teacherLogits: [ClassMaps<Scalar>]
  /// The student's heads, full resolution first.
  private let heads: [HeadMaps<Scalar>]
  /// The second decoder's head (N, K+1, H, W).
  private let second: HeadMaps<Scalar>?
  private let contrast: ContrastRows<Element>?
  private let featureDistillation: FeatureDistillation<Element>?
  private let views: TeacherViews<Scalar>?

  /// - Throws: `NeuralError`, `LossError` for settings out of range and sizes that do not fit.
  init(
    network settings: NetworkSettings, loss lossSettings: LossSettings,
    optimizer optimizerSettings: OptimizerSettings, batch: BatchShape, workers: Workers,
    seed: UInt64
  ) throws {
    let shape = try StepEngine.shape(batch, settings, lossSettings)
    let options = lossSettings.contrast
    let channels = settings.channels[min(options.featureLevel, settings.levels - 2)]
    let table = StepEngine.table(settings, options, channels: channels)
    loss = try ScribbleLoss(
      lossSettings, shape, featureChannels: options.isOn ? channels : 0)
    student = ParameterBuffer(arena, table)
    teacher = ParameterBuffer(arena, table)
    gradients = ParameterBuffer(arena, table)
    optimizer = Optimizer(arena, optimizerSettings, table)
    // Student and teacher take turns.
    let scratch = Scratch<Scalar>(arena, for: workers)
    network = TrainingNetwork(
      settings, batch, parameters: student, gradients: gradients, scratch)
    let teacherHeads = lossSettings.needsTeacher ? loss.teacherHeads : 0
    teacherNetwork =
      teacherHeads == 0
      ? nil
      : InferenceNetwork(
        settings, in: network.spareMaps.with(heads: teacherHeads), parameters: teacher,
        keepsWeights: false, scratch)
    scratch.allocateAll()
    teacherLogits = StepEngine.maps(arena, shape, heads: teacherHeads)
    heads = StepEngine.heads(arena, shape, count: settings.heads)
    second = network.second == nil ? nil : StepEngine.heads(arena, shape, count: 1)[0]
    contrast = options.isOn ? ContrastRows(arena, options, shape, channels: channels) : nil
    featureDistillation =
      lossSettings.distillation.featureWeight > 0
      ? FeatureDistillation(
        arena, levels: settings.levels - 1, images: batch.count, height: batch.height) : nil
    views = StepEngine.views(arena, shape, lossSettings.extra, inputs: settings.inputChannels)
    self.workers = workers
    self.seed = seed
    student.initialize(seed: seed)
  }

  /// The shape of the losses, where network, losses and batch fit together.
  private static func shape(
    _ batch: BatchShape, _ settings: NetworkSettings, _ loss: LossSettings
  ) throws -> LossShape {
    try settings.validate()
    try loss.extra.validate(decoders: settings.decoders)
    let shape = try LossShape(
      count: batch.count, classes: settings.classes, height: batch.height, width: batch.width,
      heads: settings.heads)
    guard batch.height % settings.multiple == 0, batch.width % settings.multiple == 0 else {
      throw NeuralError.shape(
        "height and width must be multiples of \(settings.multiple), found "
          + "\(batch.height)x\(batch.width)")
    }
    return shape
  }

  /// The network's tensors, with the projection head where contrast looks at features of `channels`.
  private static func table(
    _ settings: NetworkSettings, _ options: ContrastSettings, channels: Int
  ) -> ParameterTable {
    guard options.isOn else { return ParameterTable(settings) }
    return ParameterTable(
      settings,
      projection: .init(
        inputs: channels, hidden: options.hiddenFeatures, outputs: options.projectedFeatures))
  }

  /// Memory for the teacher's answers to turned images, where the further term looks at them.
  private static func views(
    _ arena: Arena, _ shape: LossShape, _ extra: ExtraLossSettings, inputs: Int
  ) -> TeacherViews<Scalar>? {
    guard extra.isOn, extra.term.teacherViews > 0 else { return nil }
    return TeacherViews(
      arena, shape, views: extra.term.teacherViews, inputs: inputs,
      imageChannel: extra.imageChannel)
  }

  private static func heads(
    _ arena: Arena, _ shape: LossShape, count: Int
  ) -> [HeadMaps<Scalar>] {
    zip(maps(arena, shape, heads: count), maps(arena, shape, heads: count)).map {
      HeadMaps(logits: $0, gradient: $1)
    }
  }

  private static func maps(
    _ arena: Arena, _ shape: LossShape, heads: Int
  ) -> [ClassMaps<Scalar>] {
    (0..<heads).map { head in
      let (height, width) = shape.size(ofHead: head)
      let base = arena.zeroed(Scalar.self, count: shape.count * shape.classes * height * width)
      return ClassMaps(
        count: shape.count, classes: shape.classes, height: height, width: width, base: base)
    }
  }

  /// - images, teacherImages: (N, inputChannels, H, W), the same geometry with independent noise.
  /// - targets, pseudo, imported: (N, H, W).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  @_specialize(where Element == BFloat16)
  func run(
    images: ClassMaps<Scalar>, teacherImages: ClassMaps<Scalar>, targets: TargetMaps,
    pseudo: TargetMaps? = nil, imported: TargetMaps? = nil, rates: StepRates<Scalar>
  ) throws -> LossTerms {
    forward(images, teacherImages)
    for head in heads + (second.map { [$0] } ?? []) {
      head.gradient.base.update(repeating: 0, count: head.gradient.elements)
    }
    var context = LossContext<Scalar>()
    (context.images, context.imageChannel) = (images, loss.settings.extra.imageChannel)
    (context.seed, context.step) = (seed, step)
    (context.pseudo, context.second, context.imported) = (pseudo, second, imported)
    context.views = views.map { TeacherAnswers(first: $0.first, mean: $0.mean) }
    var terms = try loss.evaluate(
      heads, teacher: teacherNetwork == nil ? nil : teacherLogits, targets: targets, rates: rates,
      context: context, workers.run)
    contrastFeatures(targets, rates.contrastRamp, &terms)
    for (map, head) in zip(network.logits, heads) {
      map.fill(from: head.gradient, on: workers)
    }
    if let second { network.second?.logits[0].fill(from: second.gradient, on: workers) }
    network.backward(seed: seed, step: step, on: workers) { level in
      if let contrast, level == contrast.level {
        contrast.scatter(into: network.featureGradients[level])
      }
      distillFeatures(level, rates.ramp, &terms)
    }
    optimizer.update(
      student, gradients, learningRate: rates.learningRate, step: step, on: workers)
    averageInto(teacher, student, decay: rates.emaDecay, on: workers)
    step += 1
    return terms
  }

  private func forward(_ images: ClassMaps<Scalar>, _ teacherImages: ClassMaps<Scalar>) {
    if let teacherNetwork {
      views?.run(teacherNetwork, on: teacherImages, seed: seed, step: step, workers)
      teacherNetwork.images.fill(from: teacherImages, on: workers)
      teacherNetwork.run(on: workers)
      for (map, dense) in zip(teacherNetwork.logits, teacherLogits) {
        map.copy(to: dense, on: workers)
      }
    }
    network.images.fill(from: images, on: workers)
    network.forward(seed: seed, step: step, on: workers)
    for (map, head) in zip(network.logits, heads) { map.copy(to: head.logits, on: workers) }
    if let second { network.second?.logits[0].copy(to: second.logits, on: workers) }
  }

  /// Distillation of features at one level. The teacher's map lies where the backward pass writes next, not yet.
  private func distillFeatures(_ level: Int, _ ramp: Scalar, _ terms: inout LossTerms) {
    guard let featureDistillation, let teacherNetwork else { return }
    let weight = Scalar(loss.settings.distillation.featureWeight) * ramp
    let value = featureDistillation.run(
      student: network.features[level], teacher: teacherNetwork.features[level],
      gradient: network.featureGradients[level], scale: weight, on: workers)
    terms.extra += value
    terms.total += Double(weight) * value
  }

  /// The prototype form of contrast: gathers the drawn pixels' features and leaves their gradients in `contrast`.
  private func contrastFeatures(
    _ targets: TargetMaps, _ ramp: Scalar, _ terms: inout LossTerms
  ) {
    guard let contrast, let teacherNetwork else { return }
    contrast.samples = PixelSamples()
    contrast.clearGradient(gradients)
    guard ramp > 0 else { return }
    contrast.samples = loss.chooseSamples(
      heads, targets: targets, seed: seed, step: step, workers.run)
    contrast.gather(
      student: network.features[contrast.level], teacher: teacherNetwork.features[contrast.level])
    loss.contrast(
      contrast.samples, student: contrast.student(student), teacher: contrast.teacher(teacher),
      contrastRamp: ramp, gradient: contrast.gradient(gradients), terms: &terms)
  }
}
