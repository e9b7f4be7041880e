/// The value of the loss and of its terms for one batch.
package struct LossTerms: Sendable, Equatable {
  /// What is minimised: every term times its weight and ramp.
  package var total = 0.0
  /// Partial cross-entropy, unweighted.
  package var partialCrossEntropy = 0.0
  /// Partial Dice loss, unweighted; 0 when off.
  package var partialDice = 0.0
  /// Multi-scale distillation with its scale weights but without weight and ramp; 0 when off.
  package var distillation = 0.0
  /// Contrastive term without weight and ramp; 0 when off.
  package var contrast = 0.0
  /// The method's further term without weight and ramp; 0 when off.
  package var extra = 0.0

  /// All terms 0.
  package init() {}
}
