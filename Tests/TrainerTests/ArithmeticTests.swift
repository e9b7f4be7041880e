import Foundation
import Neural
import Testing

@testable import Project
@testable import Trainer

/// Level and precision of a run: in its first words, its status and its checkpoints.
@Suite struct ArithmeticTests {
  /// What this process does not compute with.
  private var other: Arithmetic {
    Arithmetic(
      level: Arithmetic.process.level == .avx2 ? .avx512 : .avx2,
      precision: Arithmetic.process.precision)
  }

  /// Lets the last checkpoint say that it was trained with something else.
  private func change(_ test: SyntheticProject, _ arithmetic: Arithmetic?) throws {
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    checkpoint.record.arithmetic = arithmetic
    try checkpoint.write(to: test.project.latestCheckpoint)
  }

  private func notes(_ logged: [String]) -> [String] {
    logged.filter { $0.contains("weights were trained") }
  }

  @Test func aRunSaysWhatItComputesWith() throws {
    let test = try SyntheticProject()
    var logged: [String] = []
    let status = try test.train(steps: 2, log: { logged.append($0) })
    let now = Arithmetic.process
    #expect(logged.first == "Computing with \(now.words).")
    #expect(status.level == now.level.rawValue && status.precision == now.precision.rawValue)
    let read = try TrainerStatus.load(test.project.statusFile)
    #expect(read?.level == now.level.rawValue && read?.precision == now.precision.rawValue)
    #expect(try Checkpoint.load(test.project.latestCheckpoint).record.arithmetic == now)
    #expect(notes(logged).isEmpty)
  }

  @Test func anotherLevelIsToldAndAllowed() throws {
    let test = try SyntheticProject()
    try test.train(steps: 2)
    try change(test, other)
    var logged: [String] = []
    let log: (String) -> Void = { logged.append($0) }
    try test.train(log: log, request: { ($0.resume, $0.steps) = (true, 3) })
    #expect(notes(logged).count == 1)
    #expect(notes(logged).first?.contains("at level \(other.level.rawValue)") == true)
    #expect(
      notes(logged).first?.contains("at level \(Arithmetic.process.level.rawValue)") == true)

    // That run has computed as this process does: nothing is left to tell.
    logged = []
    try test.train(log: log, request: { ($0.resume, $0.steps) = (true, 4) })
    #expect(logged.contains { $0.contains("4 steps") } && notes(logged).isEmpty)

    try change(test, other)
    logged = []
    try test.train(steps: 1, log: log)
    #expect(notes(logged).count == 1, "a new plan on its own weights")
    let copy = test.folder.appendingPathComponent("taught.safetensors")
    try change(test, other)
    try FileManager.default.copyItem(at: test.project.latestCheckpoint, to: copy)
    logged = []
    try test.train(steps: 1, log: log, request: { $0.initCheckpoint = copy })
    #expect(notes(logged).count == 1, "--init")
  }

  /// Earlier versions trained in 32 bits and did not say so.
  @Test func notesNameWhatDiffers() {
    let (avx2, amx) = (
      Arithmetic(level: .avx2, precision: .float32), Arithmetic(level: .amx, precision: .bfloat16)
    )
    #expect(avx2.note(on: nil) == nil && avx2.note(on: avx2) == nil && amx.note(on: amx) == nil)
    #expect(
      amx.note(on: nil)
        == "The weights were trained in float32; this run trains them further in bfloat16 at level amx, which "
        + "rounds differently.")
    #expect(
      avx2.note(on: amx)
        == "The weights were trained in bfloat16 at level amx; this run trains them further in float32 at level "
        + "avx2, which rounds differently.")
    #expect(Arithmetic(level: .amx, precision: .float32).note(on: amx) != nil)
    #expect(Arithmetic(level: .avx512, precision: .float32).note(on: avx2) != nil)
  }

  @Test func metadataReadBack() throws {
    let test = try SyntheticProject()
    try test.train(steps: 1)
    for arithmetic in [other, Arithmetic(level: .amx, precision: .bfloat16), nil] {
      try change(test, arithmetic)
      let file = try Safetensors.load(test.project.latestCheckpoint)
      #expect(file.metadata["level"] == arithmetic?.level.rawValue)
      #expect(file.metadata["precision"] == arithmetic?.precision.rawValue)
      #expect(try Checkpoint.load(test.project.latestCheckpoint).record.arithmetic == arithmetic)
    }
    // A level of a later version is no reason to refuse its weights.
    var file = try Safetensors.load(test.project.latestCheckpoint)
    (file.metadata["level"], file.metadata["precision"]) = ("avx99", "float32")
    #expect(try Checkpoint(file, path: "x").record.arithmetic == nil)
  }
}
