import Foundation
import Neural

/// The numbers of one step that depend on the step and the plan alone.
struct StepSchedule: Equatable, Sendable {
  let learningRate: Float
  let ramp: Float
  let contrastRamp: Float
  let emaDecay: Float

  /// - Parameters:
  ///   - step: counted from 0.
  ///   - steps: planned.
  ///   - warm: whether the weights come from a checkpoint: then the teacher is worth keeping from the start.
  init(_ settings: TrainingSettings, step: Int, of steps: Int, warm: Bool) {
    learningRate = Float(
      settings.schedule.rate(base: settings.learningRate, step: step, of: steps))
    var ramps = settings.loss.ramps
    if settings.rampSteps > 0 {
      ramps.end = min(ramps.end, Double(settings.rampSteps) / Double(max(1, steps)))
      ramps.start = min(ramps.start, ramps.end)
    }
    ramp = Float(Ramps.weight(step: step, of: steps, ramps))
    contrastRamp = Float(Ramps.contrastWeight(step: step, of: steps, ramps))
    emaDecay = Float(warm ? ramps.emaDecay : Ramps.emaDecay(step: step, ramps))
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
