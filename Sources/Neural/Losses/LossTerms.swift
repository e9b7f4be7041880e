/// The value of the loss and of its terms for one batch.
public struct LossTerms: Sendable, Equatable {
  /// What is minimised: every term times its weight and ramp.
  public var total = 0.0
  /// Partial cross-entropy, unweighted.
  public var partialCrossEntropy = 0.0
  /// Partial Dice loss, unweighted; 0 when off.
  public var partialDice = 0.0
  /// Multi-scale distillation with its scale weights but without weight and ramp; 0 when off.
  public var distillation = 0.0
  /// Contrastive term without weight and ramp; 0 when off.
  public var contrast = 0.0
  /// The method's further term without weight and ramp; 0 when off.
  public var extra = 0.0

  /// All terms 0.
  public init() {}
}
