import Neural

/// How a network's answers become those that are shown: the raise that its strokes have measured, and the field of its settings
/// (which versions up to 0.9 left out where strokes were lost to it). Stored in checkpoints.
package struct Calibration: Equatable, Sendable {
  /// Nats by which the background is raised over each class 1…K (`BackgroundRaise`); empty = not at all.
  package var raise: [Float]
  /// The field that answers go through (`ImageField`); nil = none.
  package var field: RandomField?

  /// Nothing is changed unless given.
  package init(raise: [Float] = [], field: RandomField? = nil) {
    (self.raise, self.field) = (raise, field)
  }
}
