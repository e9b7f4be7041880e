/// What the engine computes with: fixed for as long as a network runs.
package struct Arithmetic: Codable, Sendable, Equatable {
  /// Instructions of the kernels.
  package var level: InstructionLevel
  /// Numbers of maps and convolution weights.
  package var precision: Precision

  /// The two together; `Arithmetic.check` says whether this machine can compute with them.
  package init(level: InstructionLevel, precision: Precision) {
    (self.level, self.precision) = (level, precision)
  }
}
