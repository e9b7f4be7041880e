import Foundation
import Neural

/// The numbers of one step that depend on the step and the plan alone.
struct StepSchedule: Equatable, Sendable {
  let rates: StepRates<Float>

  /// Steps until weights from a checkpoint are taught at the full rate.
  private static let warmUp = 50.0

  /// - Parameters:
  ///   - step: counted from 0.
  ///   - steps: planned.
  ///   - place: where rates and ramps see themselves, as step of steps; nil = as it is.
  ///   - warm: whether the weights come from a checkpoint: then the teacher is worth keeping, and learning from, from the start.
  init(
    _ settings: TrainingSettings, step: Int, of steps: Int,
    at place: (step: Int, steps: Int)? = nil,
    warm: Bool
  ) {
    let own = place ?? (step, steps)
    let place = StepSchedule.place(settings, step: own.step, of: own.steps)
    // Adam's first steps are as large as any, whatever the gradient: weights that know something are led off gently.
    let start = warm ? min(1, Double(step + 1) / StepSchedule.warmUp) : 1
    let rate = settings.schedule.rate(
      base: settings.learningRate, step: place.step, of: place.steps)
    var ramps = settings.loss.ramps
    if settings.rampSteps > 0 {
      ramps.end = min(ramps.end, Double(settings.rampSteps) / Double(max(1, steps)))
      ramps.start = min(ramps.start, ramps.end)
    }
    let contrast = Ramps.contrastWeight(step: own.step, of: own.steps, ramps)
    let settled = StepSchedule.settled(settings, step: step, of: steps, warm: warm)
    // A teacher that knows something is listened to from the start: it holds on to what other volumes have taught.
    rates = StepRates(
      learningRate: Float(start * rate),
      ramp: warm ? 1 : Float(Ramps.weight(step: own.step, of: own.steps, ramps)),
      contrastRamp: warm && contrast > 0 ? 1 : Float(contrast),
      emaDecay: Float(Ramps.emaDecay(step: settled, ramps)),
      // Another program's labels lead at first and have no say in the end.
      imported: settings.loss.imported
        * Float(max(0, 1 - Double(own.step) / Double(max(1, own.steps)))))
  }

  /// The step that the teacher's average sees: how many steps it may look back on.
  ///
  /// Weights of a checkpoint are worth as much as `knowledge` steps. New scribbles set the count back to as many, so that
  /// the answer, which is the teacher's, changes within the first of the steps that they have brought.
  private static func settled(
    _ settings: TrainingSettings, step: Int, of steps: Int, warm: Bool
  ) -> Int {
    if let taken = stepsSinceScribbles(settings, step: step, of: steps) {
      return min(step, knowledge) + taken
    }
    return warm ? step + knowledge : step
  }

  private static let knowledge = 200

  /// Where the learning rate sees itself in the plan.
  ///
  /// New scribbles prolong a plan and set it back to two thirds: what they teach is learnt at the rate of the plan's
  /// middle, whether they come early or late, and the rate falls again to the new end.
  static func place(_ settings: TrainingSettings, step: Int, of steps: Int) -> (
    step: Int, steps: Int
  ) {
    guard let taken = stepsSinceScribbles(settings, step: step, of: steps) else {
      return (step, steps)
    }
    return (2 * settings.stepsAfterScribbles + taken, 3 * settings.stepsAfterScribbles)
  }

  /// Steps taken since new scribbles prolonged the plan; nil = none have.
  private static func stepsSinceScribbles(
    _ settings: TrainingSettings, step: Int, of steps: Int
  ) -> Int? {
    let prolongation = settings.stepsAfterScribbles
    guard prolongation > 0, steps > settings.steps else { return nil }
    return max(0, prolongation - (steps - step))
  }
}

extension RateSchedule {
  /// The learning rate of a step counted from 0.
  func rate(base: Double, step: Int, of steps: Int) -> Double {
    let x = min(1, Double(step) / Double(max(1, steps)))
    switch self {
    case .constant: return base
    case .polynomial: return Ramps.polynomialRate(step: step, of: steps, base: base)
    case .cosine: return base * (1 + cos(.pi * x)) / 2
    case .late: return base * (x < 2.0 / 3 ? 1 : 1 - (x - 2.0 / 3) * 3 * 0.95)
    }
  }
}
