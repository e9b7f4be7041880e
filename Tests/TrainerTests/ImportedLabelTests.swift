import Annotation
import Foundation
import Testing
import Volume

@testable import Prediction
@testable import Project
@testable import Trainer

/// Labels of another program teach softly where nothing is drawn, accepted or rejected.
struct ImportedLabelTests {
  private func keep(_ test: SyntheticProject) throws {
    let segmentation = ImportedSegmentation(
      labels: SyntheticProject.truth(test.size, test.axis), source: "mask.nii.gz", time: Date(),
      sliceAxis: test.axis)
    try segmentation.write(to: test.project, "heart", like: test.header)
  }

  private func maker(_ count: Int = 8) -> BatchMaker {
    BatchMaker(
      Sampler(settings: SamplingSettings(), seed: 3, height: 16, width: 16), augmentation: .none,
      count: count)
  }

  @Test func cropsShowThemWhereNothingIsDrawn() throws {
    let test = try SyntheticProject()
    let without = try maker().batch(
      step: 0, of: Dataset(test.project, Dataset.Options()).snapshot)
    #expect(without.imported == nil)
    try keep(test)
    let batch = try maker().batch(
      step: 0, of: Dataset(test.project, Dataset.Options()).snapshot)
    let imported = try #require(batch.imported)
    #expect(batch.targets == without.targets && batch.student == without.student)
    for (target, given) in zip(batch.targets.values, imported.values) {
      #expect((target >= 0) == (given < 0))
    }
    #expect(Set(imported.values) == [-1, 0, 1, 2])
  }

  @Test func rejectedSlicesDoNotTeach() throws {
    let test = try SyntheticProject()
    try keep(test)
    let data = try Dataset(test.project, Dataset.Options())
    #expect(data.cases[0].imported.keys.sorted() == [0, 1, 2, 3, 4])
    var review = ReviewSheet()
    review.set(.rejected, slice: 0, generation: 0, time: Date().addingTimeInterval(60))
    try review.write(to: test.project.review("heart"))
    #expect(data.refresh() == ["heart"])
    #expect(data.cases[0].imported.count == 4)
    try ImportedSegmentation.clear(test.project, "heart")
    #expect(data.refresh() == ["heart"])
    #expect(data.cases[0].imported.isEmpty)
  }

  @Test func damagedOnesAreSaidAndLeft() throws {
    let test = try SyntheticProject()
    try keep(test)
    try Data("no map".utf8).write(to: test.project.imported("heart"))
    let data = try Dataset(test.project, Dataset.Options())
    #expect(data.cases[0].imported.isEmpty)
    #expect(
      data.takeMessages().contains { $0.hasPrefix("The imported labels of heart teach nothing") })
  }

  @Test func theirWeightFalls() {
    var settings = TrainingSettings()
    settings.loss.imported = 0.4
    func weight(_ step: Int) -> Float {
      StepSchedule(settings, step: step, of: 100, warm: false).rates.imported
    }
    #expect(weight(0) == 0.4 && weight(50) == 0.2 && weight(100) == 0)
  }

  /// They change what is learnt; with weight 0 nothing does.
  @Test func trainingLearnsFromThem() throws {
    func loss(_ options: [String], imports: Bool) throws -> [UInt64] {
      let test = try SyntheticProject()
      if imports { try keep(test) }
      try test.train(steps: 2, options: options)
      return MetricsFile.rows(test.project.metricsFile).map { $0.loss.bitPattern }
    }
    let plain = try loss([], imports: false)
    #expect(try loss(["imported.weight=0"], imports: true) == plain)
    #expect(try loss(["imported.weight=1"], imports: true) != plain)
  }
}
