import Neural
import Project

/// What the last steps were like, as it is shown to a person: how fast, and with which loss.
struct StepProgress {
  private var pace = Pace()
  private var recent = RecentTerms()

  /// A step is done.
  mutating func mark(step: Int, seconds: Double, _ terms: LossTerms) {
    pace.mark(step: step, seconds: seconds)
    recent.mark(terms)
  }

  /// Puts it into a status.
  func tell(_ status: inout TrainerStatus) {
    status.secondsPerStep = pace.secondsPerStep
    status.loss = recent.mean(\.total)
    status.terms = [
      "pce": recent.mean(\.partialCrossEntropy), "dice": recent.mean(\.partialDice),
      "kd": recent.mean(\.distillation), "contrast": recent.mean(\.contrast),
      "extra": recent.mean(\.extra),
    ]
  }
}
