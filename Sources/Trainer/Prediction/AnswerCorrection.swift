import Neural

/// What lies between a network's own answer and the one that is shown.
struct AnswerCorrection: Equatable, Sendable {
  /// Nats by which the background is raised over each class 1…K; empty = not at all.
  var raise: [Float] = []
  /// What the raised answer goes through; nil = nothing.
  var field: RandomField?
}
