import Neural

/// Methods that learn from labels which a network has given to unscribbled pixels.
extension TrainingMethod {
  /// Scribble2Label (Lee and Jeong 2020), weight 0.5 as WSL4MIS.
  static let scribbleToLabel = TrainingMethod(
    name: "s2l",
    summary: "partial cross-entropy, and labels from a running mean of predictions (Scribble2Label)"
  ) {
    $0.supervisedOnly()
    $0.loss.extra = ExtraLossSettings(.pseudoLabels, weight: 0.5, isRamped: false)
    $0.pseudo.source = .average
    // WSL4MIS: from a tenth of the run, 540 times; here as often as a mean of a fifth each needs.
    $0.pseudo.start = 0.1
    $0.pseudo.every = 0.03
  }

  /// ScribbleVS: weight 1 with a ramp.
  static let competitive = TrainingMethod(
    name: "scribble-vs",
    summary: "partial cross-entropy, and labels from the better of student and teacher (ScribbleVS)"
  ) {
    $0.supervisedOnly()
    $0.loss.extra = ExtraLossSettings(.competitive, weight: 1, isRamped: true)
  }

  /// DMSPS's second stage, from the first one's checkpoint: labels are made once, before the first step.
  static let secondStage = TrainingMethod(
    name: "dmsps2",
    summary:
      "partial cross-entropy, and the sure labels of the checkpoint named by --init (DMSPS, stage 2)"
  ) {
    $0.supervisedOnly()
    $0.loss.extra = ExtraLossSettings(.pseudoLabels, weight: 1, isRamped: false)
    $0.pseudo.source = .expansion
    $0.pseudo.start = 0
    $0.pseudo.every = 1
  }
}
