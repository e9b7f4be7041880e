import Foundation
import Testing
import Volume

@testable import Prediction
@testable import Project
@testable import Trainer

/// The same scan, stored another way, gets the same answer.
@Suite struct StorageOrderTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let scan: StoredScan
    var options: [String: String] = [:]
  }

  static let cases = [
    Case(
      testDescription: "anisotropic",
      scan: StoredScan(GridSize(i: 23, j: 20, k: 5), spacing: SIMD3(1, 1.25, 5))),
    Case(
      testDescription: "isotropic",
      scan: StoredScan(GridSize(i: 18, j: 16, k: 12), spacing: SIMD3(1, 1, 1))),
    Case(
      testDescription: "oblique",
      scan: StoredScan(GridSize(i: 20, j: 18, k: 4), spacing: SIMD3(1.5, 1, 4), degrees: 20)),
    Case(
      testDescription: "turned by 45 degrees",
      scan: StoredScan(GridSize(i: 18, j: 17, k: 4), spacing: SIMD3(1, 1, 4), degrees: 45)),
    Case(
      testDescription: "one slice",
      scan: StoredScan(GridSize(i: 22, j: 20, k: 1), spacing: SIMD3(1, 1.5, 1))),
    Case(
      testDescription: "three input slices",
      scan: StoredScan(GridSize(i: 20, j: 20, k: 6), spacing: SIMD3(1, 1, 3)),
      options: ["network.slices": "3"]),
    Case(
      testDescription: "another spacing",
      scan: StoredScan(GridSize(i: 24, j: 21, k: 4), spacing: SIMD3(1, 1.3, 6)),
      options: ["network.spacing": "1.4"]),
  ]

  /// What a scan's files say after training, in the order of the scan.
  private struct Answers: Equatable {
    var published: [UInt8]
    var doubt: [UInt8]
    var own: [UInt8]
    var alone: [UInt8]
    var probabilities: [[Float]]
  }

  @Test(arguments: cases) func all48OrdersAreAnsweredAlike(_ test: Case) throws {
    var first: Answers?
    for storage in StoredScan.Storage.all {
      let answers = try StorageOrderTests.answers(test, storage)
      if let first {
        #expect(answers == first, "\(storage)")
      } else {
        #expect(Set(answers.alone).count > 1, "there is something to compare")
        first = answers
      }
    }
  }

  private static func answers(_ test: Case, _ storage: StoredScan.Storage) throws -> Answers {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("inkling-trainer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let stored = test.scan.stored(storage)
    let project = try stored.project(
      in: folder, options: SyntheticProject.tiny.merging(test.options) { $1 })
    var request = SyntheticProject.request(["predict.field=4", "optimizer.rate=0.02"])
    request.steps = 6
    _ = try TrainingRun(project, request, watch: { _ in }).run()
    let model = TrainedModel(try Checkpoint.load(project.latestCheckpoint), threads: 1)
    let (own, volume) = try model.predict("scan", of: project)
    let alone = try model.predict(volume, probabilities: true)
    func restored<Element>(_ values: [Element]) -> [Element] {
      test.scan.restored(values, from: storage)
    }
    return Answers(
      published: restored(try LabelMap.load(project.prediction("scan")).voxels),
      doubt: restored(
        try LabelMap.loadRaw(project.uncertainty("scan"), size: stored.geometry.size).voxels),
      own: restored(own.labels.voxels), alone: restored(alone.labels.voxels),
      probabilities: alone.probabilities.map(restored))
  }
}
