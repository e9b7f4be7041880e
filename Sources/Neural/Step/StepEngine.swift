/// One training step of ScribSD+ and everything it keeps: student, teacher, optimiser, memory (docs/explanation/method.md).
///
/// Teacher forward in inference form, student forward, losses with their gradients on dense maps, student backward,
/// optimiser, EMA. All memory is planned for one batch shape.
final class StepEngine<Scalar: NeuralScalar> {
  let arena = Arena()
  let network: TrainingNetwork<Scalar>
  let student: ParameterBuffer<Scalar>
  let teacher: ParameterBuffer<Scalar>
  let gradients: ParameterBuffer<Scalar>
  let optimizer: Optimizer<Scalar>
  let loss: ScribbleLoss<Scalar>
  let workers: Workers
  let seed: UInt64
  var step = 0

  private let teacherNetwork: InferenceNetwork<Scalar>?
  private let studentLogits: [ClassMaps<Scalar>]
  private let logitGradients: [ClassMaps<Scalar>]
  private let teacherLogits: [ClassMaps<Scalar>]
  /// The second decoder's logits (N, K+1, H, W) and their gradient.
  private let second: (logits: ClassMaps<Scalar>, gradient: ClassMaps<Scalar>)?
  private let contrast: ContrastRows<Scalar>?
  private let featureDistillation: FeatureDistillation<Scalar>?
  private let views: TeacherViews<Scalar>?

  /// - Throws: `NeuralError.settings`, `LossError` for settings out of range.
  init(
    network settings: NetworkSettings, loss lossSettings: LossSettings,
    optimizer optimizerSettings: OptimizerSettings, count: Int, height: Int, width: Int,
    threads: Int, seed: UInt64
  ) throws {
    try settings.validate()
    try lossSettings.extra.validate(decoders: settings.decoders)
    let shape = try LossShape(
      count: count, classes: settings.classes, height: height, width: width, heads: settings.heads)
    guard height % settings.multiple == 0, width % settings.multiple == 0 else {
      throw NeuralError.shape(
        "height and width must be multiples of \(settings.multiple), found \(height)x\(width)")
    }
    let options = lossSettings.contrast
    let channels = settings.channels[min(options.featureLevel, settings.levels - 2)]
    let projection = ParameterTable.ProjectionShape(
      inputs: channels, hidden: options.hiddenFeatures, outputs: options.projectedFeatures)
    let table = ParameterTable(settings, projection: options.needsFeatures ? projection : nil)
    loss = try ScribbleLoss(
      lossSettings, shape, featureChannels: options.needsFeatures ? channels : 0)
    student = ParameterBuffer(arena, table)
    teacher = ParameterBuffer(arena, table)
    gradients = ParameterBuffer(arena, table)
    optimizer = Optimizer(arena, optimizerSettings, table)
    network = TrainingNetwork(
      arena, settings, count: count, height: height, width: width, parameters: student,
      gradients: gradients, threads: threads)
    let teacherHeads = lossSettings.needsTeacher ? loss.teacherHeads : 0
    teacherNetwork =
      teacherHeads == 0
      ? nil
      : InferenceNetwork(
        arena, settings, in: network.spareMaps, heads: teacherHeads, parameters: teacher,
        keepsWeights: false, threads: threads)
    studentLogits = StepEngine.maps(arena, shape, heads: settings.heads)
    logitGradients = StepEngine.maps(arena, shape, heads: settings.heads)
    teacherLogits = StepEngine.maps(arena, shape, heads: teacherHeads)
    second =
      network.second == nil
      ? nil
      : (
        StepEngine.maps(arena, shape, heads: 1)[0], StepEngine.maps(arena, shape, heads: 1)[0]
      )
    contrast = options.needsFeatures ? ContrastRows(arena, options, shape, channels: channels) : nil
    featureDistillation =
      lossSettings.distillation.featureWeight > 0
      ? FeatureDistillation(arena, levels: settings.levels - 1, images: count, height: height) : nil
    let extra = lossSettings.extra
    views =
      extra.isOn && extra.term.teacherViews > 0
      ? TeacherViews(
        arena, shape, views: extra.term.teacherViews, inputs: settings.inputChannels,
        imageChannel: extra.imageChannel) : nil
    workers = Workers(threads: threads)
    self.seed = seed
    student.initialize(seed: seed)
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
  /// - targets, pseudo: (N, H, W).
  func run(
    images: ClassMaps<Scalar>, teacherImages: ClassMaps<Scalar>, targets: TargetMaps,
    pseudo: TargetMaps? = nil, learningRate: Scalar, ramp: Scalar, contrastRamp: Scalar,
    emaDecay: Scalar
  ) throws -> LossTerms {
    forward(images, teacherImages)
    for map in logitGradients + (second.map { [$0.gradient] } ?? []) {
      map.base.update(repeating: 0, count: map.elements)
    }
    var context = LossContext<Scalar>()
    (context.images, context.imageChannel) = (images, loss.settings.extra.imageChannel)
    (context.seed, context.step) = (seed, step)
    (context.pseudo, context.second) = (pseudo, second)
    context.views = views.map { TeacherAnswers(first: $0.first, mean: $0.mean) }
    var terms = try loss.evaluate(
      student: studentLogits, teacher: teacherNetwork == nil ? nil : teacherLogits,
      targets: targets, ramp: ramp, contrastRamp: contrastRamp, gradients: logitGradients,
      context: context, workers.run)
    contrastFeatures(targets, contrastRamp, &terms)
    for (map, dense) in zip(network.logitGradients, logitGradients) {
      map.fill(from: dense, on: workers)
    }
    if let second { network.second?.logitGradients[0].fill(from: second.gradient, on: workers) }
    network.backward(seed: seed, step: step, on: workers) { level in
      if let contrast, level == contrast.level {
        contrast.scatter(into: network.featureGradients[level])
      }
      distillFeatures(level, ramp, &terms)
    }
    optimizer.update(
      student, gradients, learningRate: learningRate, step: step, on: workers)
    averageInto(teacher, student, decay: emaDecay, on: workers)
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
    for (map, dense) in zip(network.logits, studentLogits) { map.copy(to: dense, on: workers) }
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
      student: studentLogits, targets: targets, seed: seed, step: step, workers.run)
    contrast.gather(
      student: network.features[contrast.level], teacher: teacherNetwork.features[contrast.level])
    loss.contrast(
      contrast.samples, student: contrast.studentRows, teacher: contrast.teacherRows,
      head: contrast.head(student), teacherHead: contrast.head(teacher), contrastRamp: ramp,
      dRows: contrast.gradientRows, headGradient: contrast.head(gradients), terms: &terms)
  }
}
