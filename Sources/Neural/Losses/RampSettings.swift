/// When the terms of the loss come in and how fast the teacher follows.
package struct RampSettings: Sendable, Equatable {
  /// Where r(t) leaves its smallest value, as a fraction of the planned steps.
  package var start = 0.0
  /// Where r(t) reaches 1, as a fraction of the planned steps. PyMIC's recipe: start 0.1, end 0.75.
  package var end = 0.2
  /// Before this fraction of the planned steps the contrastive term is off.
  package var contrastStart = 0.05
  /// The EMA decay is never larger than this; the interactive preset takes 0.998.
  package var emaDecay = 0.99
  /// Steps that the teacher averages over, as a share of the steps taken, until the decay is reached.
  package var emaWindow = 1.0

  /// The defaults of ScribSD+ as reconstructed.
  package init() {}

  /// Throws when a value lies outside its range.
  package func validate() throws {
    try expect("ramps.start", start, in: 0...1)
    try expect("ramps.end", end, in: start...1)
    try expect("ramps.contrastStart", contrastStart, in: 0...1)
    try expect("ramps.emaDecay", emaDecay, in: 0...1)
    try expect("ramps.emaWindow", emaWindow, in: 0...1)
  }
}
