/// The whole loss of a batch: partial cross-entropy, partial Dice, distillation and contrast, with all gradients.
///
///     L = crossEntropy L_pCE + partialDice L_Dice + r λ_kd L_MKD + r' λ_ccr L_CCR + r λ_extra L_extra
///
/// With a second decoder L_pCE and L_Dice are the means over both; distillation and contrast look at the first.
///
/// A step calls `evaluate`, and with contrast also `chooseSamples` and `contrast`, between which the
/// engine gathers the features of the chosen pixels:
///
/// ```swift
/// var terms = try loss.evaluate(heads, teacher: teacherHeads, targets: targets, rates: rates, parallel)
/// let samples = loss.chooseSamples(heads, targets: targets, seed: seed, step: step, parallel)
/// // gather the samples' rows, then
/// loss.contrast(samples, …, terms: &terms)
/// // scatter-add the rows' gradient
/// ```
///
/// Gradients are accumulated, and are the same bits at any number of threads. One caller at a time.
package final class ScribbleLoss<Scalar: NeuralScalar> {
  /// What the loss consists of.
  package let settings: LossSettings
  /// The batch it was made for.
  package let shape: LossShape

  private let workspace: LossWorkspace<Scalar>
  private let prototypes: PrototypeContrast<Scalar>?
  private let extra: (any ExtraLoss<Scalar>)?

  /// Plans the memory for `shape`; `featureChannels` is the width of the map that contrast looks at.
  package init(_ settings: LossSettings, _ shape: LossShape, featureChannels: Int = 0) throws {
    try settings.validate()
    self.settings = settings
    self.shape = shape
    workspace = LossWorkspace(shape, settings)
    extra = settings.extra.isOn ? settings.extra.term.make(shape, Scalar.self) : nil
    let contrast = settings.contrast
    guard contrast.isOn else {
      prototypes = nil
      return
    }
    guard featureChannels > 0, contrast.featureLevel < shape.heads else {
      throw LossError.shape(
        name: "contrast features", expected: "channels of one of \(shape.heads) decoder maps",
        found: "\(featureChannels) channels at level \(contrast.featureLevel)")
    }
    prototypes = PrototypeContrast(
      images: shape.count, classes: shape.classes, inputs: featureChannels, contrast)
  }

  /// How many of the teacher's heads the terms look at: all, or the full-resolution one whose averages serve the others.
  package var teacherHeads: Int { settings.distillation.target == .pooled ? 1 : shape.heads }

  /// Bytes of scratch memory.
  package var bytes: Int { workspace.bytes + (prototypes?.bytes ?? 0) + (extra?.bytes ?? 0) }

  /// Every term but contrast; adds the gradient of `total` to the heads' gradients.
  ///
  /// - heads: the student's, (N, C, H/2^s, W/2^s) each, full resolution first
  /// - teacher: at least the first `teacherHeads` heads; may be nil when no term needs it
  /// - targets: (N, H, W)
  /// - context: what the method's further term looks at besides
  package func evaluate(
    _ heads: [HeadMaps<Scalar>], teacher: [ClassMaps<Scalar>]?, targets: TargetMaps,
    rates: StepRates<Scalar>, context: LossContext<Scalar> = .init(),
    _ parallel: ParallelFor = serially
  ) throws -> LossTerms {
    try check(heads, teacher, targets, context)
    var terms = LossTerms()
    let mass = try LabelMass(targets, classes: shape.classes, workspace.sums, parallel)
    let labels = ScribbleLabels(targets: targets, mass: mass)
    let share = context.second == nil ? 1 : 0.5
    addSupervision(heads, labels, share: share, &terms, parallel)
    if let second = context.second {
      addSupervision([second], labels, share: share, &terms, parallel)
    }
    if let teacher, settings.needsTeacher {
      readTeacher(teacher, parallel)
      addDistillation(heads, targets, rates.ramp, &terms, parallel)
    }
    try addImported(heads, rates.imported, context.imported, &terms, parallel)
    try addExtra(
      LossStep(
        heads: heads, teacher: teacher ?? [], targets: targets, mass: mass, ramp: rates.ramp,
        context: context), &terms, parallel)
    return terms
  }

  /// Throws unless everything has the shape that was planned.
  private func check(
    _ heads: [HeadMaps<Scalar>], _ teacher: [ClassMaps<Scalar>]?, _ targets: TargetMaps,
    _ context: LossContext<Scalar>
  ) throws {
    try shape.check(heads.map(\.logits), name: "student")
    try shape.check(heads.map(\.gradient), name: "gradients")
    if settings.needsTeacher {
      try shape.check(
        Array((teacher ?? []).prefix(teacherHeads)), heads: teacherHeads, name: "teacher")
    }
    guard
      targets.count == shape.count && targets.height == shape.height
        && targets.width == shape.width
    else {
      throw LossError.shape(
        name: "targets", expected: "(\(shape.count), \(shape.height), \(shape.width))",
        found: "(\(targets.count), \(targets.height), \(targets.width))")
    }
    if let second = context.second {
      try shape.check([second.logits, second.gradient], ofHead: 0, name: "second decoder")
    }
  }

  /// The pixels whose features `contrast` wants; empty unless the term is on. Call after `evaluate`.
  ///
  /// Pixels are counted in the decoder map of level `settings.contrast.featureLevel`.
  package func chooseSamples(
    _ heads: [HeadMaps<Scalar>], targets: TargetMaps, seed: UInt64, step: Int,
    _ parallel: ParallelFor = serially
  ) -> PixelSamples {
    let level = settings.contrast.featureLevel
    guard settings.contrast.isOn, let teacher = workspace.plainTeacher else {
      return PixelSamples()
    }
    var labels = targets
    if level == 1 {
      halveLabels(targets, into: workspace.halvedLabels, parallel)
      labels = TargetMaps(
        count: shape.count, height: shape.height / 2, width: shape.width / 2,
        classes: workspace.halvedLabels)
    }
    let maps = SamplingMaps(
      labels: labels, teacher: teacher.levels[level], student: heads[level].logits,
      codes: workspace.codes)
    return choosePixels(
      maps, settings.contrast, seed: seed, step: UInt64(step), workspace.sums, parallel)
  }

  /// Contrast: adds its value to `terms` and its gradients to `gradient`.
  ///
  /// Does nothing while `contrastRamp` is 0: then the engine need not choose and gather either.
  /// Parameters as in `PrototypeContrast.evaluate`.
  package func contrast(
    _ samples: PixelSamples, student: ProjectedRows<Scalar>, teacher: ProjectedRows<Scalar>,
    contrastRamp: Scalar, gradient: ProjectedRows<Scalar>, terms: inout LossTerms
  ) {
    guard let prototypes, contrastRamp > 0 else { return }
    let weight = Scalar(settings.contrast.weight) * contrastRamp
    terms.contrast = prototypes.evaluate(
      samples, student: student, teacher: teacher, scale: weight, gradient: gradient)
    terms.total += Double(weight) * terms.contrast
  }
}

