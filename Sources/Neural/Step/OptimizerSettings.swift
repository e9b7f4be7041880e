/// Which optimiser turns gradients into steps, in PyTorch's form; weight decay is L2 added to the gradient.
package struct OptimizerSettings: Codable, Sendable, Equatable {
  /// SGD: v = mu v + g, w = w - lr v. Adam: bias-corrected moments (Kingma and Ba 2015).
  package enum Kind: String, Codable, Sendable, CaseIterable { case sgd, adam }

  /// The update rule.
  package var kind: Kind
  /// Momentum of SGD; Adam's decay of the first moment.
  package var momentum: Float
  /// Adam's decay of the second moment.
  package var secondMomentum: Float
  /// L2 penalty on every trainable tensor.
  package var weightDecay: Float

  /// Adam with betas 0.9 and 0.999, or SGD with momentum 0.9.
  package init(
    kind: Kind, momentum: Float = 0.9, secondMomentum: Float = 0.999, weightDecay: Float = 1e-5
  ) {
    self.kind = kind
    self.momentum = momentum
    self.secondMomentum = secondMomentum
    self.weightDecay = weightDecay
  }
}
