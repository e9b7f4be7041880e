/// Where pseudo labels come from, and when.
package struct PseudoSettings: Equatable, Sendable {
  /// What makes them.
  package enum Source: String, CaseIterable, Sendable {
    /// There are none.
    case none
    /// What the teacher is sure of, seeds expanded: pixels of low entropy; of every class the largest part of the volume,
    /// other parts become background. The whole is DMSPS's second stage, renewed during one run.
    case expansion
    /// A running mean of the teacher's probabilities, where it is large (Scribble2Label).
    case average
  }

  /// What makes them.
  package var source = Source.none
  /// They begin after this share of the planned steps…
  package var start = 0.4
  /// … and are renewed each time this share has passed.
  package var every = 0.1
  /// expansion: largest entropy / ln(K+1) of a pixel that gets a label.
  package var entropy = 0.1
  /// average: smallest mean probability of a pixel that gets a label.
  package var probability = 0.8
  /// average: what the new answer counts for in the mean.
  package var momentum = 0.2

  /// None.
  package init() {}

  /// Whether they are made after a step, `steps` being planned.
  func isDue(after step: Int, of steps: Int) -> Bool {
    guard source != .none, step < steps else { return false }
    let first = Int((start * Double(steps)).rounded(.up))
    let period = max(1, Int((every * Double(steps)).rounded()))
    return step >= first && (step - first) % period == 0
  }

  /// The same for a plan whose steps are not known: whether they are made after the step that has led from one share of it
  /// to another.
  func isDue(from before: Double, to share: Double) -> Bool {
    guard source != .none, share < 1, share >= start else { return false }
    func renewals(_ share: Double) -> Double { ((share - start) / max(every, 1e-6)).rounded(.down) }
    return before < start || renewals(share) > renewals(before)
  }

  /// Whether there should be some already at a step.
  func isWanted(at step: Int, of steps: Int) -> Bool {
    source != .none && Double(step) >= start * Double(steps)
  }
}
