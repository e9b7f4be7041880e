import CProcessor

extension InstructionLevel {
  /// The level as C knows it.
  var inC: ink_level {
    switch self {
    case .portable: ink_portable
    case .avx2: ink_avx2
    case .avx512: ink_avx512
    case .avx512bf16: ink_avx512_bf16
    case .amx: ink_amx
    }
  }
}
