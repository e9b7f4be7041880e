import Foundation
import Testing

@testable import Neural

/// Ramps by hand, validation messages, JSON.
@Suite struct LossesSettingsTests {
  @Test func aRampWithoutLengthIsAStep() {
    var settings = RampSettings()
    (settings.start, settings.end) = (0.25, 0.25)
    #expect(Ramps.weight(step: 24, of: 100, settings) == exp(-5))
    #expect(Ramps.weight(step: 25, of: 100, settings) == 1)
  }

  @Test func rampByHand() {
    let settings = RampSettings()
    // T = 100, so the ramp ends at step 20.
    #expect(abs(Ramps.weight(step: 0, of: 100, settings) - exp(-5)) < 1e-12)
    #expect(abs(Ramps.weight(step: 10, of: 100, settings) - exp(-1.25)) < 1e-12)
    #expect(Ramps.weight(step: 20, of: 100, settings) == 1)
    #expect(Ramps.weight(step: 99, of: 100, settings) == 1)
    var pymic = settings
    pymic.start = 0.1
    pymic.end = 0.75
    #expect(abs(Ramps.weight(step: 2000, of: 20_000, pymic) - 0.006_737_947) < 1e-8)
    #expect(abs(Ramps.weight(step: 8500, of: 20_000, pymic) - exp(-1.25)) < 1e-12)
    #expect(Ramps.weight(step: 15_000, of: 20_000, pymic) == 1)
  }

  @Test func contrastStartsLater() {
    let settings = RampSettings()
    #expect(Ramps.contrastWeight(step: 4, of: 100, settings) == 0)
    #expect(
      Ramps.contrastWeight(step: 5, of: 100, settings) == Ramps.weight(step: 5, of: 100, settings))
  }

  @Test func teacherStartsAsACopy() {
    let settings = RampSettings()
    #expect(Ramps.emaDecay(step: 0, settings) == 0)
    #expect(Ramps.emaDecay(step: 1, settings) == 0.5)
    #expect(Ramps.emaDecay(step: 98, settings) == 1 - 1.0 / 99)
    #expect(Ramps.emaDecay(step: 1000, settings) == 0.99)
    var short = settings
    short.emaWindow = 0.1
    #expect(Ramps.emaDecay(step: 0, short) == 0)
    #expect(abs(Ramps.emaDecay(step: 90, short) - 0.9) < 1e-12, "an average over nine steps")
    #expect(Ramps.emaDecay(step: 10_000, short) == 0.99)
  }

  @Test func polynomialRateByHand() {
    #expect(Ramps.polynomialRate(step: 0, of: 100, base: 0.01) == 0.01)
    #expect(Ramps.polynomialRate(step: 1, of: 100, base: 0.01) == 0.01)
    #expect(
      abs(Ramps.polynomialRate(step: 51, of: 100, base: 0.01) - 0.01 * pow(0.5, 0.9)) < 1e-15)
    #expect(Ramps.polynomialRate(step: 500, of: 100, base: 0.01) == 0)
  }

  @Test func acceptedPixelsAreCapped() {
    #expect(TargetMaps.acceptedWeight(scribbled: 100, accepted: 1000, cap: 0.5) == 0.05)
    #expect(TargetMaps.acceptedWeight(scribbled: 100, accepted: 10, cap: 0.5) == 1)
    #expect(TargetMaps.acceptedWeight(scribbled: 0, accepted: 10, cap: 0.5) == 1)
  }

  @Test func defaultsAreValid() throws {
    try LossSettings().validate()
    try LossSettings.partialCrossEntropyOnly.validate()
    #expect(!LossSettings.partialCrossEntropyOnly.needsTeacher)
    #expect(LossSettings().contrast.isOn)
  }

  @Test func messagesNameTheOption() {
    func message(_ change: (inout LossSettings) -> Void) -> String {
      do {
        try LossSettings().with(change).validate()
        return "valid"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message { $0.distillation.temperature = 0 }
        == "Loss option distillation.temperature is 0.0, expected 0.1 to 100.0.")
    #expect(
      message { $0.contrast.samplesPerClass = 0 }
        == "Loss option contrast.samplesPerClass is 0, expected 1 to 4096.")
    #expect(message { $0.crossEntropy = .nan }.hasPrefix("Loss option crossEntropy is nan"))
    #expect(message { $0.ramps.start = 0.5 }.contains("ramps.end is 0.2, expected 0.5 to 1.0"))
    #expect(message { $0.distillation.scaleWeights = [] }.contains("0 weights"))
    let target = message { $0.distillation.target = .sameScale }
    #expect(target.contains("sameScale without coarseLabels") && target.contains("pooled"))
    #expect(
      message {
        $0.distillation.target = .sameScale; $0.coarseLabels = true
      } == "valid")
  }
}