// MARK: Terms

extension ScribbleLoss {
  /// Partial cross-entropy at a decoder's full-resolution head, or at all its heads, and partial Dice.
  ///
  /// - share: what this decoder counts for among all
  private func addSupervision(
    _ decoder: [HeadMaps<Scalar>], _ labels: ScribbleLabels, share: Double,
    _ terms: inout LossTerms, _ parallel: ParallelFor
  ) {
    guard labels.mass.total > 0 else { return }
    let coefficients = labels.mass.coefficients(settings.balance)
    let weight = Scalar(settings.crossEntropy) * Scalar(share)
    // 1, 1/2, 1/4, … normalised: PyMIC's deep supervision.
    let heads = settings.coarseLabels ? decoder.count : 1
    let norm = (0..<heads).reduce(0.0) { $0 + 1 / Double(1 << $1) }
    var crossEntropy =
      partialCrossEntropy(
        decoder[0], labels.targets, coefficients: coefficients, scale: weight / Scalar(norm),
        workspace.sums, parallel) / norm
    for head in 1..<max(1, heads) {
      guard let pooled = workspace.labelMass?.levels[head] else { break }
      poolLabels(labels.targets, coefficients: coefficients, scale: head, into: pooled, parallel)
      let part = 1 / (Double(1 << head) * norm)
      crossEntropy +=
        part
        * pooledCrossEntropy(
          decoder[head], mass: pooled, scale: weight * Scalar(part), workspace.sums, parallel)
    }
    terms.partialCrossEntropy += share * crossEntropy
    terms.total += Double(settings.crossEntropy) * share * crossEntropy
    if settings.partialDice > 0 {
      let dice = partialDice(
        decoder[0], labels,
        DiceForm(squared: settings.squaredDice, background: settings.backgroundDice),
        scale: Scalar(settings.partialDice) * Scalar(share), workspace.sums, parallel)
      terms.partialDice += share * dice
      terms.total += Double(settings.partialDice) * share * dice
    }
  }

