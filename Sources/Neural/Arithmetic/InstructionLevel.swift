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

  /// The most that this machine computes with. Where its processor has tiles, asking for this asks the kernel for them.
  package static let best = MachineLevels.current.best().level

  /// What this machine computes with, ascending.
  package static let available = MachineLevels.current.levels(upTo: best)

  /// The level above.
  package var next: InstructionLevel? { InstructionLevel.allCases.first { $0 > self } }

  /// As people know it.
  package var title: String {
    switch self {
    case .portable: "portable code"
    case .avx2: "AVX2"
    case .avx512: "AVX-512"
    case .avx512bf16: "AVX-512 with bfloat16 products"
    case .amx: "AMX tiles"
    }
  }

  /// What it adds to the level before it.
  var additions: String {
    switch self {
    case .portable: "portable code"
    case .avx2: "AVX2 and FMA"
    case .avx512: "AVX-512 (F, BW, DQ, VL)"
    case .avx512bf16: "bfloat16 products"
    case .amx: "AMX tiles of bfloat16"
    }
  }

  /// The precision that it computes in unless another is asked for.
  package var usualPrecision: Precision { self == .amx ? .bfloat16 : .float32 }

  /// Whether it has products of such numbers.
  package func has(_ precision: Precision) -> Bool {
    precision == .float32 || self >= .avx512bf16
  }
}
