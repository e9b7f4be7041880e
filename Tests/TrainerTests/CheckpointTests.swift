import Foundation
import Neural
import Testing
import Volume

@testable import Prediction
@testable import Trainer

@Suite struct CheckpointTests {
  private let network = NetworkSettings(inputChannels: 1, classes: 3, channels: [8, 8])
  private let classes = ClassTable([.init(id: 1, name: "RV"), .init(id: 2, name: "LV")])

  private func step(_ network: NetworkSettings, seed: UInt64 = 1) throws -> TrainingStep {
    try TrainingStep(
      network: network, loss: .partialCrossEntropyOnly, optimizer: OptimizerSettings(kind: .adam),
      batch: BatchShape(count: 1, height: 16, width: 16), workers: Workers(threads: 1), seed: seed)
  }

  private func checkpoint(seed: UInt64 = 1) throws -> Checkpoint {
    var state = try step(network, seed: seed).state
    state.teacher = state.student.map {
      NamedTensor(
        name: "teacher." + $0.name.dropFirst(8), shape: $0.shape, values: $0.values.map { $0 + 1 })
    }
    state.step = 7
    var settings = TrainingPreset.interactive.settings
    settings.channels = [8, 8]
    settings.dropout = [0, 0]
    settings.regionMargin = 12
    return Checkpoint(
      state: state,
      record: Checkpoint.Record(
        steps: 20, seconds: 3.25, generation: 4, classes: classes, network: network,
        settings: settings, warm: true, crop: .init(height: 16, width: 32), score: 0.75))
  }

  @Test func everythingReadsBack() throws {
    let made = try checkpoint()
    let read = try Checkpoint(
      Safetensors(bytes: made.file().bytes(), path: "x"), path: "x")
    #expect(read == made)
    #expect(try made.file().metadata["seed"] == "2024")
  }

