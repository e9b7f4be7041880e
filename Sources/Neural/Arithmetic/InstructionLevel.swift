/// Instructions that the engine's kernels may use, from the fewest to the most: every level includes those before it.
package enum InstructionLevel: String, CaseIterable, Codable, Sendable, Comparable {
  /// What the compiler takes for granted on processors other than x86-64.
  case portable
  /// x86-64-v3: AVX2 and FMA.
  case avx2
  /// AVX-512 F, BW, DQ and VL.
  case avx512
  /// AVX-512 with dot products of bfloat16 pairs.
  case avx512bf16 = "avx512-bf16"
  /// Tiles of bfloat16 in Intel's matrix unit.
  case amx

  /// By the number of instructions.
  package static func < (a: InstructionLevel, b: InstructionLevel) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}

import Foundation
extension InstructionLevel {
  static let process: InstructionLevel = InstructionLevel(rawValue: ProcessInfo.processInfo.environment["INKLING_ISA"] ?? "avx512") ?? .avx2
}