  /// Cross-entropy against labels of another program: their mean, however many they are.
  private func addImported(
    _ heads: [HeadMaps<Scalar>], _ weight: Scalar, _ imported: TargetMaps?,
    _ terms: inout LossTerms, _ parallel: ParallelFor
  ) throws {
    guard let imported, weight > 0 else { return }
    let mass = try LabelMass(imported, classes: shape.classes, workspace.sums, parallel)
    guard mass.total > 0 else { return }
    let value = partialCrossEntropy(
      heads[0], imported, coefficients: mass.coefficients(settings.balance), scale: weight,
      workspace.sums, parallel)
    terms.total += Double(weight) * value
  }

  /// The teacher's probabilities at the temperatures and scales that the terms want.
  private func readTeacher(_ teacher: [ClassMaps<Scalar>], _ parallel: ParallelFor) {
    let target = settings.distillation.target
    workspace.plainTeacher?.fill(teacher, temperature: 1, target: target, parallel)
    if let soft = workspace.softTeacher, soft !== workspace.plainTeacher {
      soft.fill(
        teacher, temperature: Scalar(settings.distillation.temperature), target: target, parallel)
    }
  }

  private func addDistillation(
    _ heads: [HeadMaps<Scalar>], _ targets: TargetMaps, _ ramp: Scalar,
    _ terms: inout LossTerms, _ parallel: ParallelFor
  ) {
    let options = settings.distillation
    guard let teacher = workspace.softTeacher else { return }
    if let unlabelled = workspace.unlabelled {
      fillUnlabelled(targets, into: unlabelled, parallel)
    }
    let temperature = Scalar(options.temperature)
    let weight = Scalar(options.weight) * ramp
    for (head, scaleWeight) in zip(0..<shape.heads, options.scaleWeights) where scaleWeight > 0 {
      let n = Scalar(shape.count * heads[head].logits.pixels)
      terms.distillation += distill(
        heads[head],
        DistillationTarget(
          probabilities: teacher.levels[head], unlabelled: workspace.unlabelled?.levels[head]),
        HeadDistillation(
          comparison: options.loss, temperature: temperature,
          coefficient: Scalar(scaleWeight) * temperature * temperature / n,
          weighsConfidence: options.weighsConfidence),
        scale: weight, workspace.sums, parallel)
    }
    terms.total += Double(weight) * terms.distillation
  }

  /// The method's own term.
  private func addExtra(
    _ step: LossStep<Scalar>, _ terms: inout LossTerms, _ parallel: ParallelFor
  ) throws {
    guard let extra else { return }
    let weight = Scalar(settings.extra.weight) * (settings.extra.isRamped ? step.ramp : 1)
    terms.extra = try extra.evaluate(step, scale: weight, workspace.sums, parallel)
    terms.total += Double(weight) * terms.extra
  }
}