  @Test func settingsOfEarlierVersionsGetDefaults() throws {
    let read = try JSONDecoder().decode(
      TrainingSettings.self,
      from: Data(
        #"{"preset":"cohort","method":"pce","options":{"batch":"3","of.tomorrow":"1"}}"#.utf8))
    var expected = TrainingPreset.cohort.settings
    expected.apply(try .named("pce"))
    expected.batch = 3
    // What the first versions did where there was no option yet.
    expected.usesMedianSpacing = false
    (expected.prediction.background, expected.prediction.backgroundCost) = (0, 1)
    (expected.prediction.backgroundThinness, expected.prediction.fieldWeight) = (0, 0)
    (expected.input.position, expected.input.slices) = (.none, 1)
    expected.input.order = .storage
    expected.loss.imported = 0
    #expect(read == expected)
  }

  /// No setting is lost on the way: every option changed, all numbers to the last bit.
  @Test func settingsReadBackExactly() throws {
    var settings = TrainingPreset.interactive.settings
    settings.apply(try .named("kd"))
    settings.learningRate = 0.1 + 0.2
    settings.loss.distillation.scaleWeights = [1 / 3, 0.1]
    settings.regionMargin = nil
    settings.augmentation.warp = 0.25
    settings.prediction.deniesSurroundings.toggle()
    settings.publishing.checkpoint = 80_000.0 / 7
    settings.sampling.untaughtVolumes.toggle()
    settings.input.slices = 5
    settings.seed = .max
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(TrainingSettings.self, from: data) == settings)
    // Every property that a preset, a method or an option changes is recorded: compare the texts of both.
    #expect("\(settings)" == "\(try JSONDecoder().decode(TrainingSettings.self, from: data))")
  }

  @Test func otherFilesAreRefused() throws {
    var file = try checkpoint().file()
    file.metadata["format"] = nil
    #expect(throws: TrainerError.self) { try Checkpoint(file, path: "x") }
    file = try checkpoint().file()
    file.metadata["format"] = "inkling-checkpoint 99"
    #expect(throws: TrainerError.self) { try Checkpoint(file, path: "x") }
    file = try checkpoint().file()
    file.metadata["step"] = "-3"
    #expect(throws: TrainerError.self) { try Checkpoint(file, path: "x") }
    file = try checkpoint().file()
    file.metadata["classes"] = #"[{"id":1,"name":"a"}]"#
    #expect(throws: TrainerError.self) { try Checkpoint(file, path: "x") }
  }

  @Test func weightsThatAreNoNumbersAreNoticed() throws {
    var made = try checkpoint()
    #expect(made.isFinite)
    made.state.teacher[0].values[0] = .nan
    #expect(!made.isFinite)
  }

  @Test func aWarmStartTakesTheTeacherForBoth() throws {
    let made = try checkpoint()
    let fresh = try step(network, seed: 9).state
    let start = try WarmStart(
      made, path: "x", fresh: fresh, network: network, classes: classes)
    #expect(start.unknownClasses == [])
    #expect(start.state.step == 0)
    for (student, teacher) in zip(start.state.student, start.state.teacher) {
      #expect(student.values == teacher.values)
    }
    #expect(start.state.teacher.map(\.values) == made.state.teacher.map(\.values))
  }

  @Test func classesAreMatchedByNameThenLabel() throws {
    let present = ClassTable([
      .init(id: 1, name: "lv"), .init(id: 2, name: "Myo"), .init(id: 5, name: "RV"),
    ])
    // lv has moved, RV too; Myo has the label of the old LV, which is still here under its name.
    #expect(WarmStart.sources(of: present, in: classes) == [0, 2, nil, 1])
    let renamed = ClassTable([.init(id: 1, name: "right"), .init(id: 2, name: "left")])
    #expect(WarmStart.sources(of: renamed, in: classes) == [0, 1, 2])
    #expect(WarmStart.sentence(of: classes, in: classes) == nil)
    #expect(
      WarmStart.sentence(of: present, in: classes)?.hasSuffix(
        "1 lv from 2 LV, 2 Myo from nothing, 5 RV from 1 RV.") == true)

    let wider = NetworkSettings(inputChannels: 1, classes: 4, channels: [8, 8])
    let made = try checkpoint()
    let fresh = try step(wider, seed: 9).state
    let start = try WarmStart(made, path: "x", fresh: fresh, network: wider, classes: present)
    #expect(start.unknownClasses == ["Myo"])
    let name = "student.head.0.weight"
    let head = try #require(start.state.student.first { $0.name == name })
    let old = try #require(made.state.teacher.first { $0.name == "teacher.head.0.weight" })
    let new = try #require(fresh.student.first { $0.name == name })
    #expect(Array(head.values[0..<8]) == Array(old.values[0..<8]), "background")
    #expect(Array(head.values[8..<16]) == Array(old.values[16..<24]), "lv from LV")
    #expect(Array(head.values[16..<24]) == Array(new.values[16..<24]), "Myo is new")
    #expect(Array(head.values[24..<32]) == Array(old.values[8..<16]), "RV")
  }

  @Test func weightsThatAreNoNumbersAreRefused() throws {
    for value in [Float.nan, .infinity] {
      var made = try checkpoint()
      made.state.teacher[0].values[0] = value
      let bytes = try made.file().bytes()
      do {
        _ = try Checkpoint(Safetensors(bytes: bytes, path: "x"), path: "x")
        Issue.record("\(value) was taken")
      } catch {
        #expect("\(error)".contains("finite weights"))
      }
    }
  }

  @Test func aProjectIsNoCheckpoint() throws {
    let test = try SyntheticProject()
    do {
      _ = try Checkpoint.load(test.project.url)
      Issue.record("a folder was taken")
    } catch {
      #expect("\(error)".contains("checkpoint-latest.safetensors"))
    }
  }

  @Test func anotherNetworkIsRefused() throws {
    let other = NetworkSettings(inputChannels: 1, classes: 3, channels: [8, 16])
    #expect(throws: TrainerError.self) {
      try WarmStart(
        checkpoint(), path: "x", fresh: step(other).state, network: other, classes: classes)
    }
  }
}
