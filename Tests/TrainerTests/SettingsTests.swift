import Foundation
import Neural
import Testing

@testable import Trainer

@Suite struct SettingsTests {
  @Test(arguments: TrainingPreset.allCases) func everyOptionTakesWhatItSays(
    preset: TrainingPreset
  ) throws {
    for option in TrainingOption.all {
      var settings = preset.settings
      try settings.set(option.key, to: option.value(in: preset.settings))
      #expect(settings == preset.settings, "\(option.key)")
    }
  }

  @Test func keysAreDifferentAndExplained() {
    #expect(Set(TrainingOption.all.map(\.key)).count == TrainingOption.all.count)
    #expect(TrainingOption.all.allSatisfy { !$0.summary.isEmpty && !$0.values.isEmpty })
  }

  @Test func everyOptionRefusesNonsense() {
    for option in TrainingOption.all {
      var settings = TrainingSettings()
      #expect(throws: TrainerError.self, "\(option.key)") {
        try settings.set(option.key, to: "nonsense")
      }
      #expect(settings == TrainingSettings())
    }
  }

  @Test func unknownKeysListTheKnown() {
    var settings = TrainingSettings()
    let error = #expect(throws: TrainerError.self) { try settings.set("kd.wait", to: "1") }
    #expect("\(error.map { "\($0)" } ?? "")".contains("kd.weight"))
    #expect(throws: TrainerError.self) { try settings.set(assignments: ["kd.weight"]) }
  }

  @Test func badValuesSayWhatWouldDo() {
    var settings = TrainingSettings()
    func sentence(_ key: String, _ value: String) -> String {
      do {
        try settings.set(key, to: value)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(
      sentence("ema", "2")
        == "Option ema is \"2\", expected 0.0 to 0.99999.")
    #expect(sentence("pce.balance", "l1").contains("pixels, classes, roots"))
    #expect(sentence("network.channels", "8,,16").contains("multiples of 8"))
  }

  @Test func settingsThatDoNotFitTogetherAreRefused() throws {
    var settings = TrainingPreset.interactive.settings
    try settings.validate()
    settings.crop = 100
    #expect(throws: TrainerError.self) { try settings.validate() }
    settings = TrainingPreset.interactive.settings
    settings.dropout = [0]
    #expect(throws: TrainerError.self) { try settings.validate() }
    settings = TrainingPreset.interactive.settings
    settings.loss.distillation.target = .sameScale
    #expect(throws: LossError.self) { try settings.validate() }
    settings = TrainingPreset.interactive.settings
    (settings.loss.ramps.start, settings.loss.ramps.end) = (0.5, 0.2)
    let ramps = #expect(throws: TrainerError.self) { try settings.validate() }
    #expect(ramps?.description.contains("ramp.end") == true)
    for weights in ["1,1,1,1,1", ""] {
      let scales = #expect(throws: TrainerError.self) { try settings.set("kd.scales", to: weights) }
      #expect(scales?.description.contains("1 to 4 weights") == true)
    }
  }

  @Test func methodsAreSetsOfOptions() throws {
    var settings = TrainingPreset.interactive.settings
    settings.apply(try .named("pce"))
    #expect(!settings.loss.needsTeacher)
    #expect(settings.loss.partialDice == 0)
    settings = TrainingPreset.interactive.settings
    settings.apply(try .named("kd"))
    #expect(settings.loss.needsTeacher && !settings.loss.contrast.isOn)
    settings = TrainingPreset.cohort.settings
    settings.apply(try .named("full"))
    #expect(settings.learnsFromTruth && settings.loss.partialDice > 0)
    #expect(settings.prediction.background == 0, "dense truth names all of the background")
    #expect(throws: TrainerError.self) { try TrainingMethod.named("magic") }
    #expect(TrainingMethod.all[0].name == "scribsd+")
  }

  @Test func whatEarlierVersionsDidNotSayIsWhatTheyDid() throws {
    let text = #"{"preset": "interactive", "method": "pce", "options": {"batch": "7"}}"#
    let read = try JSONDecoder().decode(TrainingSettings.self, from: Data(text.utf8))
    #expect(read.batch == 7 && read.preset == .interactive && !read.loss.needsTeacher)
    #expect(read.input.side == nil && read.input.spacing == nil && !read.usesMedianSpacing)
    #expect(read.prediction.background == 0 && read.loss.ramps.emaWindow == 1)
    func warp(_ options: String) throws -> Double {
      try JSONDecoder().decode(
        TrainingSettings.self,
        from: Data(#"{"preset":"cohort","method":"pce","options":{\#(options)}}"#.utf8)
      ).augmentation.warp
    }
    #expect(
      try warp(#""augment.bend":"4.0","crop":"80""#) == 0.05, "pixels were a share of the crop")
    #expect(try warp(#""augment.bend":"4.0","augment.warp":"0.5""#) == 0.5)
    func cost(_ options: String) throws -> Double {
      try JSONDecoder().decode(
        TrainingSettings.self,
        from: Data(#"{"preset":"cohort","method":"pce","options":{\#(options)}}"#.utf8)
      ).prediction.backgroundCost
    }
    #expect(try cost(#""predict.background-margin":"0.0""#) == 1, "raised in full")
    #expect(try cost(#""predict.background-margin":"0.5""#) == 0.1)
    #expect(try cost(#""predict.background-margin":"0.5","predict.background-cost":"0.3""#) == 0.3)
    // What this version writes it reads again.
    let settings = TrainingPreset.interactive.settings
    let again = try JSONDecoder().decode(
      TrainingSettings.self, from: JSONEncoder().encode(settings))
    #expect(again == settings)
  }

  @Test(arguments: [
    ("augment.bend", "Use augment.warp"), ("predict.background-margin", "Use predict.background"),
    ("kd.temperature", "always 1.0"), ("predict.field-cost", "always 1.0"),
    ("network.decoders", "follows from the preset and the method"),
  ]) func optionsThatAreGoneGetASentence(key: String, words: String) {
    var settings = TrainingPreset.interactive.settings
    #expect(!TrainingOption.all.contains { $0.key == key })
    let error = #expect(throws: TrainerError.self) { try settings.set(key, to: "1") }
    #expect("\(error.map { "\($0)" } ?? "")".contains(words))
  }

  /// What people may turn is worth a reason each; what a checkpoint records besides is not theirs.
  @Test func optionsAreFewAndNamedOnce() {
    #expect(TrainingOption.all.count <= 46)
    #expect(Set(TrainingOption.recorded.map(\.key)).count == TrainingOption.recorded.count)
  }

  @Test func whatAnEarlierRunHadOtherwiseIsSaid() throws {
    func discontinued(_ options: String) throws -> [String] {
      try JSONDecoder().decode(
        TrainingSettings.self,
        from: Data(#"{"preset":"cohort","method":"pce","options":{\#(options)}}"#.utf8)
      ).discontinued
    }
    #expect(
      try discontinued(#""pce.coarse":"true","kd.temperature":"1","seed":"4""#) == [
        "pce.coarse=true"
      ])
    #expect(try discontinued(#""optimizer.decay":"0.00001","predict.mirrored":"true""#).isEmpty)
  }

  @Test func schedules() {
    #expect(RateSchedule.constant.rate(base: 2, step: 50, of: 100) == 2)
    #expect(RateSchedule.cosine.rate(base: 2, step: 50, of: 100) == 1)
    #expect(RateSchedule.late.rate(base: 1, step: 60, of: 100) == 1)
    #expect(abs(RateSchedule.late.rate(base: 1, step: 100, of: 100) - 0.05) < 1e-12)
    #expect(RateSchedule.polynomial.rate(base: 1, step: 1, of: 100) == 1)
    var settings = TrainingPreset.interactive.settings
    settings.rampSteps = 100
    settings.loss.ramps.end = 0.5
    settings.loss.ramps.emaWindow = 1
    let late = StepSchedule(settings, step: 100, of: 1000, warm: false).rates
    #expect(late.ramp == 1)
    let first = StepSchedule(settings, step: 0, of: 1000, warm: false).rates
    #expect(first.emaDecay == 0 && first.contrastRamp == 0)
    settings.loss.ramps.emaDecay = 0.99
    let warm = StepSchedule(settings, step: 0, of: 1000, warm: true).rates
    #expect(warm.emaDecay == 0.99, "what it knows is kept")
    #expect(warm.ramp == 1 && warm.contrastRamp == 0)
    #expect(StepSchedule(settings, step: 260, of: 1000, warm: true).rates.contrastRamp == 1)
    #expect(warm.learningRate < 0.1 * first.learningRate)
    #expect(
      StepSchedule(settings, step: 60, of: 1000, warm: true).rates.learningRate
        == first.learningRate)
  }

  @Test func newScribblesAreLearntAtTheRateOfThePlansMiddle() {
    var settings = TrainingPreset.interactive.settings
    (settings.steps, settings.stepsAfterScribbles) = (600, 200)
    func rate(_ step: Int, of steps: Int) -> Float {
      StepSchedule(settings, step: step, of: steps, warm: false).rates.learningRate
    }
    #expect(rate(599, of: 600) < 0.1 * rate(0, of: 600))
    #expect(rate(600, of: 800) == rate(0, of: 600))
    #expect(rate(5_000, of: 5_200) == rate(0, of: 600))
    #expect(rate(799, of: 800) < 0.1 * rate(0, of: 600))
    // And the teacher, which has settled by then, follows again.
    func decay(_ step: Int, of steps: Int) -> Float {
      StepSchedule(settings, step: step, of: steps, warm: false).rates.emaDecay
    }
    #expect(decay(600, of: 800) < decay(599, of: 600))
    #expect(decay(799, of: 800) > decay(600, of: 800))
  }
}
