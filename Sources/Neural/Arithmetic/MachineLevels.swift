import CProcessor
import Glibc

/// How far processor and system let the kernels go.
package struct MachineLevels: Sendable {
  /// The highest level whose instructions they offer. Level `amx` also needs the kernel's permission
  /// (`refusalOfTiles`).
  package let offered: InstructionLevel
  /// Why not the next level, in words; nil where there is none.
  package let obstacle: String?
  private let askForTiles: @Sendable () -> Int32

  /// This machine.
  package static let current = MachineLevels(
    ink_own_registers(), askForTiles: { ink_ask_for_tiles() })

  /// - Parameters:
  ///   - registers: what a processor says of itself.
  ///   - askForTiles: asks the kernel for tiles: 0, or the number of an error.
  package init(_ registers: ink_registers, askForTiles: @escaping @Sendable () -> Int32) {
    let reach = ink_reach_of(registers)
    offered = InstructionLevel.allCases[Int(reach.level.rawValue)]
    obstacle = MachineLevels.obstacle(reach.obstacle, to: offered.next)
    self.askForTiles = askForTiles
  }

  private static func obstacle(_ kind: ink_obstacle, to next: InstructionLevel?) -> String? {
    #if arch(x86_64)
      guard let next else { return nil }
      return kind == ink_system_does_not_save
        ? "the system does not save the registers of \(next.additions)"
        : "this processor has no \(next.additions)"
    #else
      return nil
    #endif
  }

  /// Asks the kernel to let this process use tiles. It should be asked before there are threads, and only where tiles
  /// will be used: signals need larger stacks from then on.
  /// - Returns: nil where it does, else why not.
  package func refusalOfTiles() -> String? {
    switch askForTiles() {
    case 0: nil
    case EPERM: "the kernel refused tile data (a security filter forbids it)"
    case EINVAL, ENOSYS, EOPNOTSUPP: "the kernel refused tile data (it knows no tiles)"
    case ENOSPC: "the kernel refused tile data (a thread's signal stack is too small for it)"
    case let error: "the kernel refused tile data (error \(error))"
    }
  }

  /// The highest level that can be used, and the kernel's refusal where only that keeps it below `amx`.
  package func best() -> (level: InstructionLevel, refusal: String?) {
    guard offered == .amx, let refusal = refusalOfTiles() else { return (offered, nil) }
    return (.avx512bf16, refusal)
  }

  /// The levels up to one that a machine of this kind can compute with, ascending: `portable` is not for x86-64, and
  /// alone elsewhere.
  package func levels(upTo best: InstructionLevel) -> [InstructionLevel] {
    let lowest: InstructionLevel = offered == .portable ? .portable : .avx2
    return InstructionLevel.allCases.filter { lowest <= $0 && $0 <= best }
  }
}
