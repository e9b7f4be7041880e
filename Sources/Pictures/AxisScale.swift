import Foundation

/// An axis: the values that it reaches from and to, with ticks at round numbers.
struct AxisScale: Equatable, Sendable {
  let low: Double
  let high: Double
  /// From tick to tick: 1, 2 or 5 times a power of ten.
  let step: Double

  /// The axis that holds all values from 0 on (or from below, where there are such), its ends on ticks.
  ///
  /// - ticks: about how many there should be
  init(holding values: [Double], ticks: Int = 6) {
    let finite = values.filter(\.isFinite)
    let low = min(0, finite.min() ?? 0)
    let high = max(0, finite.max() ?? 0)
    let span = high > low ? high - low : 1
    step = AxisScale.round(span / Double(max(1, ticks)))
    self.low = (low / step).rounded(.down) * step
    self.high = max(self.low + step, (high / step).rounded(.up) * step)
  }

  /// An axis of given ends.
  init(from low: Double, to high: Double, step: Double) {
    (self.low, self.high, self.step) = (low, high, step)
  }

  /// The smallest of 1, 2 and 5 times a power of ten that is not below a value.
  private static func round(_ value: Double) -> Double {
    let power = pow(10, log10(value).rounded(.down))
    let share = value / power
    let steps = [1.0, 2, 5, 10]
    return (steps.first { share <= $0 * (1 + 1e-9) } ?? 10) * power
  }

  /// Where the ticks are.
  var ticks: [Double] {
    let count = Int(((high - low) / step).rounded())
    return (0...max(0, min(count, 100))).map { low + Double($0) * step }
  }

  /// Where a value lies: 0 at the low end, 1 at the high one.
  func share(_ value: Double) -> Double { (value - low) / (high - low) }

  /// The text of a tick, with as many digits as the step needs.
  func text(_ value: Double) -> String {
    let digits = max(0, min(9, Int((-log10(step)).rounded(.up))))
    // Rounding must not leave a minus before 0.
    let shown = abs(value) < step / 2 ? 0 : value
    return String(format: "%.\(digits)f", shown)
  }
}
