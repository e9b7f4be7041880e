#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Factors that depend on the step alone. Steps t count from 0; T is the planned number of steps.
package enum Ramps {
  /// r(t) = exp(-5 (1 - x)²), x = (t - t0)/(t1 - t0) held within 0…1, t0 = start · T, t1 = end · T.
  ///
  /// Laine and Aila's sigmoid ramp as in PyMIC (`sigmoid_rampup`); before t0 it is exp(-5) = 0.0067, not 0.
  package static func weight(step: Int, of steps: Int, _ settings: RampSettings) -> Double {
    let first = settings.start * Double(steps)
    let length = (settings.end - settings.start) * Double(steps)
    let passed = Double(step) - first
    let x = length > 0 ? min(1, max(0, passed / length)) : passed < 0 ? 0 : 1
    return exp(-5 * (1 - x) * (1 - x))
  }

  /// r(t) from step contrastStart · T on, 0 before, when the teacher's masks mean nothing yet.
  package static func contrastWeight(step: Int, of steps: Int, _ settings: RampSettings) -> Double {
    Double(step) < settings.contrastStart * Double(steps)
      ? 0 : weight(step: step, of: steps, settings)
  }

  /// α_t = min(1 - 1/(w t + 1), decay), w = emaWindow: 0 at t = 0, so that the teacher starts as a copy of the student.
  ///
  /// The average reaches over about w t steps: with w = 1 (Tarvainen and Valpola) it is the plain mean of all weights so far
  /// until the limit is reached, with a smaller w it forgets the first steps of a short run.
  package static func emaDecay(step: Int, _ settings: RampSettings) -> Double {
    min(1 - 1 / (settings.emaWindow * Double(step) + 1), settings.emaDecay)
  }

  /// The learning rate base · (1 - (t - 1)/T)^power; base at t = 0 and t = 1.
  ///
  /// WSL4MIS sets the rate after the step, so step t uses the value of t - 1; kept for the same curve. Never below 0.
  package static func polynomialRate(
    step: Int, of steps: Int, base: Double, power: Double = 0.9
  ) -> Double {
    guard steps > 0 else { return base }
    let x = Double(max(0, step - 1)) / Double(steps)
    return base * pow(max(0, 1 - x), power)
  }
}
