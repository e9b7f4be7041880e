import Synchronization

/// What the engine computes with: fixed for as long as a network runs.
package struct Arithmetic: Codable, Sendable, Equatable {
  /// Instructions of the kernels.
  package var level: InstructionLevel
  /// Numbers of maps and convolution weights.
  package var precision: Precision

  /// The two together; `ArithmeticChoice` says whether a machine can compute with them.
  package init(level: InstructionLevel, precision: Precision) {
    (self.level, self.precision) = (level, precision)
  }

  /// "AVX-512 (level avx512) in 32 bits (float32)".
  package var words: String {
    "\(level.title) (level \(level.rawValue)) in \(precision.bits) bits (\(precision.rawValue))"
  }

  // MARK: This process

  private static let settled = Mutex<Arithmetic?>(nil)

  /// What this process computes with: as settled; else, as in tests, by the environment or the machine's best.
  package static var process: Arithmetic {
    settled.withLock { settled in
      if let settled { return settled }
      do throws(ArithmeticError) {
        let chosen = try ArithmeticChoice(ArithmeticWishes()).arithmetic
        settled = chosen
        return chosen
      } catch {
        fatalError(error.description)
      }
    }
  }

  /// Says what this process computes with. The program does so once, before there is any network.
  package static func settle(_ arithmetic: Arithmetic) {
    settled.withLock { $0 = arithmetic }
  }
}
