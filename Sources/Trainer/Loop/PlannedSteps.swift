/// How many steps a plan has: a number, or what the clock allows, or ever more as long as somebody draws.
struct PlannedSteps {
  /// The step with which the plan is done.
  private(set) var steps: Int
  /// How a plan that ends by the clock goes; nil = it ends with its last step.
  private(set) var time: TimePlan?
  /// Steps that new strokes are worth; 0 = they prolong nothing.
  private let afterScribbles: Int

  /// - time: decides on the steps where it is given
  init(steps: Int, time: TimePlan? = nil, afterScribbles: Int) {
    self.steps = time?.decision.steps ?? steps
    (self.time, self.afterScribbles) = (time, afterScribbles)
  }

  /// Where rates and ramps see themselves after `step` steps, as step of steps; nil = as it is.
  func place(of step: Int) -> (step: Int, steps: Int)? { time?.place(of: step) }

  /// Strokes are worth a few more steps.
  mutating func prolong(from step: Int) { steps = max(steps, step + afterScribbles) }

  /// Plans on as the clock says.
  mutating func took(step: Int, seconds: Double) {
    guard time != nil else { return }
    time?.took(step: step, seconds: seconds)
    steps = time?.decision.steps ?? steps
  }

  /// Whether the network labels the volumes before the first of the steps to come.
  func wantsLabels(_ pseudo: PseudoSettings, at step: Int) -> Bool {
    let place = place(of: step) ?? (step, steps)
    return pseudo.isWanted(at: place.step, of: place.steps)
  }

  /// Whether the network labels the volumes after a step that was just taken.
  func isLabellingDue(_ pseudo: PseudoSettings, after step: Int) -> Bool {
    guard let time else { return pseudo.isDue(after: step, of: steps) }
    return pseudo.isDue(from: time.share(at: step - 1), to: time.share(at: step))
  }
}
