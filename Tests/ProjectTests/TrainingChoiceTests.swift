import Foundation
import Testing
import Volume

@testable import Project

/// The screen dots the region that training is bounded to, and no other.
@Suite struct TrainingChoiceTests {
  private func choice(
    _ volumes: Int, preset: String = "interactive", options: [String: String] = [:],
    margin: Double? = 20
  ) -> TrainingChoice {
    TrainingChoice(
      ProjectDescription(
        volumes: (0..<volumes).map {
          VolumeEntry(caseName: "v\($0)", image: "v\($0).nii", sliceAxis: .k)
        },
        classes: [],
        settings: ProjectSettings(
          preset: preset, regionMarginMillimetres: margin, options: options)))
  }

  @Test func manyVolumesTrainAsACohortWithoutARegion() {
    #expect(choice(3).preset == "interactive" && choice(3).regionMarginMillimetres == 20)
    #expect(choice(4).preset == "cohort" && choice(4).regionMarginMillimetres == nil)
    #expect(choice(1, preset: "cohort").regionMarginMillimetres == nil)
  }

  @Test func optionsOfTheProjectCount() {
    #expect(choice(1, options: ["region": "false"]).regionMarginMillimetres == nil)
    #expect(choice(1, options: ["region.margin": "35"]).regionMarginMillimetres == 35)
    #expect(
      choice(1, options: ["region.margin": "35"], margin: nil).regionMarginMillimetres == nil)
    #expect(
      choice(1, preset: "cohort", options: ["region": "true"]).regionMarginMillimetres == 20)
    #expect(
      choice(1, margin: nil).regionMarginMillimetres == nil && choice(1, margin: nil).isBounded)
  }
}
