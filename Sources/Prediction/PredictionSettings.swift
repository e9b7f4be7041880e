import Neural

/// How answers become what is shown.
package struct PredictionSettings: Equatable, Sendable {
  /// Nats by which predictions raise the background's logit over the classes', at most.
  ///
  /// Strokes lie in the middle of organs and far around them: they name far more of an organ than of what surrounds it, and a
  /// network that has seen nothing else gives the gap between them to the organ (docs/explanation/method.md).
  package var background = 0.0
  /// Share of a class's strokes that may be lost when the background is raised (`StrokeMargins`); 1 = `background` in full.
  package var backgroundCost = 0.1
  /// How much further thin classes let the background be raised (`ClassWidths`): the power of the widest's width by
  /// theirs; 0 = all alike.
  package var backgroundThinness = 0.5

  /// Nats by which a class gains in predictions where the pixels around are of it and of like intensity (`RandomField`); 0 =
  /// the image is not looked at again.
  package var fieldWeight = 0.0
  /// How far intensities may differ for that, in standard deviations of the volume's.
  package var fieldContrast = 0.2
  /// What `fieldWeight` may be.
  package static let fieldWeightRange = 0.0...1000.0

  /// The field through which answers go; nil = none.
  package var field: RandomField? {
    fieldWeight > 0
      ? RandomField(weight: Float(fieldWeight), contrast: Float(fieldContrast)) : nil
  }

  /// Whether the strokes decide how far the background is raised.
  package var measuresRaise: Bool { background > 0 && backgroundCost < 1 }

  /// The same for every class.
  package func constantRaise(outputs: Int) -> [Float] {
    [Float](repeating: Float(background), count: outputs - 1)
  }

  /// Whether a line drawn in a wrong organ takes its surroundings along in what a project shows (`StrokeSurroundings`).
  package var deniesSurroundings = true
  /// Whether the last predictions' uncertainty takes in what student and teacher disagree on.
  package var doubt = false

  /// The cohort preset's values.
  package init() {}
}
