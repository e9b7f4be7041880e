/// The terms of the loss and every choice that the paper's abstract leaves open.
///
/// L = crossEntropy · L_pCE + partialDice · L_Dice + r(t) · (distillation.weight · L_MKD + contrast.weight · L_CCR +
/// extra.weight · L_extra) + m(t) · L_imported, m from `StepRates.imported`.
/// Sources, where the lab's other code has one: `MultiScaleDistillation`, `PrototypeContrast`, `Ramps`.
package struct LossSettings: Sendable, Equatable {
  /// Weight of the partial cross-entropy.
  package var crossEntropy: Float = 1
  /// Over what the partial cross-entropy is averaged.
  package var balance = ClassBalance.pixels
  /// Whether the scribbles supervise the coarse heads too, with weights 1, 1/2, 1/4, … normalised to sum 1.
  package var coarseLabels = false
  /// Weight of the Dice loss over labelled pixels; 0 = off.
  package var partialDice: Float = 0
  /// Whether that Dice loss squares the denominators (DMPLS) or not (nnU-Net).
  package var squaredDice = true
  /// Whether that Dice loss has a term for the background.
  package var backgroundDice = true
  /// The teacher's predictions as targets.
  package var distillation = DistillationSettings()
  /// Same-class features alike, different classes unlike.
  package var contrast = ContrastSettings()
  /// The further term of a rival method.
  package var extra = ExtraLossSettings()
  /// What the cross-entropy against labels of another program counts for as training begins, where there are such.
  package var imported: Float = 1
  /// When the terms come in.
  package var ramps = RampSettings()

  /// ScribSD+ as reconstructed.
  package init() {}

  /// Scribbles alone, without a teacher: the baseline of every comparison.
  package static var partialCrossEntropyOnly: LossSettings {
    var settings = LossSettings()
    settings.distillation.weight = 0
    settings.contrast.form = .none
    return settings
  }

  /// Whether any term looks at the teacher.
  package var needsTeacher: Bool {
    distillation.weight > 0 || distillation.featureWeight > 0 || contrast.isOn
      || (extra.isOn && extra.term.needsTeacher)
  }

  /// Throws, with the option's name, value and range, unless every option makes sense and they fit together.
  package func validate() throws {
    try expect("crossEntropy", crossEntropy, in: 0...1000)
    try expect("partialDice", partialDice, in: 0...1000)
    try expect("imported", imported, in: 0...1000)
    try distillation.validate()
    try contrast.validate()
    try extra.validate()
    try ramps.validate()
    let looksAtCoarseTeacher =
      distillation.weight > 0 && distillation.scaleWeights.dropFirst().contains { $0 > 0 }
    if distillation.target == .sameScale && looksAtCoarseTeacher && !coarseLabels {
      throw LossError.setting(
        name: "distillation.target", found: "sameScale without coarseLabels",
        expected:
          "pooled, or coarseLabels = true: a coarse head that sees no scribble and follows its own average learns nothing"
      )
    }
  }
}
