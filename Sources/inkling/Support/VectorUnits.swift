import ArgumentParser
import CProcessor

/// Commands that run code of Neural, which is compiled for AVX2 and FMA on x86-64.
protocol UsesNeural: ParsableCommand {}

/// The processor's part that Neural needs.
enum VectorUnits {
  /// What to do where it is missing.
  static let advice =
    "Drawing and reviewing work; to train, use a machine with AVX2 and FMA (Intel since 2013, AMD "
    + "since 2015), or in a virtual machine pass the host's processor through."

  /// Asked once for all commands, before any of Neural's code runs: the first instruction would end the process.
  /// - Throws: `Failure` where `command` can't run here.
  static func check(for command: any ParsableCommand) throws {
    guard command is any UsesNeural, !ink_has_vector_units() else { return }
    throw Failure(
      "This processor has no AVX2 and FMA, which `inkling \(type(of: command).configuration.commandName ?? "")` computes with. "
        + advice)
  }
}
