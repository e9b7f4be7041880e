import Annotation
import Foundation
import Testing
import Volume

@testable import Prediction
@testable import Trainer

/// The field that a checkpoint says.
@Suite struct CheckpointFieldTests {
  @Test func checkpointsWithAnImpossibleFieldAreRefused() throws {
    let test = try SyntheticProject()
    try test.train(steps: 2)
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    #expect(checkpoint.record.field == 12)
    for weight in [-1, 1001, Double.nan] {
      checkpoint.record.field = weight
      #expect(throws: TrainerError.self) {
        try Checkpoint(Safetensors(bytes: checkpoint.file().bytes(), path: "x"), path: "x")
      }
    }
    // Earlier versions do not say it.
    checkpoint.record.field = nil
    checkpoint.record.settings.prediction.fieldWeight = 3
    #expect(checkpoint.calibration.field?.weight == 3)
  }

  /// Versions up to 0.9 have left it out where strokes were lost to it: their checkpoints answer as they did.
  @Test func aFieldThatWasLeftOutStaysOut() throws {
    let test = try SyntheticProject()
    try test.train(steps: 2)
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    #expect(checkpoint.calibration.field != nil)
    checkpoint.record.field = 0
    #expect(checkpoint.calibration.field == nil)
  }
}
