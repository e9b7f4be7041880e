import Foundation
import Testing
import Volume

@testable import Evaluation
@testable import Simulation

/// Real cardiac MRI, where a copy lies beside the repository.
@Suite struct EvaluationRealDataTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("../shared/data/acdc/valid/patient078_frame01").standardizedFileURL
  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  private func map(_ name: String) throws -> (map: LabelMap, header: ImageHeader) {
    try LabelMap.loadWithHeader(Self.folder.appendingPathComponent(name))
  }

  @Test(.enabled(if: isPresent, "needs ../shared/data"))
  func simulatedScribblesOfARealMask() throws {
    let (truth, _) = try map("label.nii.gz")
    for seed in 1...2 {
      let drawn = ScribbleSimulation(seed: UInt64(seed), sliceCount: nil).scribbles(on: truth)
      let counts = drawn.counts
      for (scribble, true_) in zip(drawn.voxels, truth.voxels) where scribble != 0 {
        #expect(scribble == (true_ == 0 ? 255 : true_))
      }
      // Between a half and three times of what annotators drew on these slices (see its meta.json).
      for (label, real) in [(1, 1109), (2, 1424), (3, 924), (255, 3035)] {
        #expect(
          (real / 3...real * 3).contains(counts[label]), "label \(label): \(counts[label]), \(real)"
        )
      }
    }
  }

  @Test(.enabled(if: isPresent, "needs ../shared/data"))
  func scribblesLieOnTheTruth() throws {
    let (truth, header) = try map("label.nii.gz")
    let (raw, _) = try map("scribble.nii.gz")
    #expect(ScribbleEncoding.detect(raw, classes: 3) == .ignore255)
    let scribbles = try ScribbleEncoding.ignore255.decode(raw, classes: 3)
    let wrong = zip(scribbles.voxels, truth.voxels).count {
      $0 != 0 && $0 != ($1 == 0 ? 255 : $1)
    }
    #expect(wrong == 0)
    // The truth, shifted by one voxel along i, has surfaces of about one spacing distance.
    let shifted = LabelMap(
      size: truth.size, voxels: [0] + truth.voxels.dropLast())
    let scores = Metrics.scores(
      of: shifted, against: truth, label: 3, spacing: header.geometry.spacing)
    #expect((0.9..<1).contains(scores.dice ?? 0))
    #expect((scores.hd95 ?? 0) <= header.geometry.spacing.x + 1e-6)
    #expect((0.1..<1.4).contains(scores.assd ?? 0))
  }
}
