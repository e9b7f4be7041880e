import CProcessor
import Testing

@testable import Neural

/// Levels from what processors say of themselves.
@Suite struct MachineLevelTests {
  #if arch(x86_64)
    private func obstacle(_ registers: ink_registers) -> String {
      MachineLevels(registers, askForTiles: { 0 }).obstacle ?? ""
    }

    @Test func realProcessorsReachTheirLevels() {
      let expected: [(ink_registers, InstructionLevel, String)] = [
        (.nehalem, .portable, "no AVX2 and FMA"), (.haswell, .avx2, "no AVX-512"),
        (.zen3, .avx2, "no AVX-512"), (.iceLake, .avx512, "no bfloat16 products"),
        (.zen4, .avx512bf16, "no AMX tiles"), (.sapphireRapids, .amx, ""),
      ]
      for (registers, level, words) in expected {
        let machine = MachineLevels(registers, askForTiles: { 0 })
        #expect(machine.offered == level)
        #expect(machine.obstacle?.contains(words) ?? words.isEmpty, "\(level): \(machine)")
      }
    }

    @Test func whatTheSystemDoesNotSaveIsNotUsed() {
      var withoutTiles = ink_registers.sapphireRapids
      withoutTiles.saved = 0x2e7
      #expect(ink_reach_of(withoutTiles).level == ink_avx512_bf16)
      #expect(obstacle(withoutTiles).contains("does not save the registers of AMX tiles"))
      var withoutMasks = ink_registers.iceLake
      withoutMasks.saved = 7
      #expect(ink_reach_of(withoutMasks).level == ink_avx2)
      #expect(obstacle(withoutMasks).contains("does not save the registers of AVX-512"))
      var withoutSaving = ink_registers.haswell
      withoutSaving.leaf1_ecx &= ~(1 << 27)
      #expect(ink_reach_of(withoutSaving).level == ink_portable)
      #expect(obstacle(withoutSaving).contains("does not save the registers of AVX2"))
    }

    /// Every feature that a level names is needed for it, and for no level below.
    @Test func everyFeatureCounts() {
      func level(_ change: (inout ink_registers) -> Void) -> InstructionLevel {
        var registers = ink_registers.sapphireRapids
        change(&registers)
        return MachineLevels(registers, askForTiles: { 0 }).offered
      }
      for bit in [12, 22, 27, 28, 29] as [UInt32] {
        #expect(level { $0.leaf1_ecx &= ~(1 << bit) } == .portable, "leaf 1, \(bit)")
      }
      for bit in [3, 5, 8] as [UInt32] {
        #expect(level { $0.leaf7_ebx &= ~(1 << bit) } == .portable, "leaf 7, \(bit)")
      }
      #expect(level { $0.extended_ecx &= ~(1 << 5) } == .portable)
      for bit in [16, 17, 30, 31] as [UInt32] {
        #expect(level { $0.leaf7_ebx &= ~(1 << bit) } == .avx2, "leaf 7, \(bit)")
      }
      #expect(level { $0.leaf7_1_eax &= ~(1 << 5) } == .avx512)
      for bit in [22, 24] as [UInt32] {
        #expect(level { $0.leaf7_edx &= ~(1 << bit) } == .avx512bf16, "leaf 7, \(bit)")
      }
      let saved: [(UInt32, InstructionLevel)] = [
        (1, .portable), (2, .portable), (5, .avx2), (6, .avx2), (7, .avx2), (17, .avx512bf16),
        (18, .avx512bf16), (9, .amx),
      ]
      for (bit, expected) in saved {
        #expect(level { $0.saved &= ~(1 << bit) } == expected, "XCR0, \(bit)")
      }
    }

    @Test func withoutTileInstructionsTheKernelRefusesThem() {
      guard ink_own_registers().leaf7_edx & (1 << 24) == 0 else { return }
      #expect(ink_ask_for_tiles() != 0)
    }
  #endif

  @Test func thisMachineComputesAtItsLevels() {
    #expect(InstructionLevel.available.last == InstructionLevel.best)
    #expect(InstructionLevel.available.contains(Arithmetic.process.level))
    #expect(InstructionLevel.available.contains(.portable) == !isX86)
    #expect(MachineLevels.current.offered >= InstructionLevel.best)
  }

  private var isX86: Bool {
    #if arch(x86_64)
      true
    #else
      false
    #endif
  }
}

/// Processors as `cpuid` and `xgetbv` show them on a Linux that knows them.
extension ink_registers {
  fileprivate init(
    _ leaf1: UInt32, _ leaf7: (ebx: UInt32, edx: UInt32, subleaf: UInt32), _ extended: UInt32,
    saved: UInt32
  ) {
    self.init(
      leaf1_ecx: leaf1, leaf7_ebx: leaf7.ebx, leaf7_edx: leaf7.edx, leaf7_1_eax: leaf7.subleaf,
      extended_ecx: extended, saved: saved)
  }

  static let nehalem = ink_registers(0x00bc_e3bd, (0, 0, 0), 0x1, saved: 0)
  static let haswell = ink_registers(0x7ffa_fbff, (0x27ab, 0, 0), 0x21, saved: 7)
  static let zen3 = ink_registers(0x7ef8_320b, (0x219c_97a9, 0x10, 0), 0x75c2_37ff, saved: 0x207)
  static let iceLake = ink_registers(
    0x7ffe_fbff, (0xf3bf_b7ef, 0xbc81_4410, 0), 0x121, saved: 0x2e7)
  static let zen4 = ink_registers(
    0x7ef8_320b, (0xf1bf_97a9, 0x10, 0x20), 0x75c2_37ff, saved: 0x2e7)
  static let sapphireRapids = ink_registers(
    0x7ffe_fbff, (0xf3bf_bfef, 0xffd9_4432, 0x1c30), 0x121, saved: 0x602e7)
}
