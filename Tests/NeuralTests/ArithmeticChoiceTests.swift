import CProcessor
import Synchronization
import Testing

@testable import Neural

#if arch(x86_64)
  /// What machines compute with, by wishes.
  @Suite struct ArithmeticChoiceTests {
    private func wishes(
      _ level: String? = nil, _ precision: String? = nil, _ environment: [String: String] = [:]
    ) -> ArithmeticWishes {
      ArithmeticWishes(level: level, precision: precision, environment: { environment[$0] })
    }

    private func machine(_ registers: ink_registers, tiles: Int32 = 0) -> MachineLevels {
      MachineLevels(registers, askForTiles: { tiles })
    }

    private func sentence(_ wishes: ArithmeticWishes, on machine: MachineLevels) -> String {
      do throws(ArithmeticError) {
        return "chosen: \(try ArithmeticChoice(wishes, on: machine))"
      } catch {
        return error.description
      }
    }

    @Test func withoutWishesItIsTheMost() throws {
      let amx = try ArithmeticChoice(wishes(), on: machine(.sapphireRapids))
      #expect(amx.arithmetic == Arithmetic(level: .amx, precision: .bfloat16))
      #expect(amx.levelPlace == nil && amx.precisionPlace == nil && amx.refusal == nil)
      for (registers, level) in [
        (ink_registers.haswell, InstructionLevel.avx2), (.iceLake, .avx512), (.zen4, .avx512bf16),
      ] {
        let choice = try ArithmeticChoice(wishes(), on: machine(registers))
        #expect(choice.arithmetic == Arithmetic(level: level, precision: .float32))
      }
    }

    @Test func refusedTilesAreTold() throws {
      for (error, words) in [
        (1, "security filter"), (22, "knows no tiles"), (28, "signal stack"), (77, "error 77"),
      ] as [(Int32, String)] {
        let machine = machine(.sapphireRapids, tiles: error)
        let choice = try ArithmeticChoice(wishes(), on: machine)
        #expect(choice.arithmetic == Arithmetic(level: .avx512bf16, precision: .float32))
        #expect(choice.refusal?.contains(words) == true, "\(choice)")
        let named = sentence(wishes("amx"), on: machine)
        #expect(named.contains("reaches avx512-bf16, as the kernel refused tile data"))
        #expect(named.contains("--isa amx") && named.contains(words))
        #expect(named.hasSuffix("choose avx2, avx512 or avx512-bf16."))
      }
    }

    /// Signals need larger stacks once tiles are allowed: only who uses them asks.
    @Test func onlyWhoUsesTilesAsksForThem() throws {
      let asked = Counter()
      let machine = MachineLevels(
        .sapphireRapids,
        askForTiles: {
          asked.count.withLock { $0 += 1 }
          return 0
        })
      _ = try ArithmeticChoice(wishes("avx2"), on: machine)
      _ = try ArithmeticChoice(wishes("avx512-bf16", "bfloat16"), on: machine)
      #expect(asked.count.withLock { $0 } == 0)
      _ = try ArithmeticChoice(wishes("amx"), on: machine)
      #expect(asked.count.withLock { $0 } == 1)
    }

    private final class Counter: Sendable {
      let count = Mutex(0)
    }

    @Test func optionsComeBeforeVariables() throws {
      let environment = ["INKLING_ISA": "avx512", "INKLING_PRECISION": "float32"]
      let lowered = try ArithmeticChoice(
        wishes(nil, nil, environment), on: machine(.sapphireRapids))
      #expect(lowered.arithmetic == Arithmetic(level: .avx512, precision: .float32))
      #expect(lowered.levelPlace == "INKLING_ISA" && lowered.precisionPlace == "INKLING_PRECISION")
      let chosen = try ArithmeticChoice(
        wishes("avx512-bf16", "bfloat16", environment), on: machine(.sapphireRapids))
      #expect(chosen.arithmetic == Arithmetic(level: .avx512bf16, precision: .bfloat16))
      #expect(chosen.levelPlace == "--isa" && chosen.precisionPlace == "--precision")
      let empty = try ArithmeticChoice(
        wishes(nil, nil, ["INKLING_ISA": "", "INKLING_PRECISION": ""]), on: machine(.zen3))
      #expect(empty.levelPlace == nil && empty.precisionPlace == nil)
    }

    @Test func whatDoesNotFitGetsASentence() {
      #expect(
        sentence(wishes("amx"), on: machine(.iceLake))
          == "This machine reaches avx512, as this processor has no bfloat16 products; --isa amx needs more: "
          + "choose avx2 or avx512.")
      #expect(
        sentence(wishes(nil, nil, ["INKLING_ISA": "avx51"]), on: machine(.haswell))
          == "INKLING_ISA wants avx2, avx512, avx512-bf16 or amx, found \"avx51\".")
      #expect(
        sentence(wishes("portable"), on: machine(.haswell))
          == "--isa portable is for processors other than x86-64: choose avx2.")
      #expect(
        sentence(wishes(nil, "float16"), on: machine(.haswell))
          == "--precision wants float32 or bfloat16, found \"float16\".")
      #expect(
        sentence(wishes(nil, "bfloat16"), on: machine(.iceLake))
          == "--precision bfloat16 needs level avx512-bf16 or higher, found avx512 (the highest of this machine): "
          + "choose float32.")
      #expect(
        sentence(
          wishes("avx2", nil, ["INKLING_PRECISION": "bfloat16"]), on: machine(.sapphireRapids))
          == "INKLING_PRECISION=bfloat16 needs level avx512-bf16 or higher, found avx2 (by --isa): "
          + "choose float32, or a higher level.")
    }
  }
#endif
