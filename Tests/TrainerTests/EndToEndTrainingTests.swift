import Annotation
import Foundation
import Testing
import Volume

@testable import Project
@testable import Trainer

/// From scribbles to a label map, on pictures that are easy and a network that is tiny.
@Suite struct EndToEndTrainingTests {
  @Test func aFewStepsReachASensibleDice() throws {
    let test = try SyntheticProject()
    try test.train(
      steps: 80,
      options: [
        "optimizer.rate=0.02", "ramp.steps=20", "ema=0.8", "crop=24", "kd.weight=0.1",
        "augment.flip=0",
      ])
    let labels = try LabelMap.load(test.project.prediction("heart"))
    let truth = SyntheticProject.truth(test.size, test.axis)
    for id in [UInt8(1), 2] {
      let dice = try #require(Dice.of(id, in: labels, and: truth))
      #expect(dice > 0.7, "class \(id)")
    }
  }

  @Test func predictionsLieOnTheirImage() throws {
    // Slices across the first axis, an odd size, and spacing that differs in plane.
    let test = try SyntheticProject(
      size: GridSize(i: 4, j: 23, k: 21), spacing: SIMD3(8, 1, 1.5), cases: ["odd"])
    try test.train(steps: 2)
    let checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    let model = TrainedModel(checkpoint, threads: 1)
    let (own, volume) = try model.predict("odd", of: test.project, probabilities: true)
    #expect(own.labels.size == volume.geometry.size)
    let url = test.folder.appendingPathComponent("labels.nii.gz")
    try own.labels.write(to: url, like: volume.header)
    let (read, header) = try LabelMap.loadWithHeader(url, expecting: volume.geometry)
    #expect(read == own.labels)
    #expect(header.transform == volume.header.transform)
    #expect(own.labels == (try LabelMap.load(test.project.prediction("odd"))))

    // Probabilities add up to one, and the image alone gives labels of largest probability.
    for voxel in stride(from: 0, to: own.labels.voxels.count, by: 7) {
      let sum = own.probabilities.reduce(0) { $0 + $1[voxel] }
      #expect(abs(sum - 1) < 1e-4)
    }
    let raw = try model.predict(volume, probabilities: true)
    for voxel in raw.labels.voxels.indices {
      let values = raw.probabilities.map { $0[voxel] }
      #expect(values[Int(raw.labels.voxels[voxel])] == values.max())
    }
    let student = try TrainedModel(checkpoint, net: .student, threads: 1)
      .predict(volume, probabilities: true)
    #expect(student.probabilities != raw.probabilities)
  }

  @Test func raisingTheBackgroundShiftsItsOddsAlone() throws {
    let test = try SyntheticProject(cases: ["heart"])
    try test.train(steps: 3, options: ["predict.field=0"])
    var checkpoint = try Checkpoint.load(test.project.latestCheckpoint)
    let volume = try test.project.loadVolume("heart")
    func probabilities(_ raise: [Float]) throws -> [[Float]] {
      checkpoint.record.raise = raise
      return try TrainedModel(checkpoint, threads: 1)
        .predict(volume, probabilities: true).probabilities
    }
    let outputs = checkpoint.record.network.classes
    #expect(outputs == 3)
    let (plain, raised) = (try probabilities([0, 0]), try probabilities([1.5, 0.5]))
    for voxel in stride(from: 0, to: plain[0].count, by: 11) {
      func odds(_ maps: [[Float]], _ a: Int, _ b: Int) -> Float {
        log(maps[a][voxel] / maps[b][voxel])
      }
      #expect(abs(odds(raised, 0, 1) - odds(plain, 0, 1) - 1.5) < 1e-3)
      #expect(abs(odds(raised, 0, 2) - odds(plain, 0, 2) - 0.5) < 1e-3)
    }
  }

  @Test func truthTeachesTheUpperBound() throws {
    let test = try SyntheticProject()
    let status = try test.train(steps: 3, request: { $0.method = "full" })
    #expect(status.phase == .done && status.method == "full")
    #expect(status.terms["dice"] ?? 0 > 0)
    try test.change { $0.volumes[0].truth = nil }
    #expect(throws: ProjectError.self) { try test.train(steps: 1, request: { $0.method = "full" }) }
  }

  @Test func severalVolumesAndAcceptedSlices() throws {
    let test = try SyntheticProject(cases: ["a", "b", "c"])
    try test.draw(LabelMap(size: test.size), on: "c")
    var accepted = AcceptedLabels(size: test.size, sliceAxis: test.axis)
    let truth = SyntheticProject.truth(test.size, test.axis)
    accepted.accept(2, labels: truth.slice(2, along: test.axis))
    try accepted.write(to: test.project.labels("b"), like: test.header)
    try test.train(steps: 2, options: ["memory.images=1"])
    for name in ["a", "b", "c"] {
      let labels = try LabelMap.load(test.project.prediction(name))
      if name == "b" { #expect(labels.slice(2, along: .k) == truth.slice(2, along: .k)) }
    }
    let data = try Dataset(test.project, Dataset.Options(margin: 4))
    let weight = data.snapshot.denseWeight
    let scribbled = SyntheticProject.scribbles(test.size, test.axis).voxels.count { $0 != 0 }
    // All accepted pixels of the region together count as much as the scribbles of one slice.
    let region = data.cases[1].region
    #expect(abs(weight * Float(region.width * region.height) - Float(scribbled) / 2) < 1e-2)
  }
}
