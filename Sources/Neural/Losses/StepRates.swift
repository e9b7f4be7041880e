/// What one training step multiplies by, set by the step's place in the plan alone (`Ramps`).
package struct StepRates<Scalar: NeuralScalar>: Sendable, Equatable {
  /// The optimiser's learning rate.
  package let learningRate: Scalar
  /// r(t): what distillation and the further term count for.
  package let ramp: Scalar
  /// r'(t): what the contrastive term counts for.
  package let contrastRamp: Scalar
  /// How much of itself the teacher keeps when it takes over the student's weights.
  package let emaDecay: Scalar
  /// What labels of another program count for.
  package let imported: Scalar

  /// The rates of one step.
  package init(
    learningRate: Scalar, ramp: Scalar, contrastRamp: Scalar, emaDecay: Scalar,
    imported: Scalar = 0
  ) {
    (self.learningRate, self.ramp) = (learningRate, ramp)
    (self.contrastRamp, self.emaDecay) = (contrastRamp, emaDecay)
    self.imported = imported
  }
}
