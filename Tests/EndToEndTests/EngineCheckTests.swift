import CProcessor
import Neural
import Testing

@testable import inkling

#if arch(x86_64)
  /// What `doctor` says of machines that are not at hand.
  @Suite struct EngineCheckTests {
    /// Sapphire Rapids.
    private let processor = ink_registers(
      leaf1_ecx: 0x7ffe_fbff, leaf7_ebx: 0xf3bf_bfef, leaf7_edx: 0xffd9_4432, leaf7_1_eax: 0x1c30,
      extended_ecx: 0x121, saved: 0x602e7)

    private func finding(
      _ environment: [String: String] = [:], tiles: Int32 = 0,
      _ change: (inout ink_registers) -> Void = { _ in }
    ) -> Finding {
      var registers = processor
      change(&registers)
      return EngineCheck.finding(
        ArithmeticWishes(environment: { environment[$0] }),
        on: MachineLevels(registers, askForTiles: { tiles }))
    }

    @Test func theHighestLevelHasNothingToExplain() {
      #expect(finding() == .ok("engine", "AMX tiles (level amx) in 16 bits (bfloat16)"))
    }

    @Test func whyNotTheNextLevel() {
      #expect(
        finding { $0.leaf7_edx = 0 }
          == .ok(
            "engine",
            "AVX-512 with bfloat16 products (level avx512-bf16) in 32 bits (float32); "
              + "amx: this processor has no AMX tiles of bfloat16"))
      #expect(
        finding { $0.saved = 7 }.found.contains(
          "avx512: the system does not save the registers of AVX-512"))
    }

    @Test func refusedTilesAreANote() {
      let refused = finding(tiles: 1)
      #expect(refused.level == .note && refused.advice != nil)
      #expect(refused.found.contains("(level avx512-bf16)"))
      #expect(refused.found.contains("AMX tiles are offered, but the kernel refused tile data"))
    }

    @Test func theEnvironmentIsNamed() {
      let lowered = finding(["INKLING_ISA": "avx512", "INKLING_PRECISION": "float32"])
      #expect(lowered.level == .ok)
      #expect(
        lowered.found
          == "AVX-512 (level avx512) in 32 bits (float32), set by INKLING_ISA and INKLING_PRECISION; "
          + "this machine offers amx")
      let wrong = finding(["INKLING_ISA": "avx512", "INKLING_PRECISION": "bfloat16"])
      #expect(wrong.level == .problem && wrong.found.contains("(by INKLING_ISA)"))
    }
  }
#endif
