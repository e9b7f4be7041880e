import Foundation
import Testing

@testable import Project

/// Choices of how to train: kept in project.json, and turned into the options of `inkling train`.
@Suite struct TrainingSettingTests {
  private func settings(_ choices: [TrainingSetting]) throws -> ProjectSettings {
    var settings = ProjectSettings()
    for choice in choices { choice.apply(to: &settings) }
    let data = try JSONEncoder().encode(settings)
    let again = try JSONDecoder().decode(ProjectSettings.self, from: data)
    #expect(again == settings)
    return again
  }

  private func arguments(_ choices: [TrainingSetting]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-choices-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let project = try Project.create(
      folder, labels: .standard(names: ["a"]), settings: settings(choices))
    return project.trainingArguments
  }

  @Test func choicesBecomeOptions() throws {
    #expect(try arguments([]) == ["--preset", "interactive", "--live"])
    #expect(
      try arguments([.preset("cohort"), .start(.nothing), .length(.minutes(2.5))]) == [
        "--preset", "cohort", "--fresh", "--minutes", "2.5",
      ])
    #expect(
      try arguments([.checkpoint("/a b/c.safetensors"), .length(.steps(700))]) == [
        "--preset", "interactive", "--init", "/a b/c.safetensors", "--steps", "700",
      ])
    #expect(try arguments([.preset("cohort"), .start(.resume)]) == ["--resume", "--live"])
  }

  @Test func whatNobodyHasChosenIsNotWritten() throws {
    let text = String(decoding: try JSONEncoder().encode(ProjectSettings()), as: UTF8.self)
    for key in ["start", "minutes", "steps", "preset_is_chosen", "init_checkpoint", "threads"] {
      #expect(!text.contains("\"\(key)\""), "\(key)")
    }
    #expect(try settings([.option("kd.weight", "2"), .option("kd.weight", nil)]).options.isEmpty)
  }

  @Test func aPresetThatWasChosenCountsForManyVolumes() throws {
    #expect(TrainingChoice(ProjectSettings(), volumes: 9).preset == "cohort")
    #expect(
      try TrainingChoice(settings([.preset("interactive")]), volumes: 9).preset == "interactive")
  }

  @Test(arguments: [
    #"{"start": "yesterday"}"#, #"{"minutes": 0}"#, #"{"minutes": 1e9}"#, #"{"steps": -4}"#,
  ])
  func whatMakesNoSenseIsRefused(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ProjectSettings.self, from: Data(text.utf8))
    }
  }

  @Test func oldReadersPassTheNewWordsOver() throws {
    var status = TrainerStatus(phase: .training)
    (status.preset, status.channels, status.activity) = ("cohort", [16, 32, 256], "saving")
    let read = try TrainerStatus.read(Array(status.json()), path: "x")
    #expect(read.network == "cohort, 16-256" && read.activity == "saving")
    let old = try TrainerStatus.read(Array(TrainerStatus(phase: .idle).json()), path: "x")
    #expect(old.network == nil && old.activity == nil)
  }
}
