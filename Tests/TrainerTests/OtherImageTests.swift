import Foundation
import Testing
import Volume

@testable import Prediction
@testable import Project
@testable import Trainer

/// Training on images that are not the ones that were drawn on.
@Suite struct OtherImageTests {
  @Test func trainingRefusesBeforeItTouchesTheWeights() throws {
    let test = try SyntheticProject(cases: ["one", "two"])
    try test.train(steps: 2)
    let weights = try Data(contentsOf: test.project.latestCheckpoint)
    let image = test.folder.appendingPathComponent("two.nii.gz")
    let voxels = SyntheticProject.intensities(test.size, test.axis, seed: 77)
    try test.header.write(.int16(voxels), to: image, kind: .image)
    let error = #expect(throws: ProjectError.self) { try test.train(steps: 2) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("--replace two"))
    #expect(throws: ProjectError.self) { try TrainingRequest().check(for: test.project) }
    #expect(try Data(contentsOf: test.project.latestCheckpoint) == weights)
    let status = try #require(try TrainerStatus.load(test.project.statusFile))
    #expect(status.phase == .failed && status.message.contains("not the one that was drawn on"))
    // Nor is there an answer that mixes one image with the strokes on another.
    let model = TrainedModel(try Checkpoint.load(test.project.latestCheckpoint), threads: 1)
    #expect(throws: ProjectError.self) { try model.predict("two", of: test.project) }
    _ = try model.predict("one", of: test.project)
    // The person accepts it.
    var project = try Project.open(test.project.url)
    try project.replaceImage(of: "two", by: image)
    try project.write()
    try TrainingRequest().check(for: project)
  }

  /// A glance at a large file may miss a voxel: no image is learnt from before all of it has been compared.
  @Test func imagesAreComparedWhenTheyAreRead() throws {
    let test = try SyntheticProject()
    let volume = try test.project.loadVolume("heart")
    var project = test.project
    project.note(ImageIdentity(volume), of: "heart")
    _ = try ImageCache(project, .patient, limit: 1 << 20).stack("heart")
    // As if the file had been taken for the one that was drawn on.
    let other = Volume(
      header: volume.header, voxels: volume.voxels.map { $0 + 1 }, source: volume.source)
    project.note(ImageIdentity(other), of: "heart")
    try project.checkImage("heart")
    #expect(throws: ProjectError.self) {
      try ImageCache(project, .patient, limit: 1 << 20).stack("heart")
    }
  }
}
