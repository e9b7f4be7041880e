import Foundation
import Testing

@testable import Project
@testable import Trainer

/// Trainer and viewer ask one place which preset a project trains with, and which region bounds it.
@Suite struct TrainerAsksTheChoiceTests {
  /// What the trainer decides by itself, and what the viewer dots.
  private func settings(
    _ test: SyntheticProject, _ change: (inout TrainingRequest) -> Void = { _ in }
  ) throws -> TrainingSettings {
    var request = TrainingRequest()
    change(&request)
    return try request.settings(for: test.project)
  }

  @Test func fourVolumesTrainAsACohortAndNoRegionIsDrawn() throws {
    let four = try SyntheticProject(cases: ["a", "b", "c", "d"], withScribbles: false)
    let trained = try settings(four)
    #expect(trained.preset == .cohort && trained.margins.region == nil)
    #expect(four.project.trainingChoice.preset == "cohort")
    #expect(four.project.trainingChoice.regionMarginMillimetres == nil)
    // Named on the command line it is what was named.
    let named = try settings(four) { $0.preset = "interactive" }
    #expect(named.preset == .interactive && named.margins.region == 4)
    let three = try SyntheticProject(cases: ["a", "b", "c"], withScribbles: false)
    #expect(try settings(three).preset == .interactive)
    #expect(try settings(three).margins.region == 4)
    #expect(three.project.trainingChoice.regionMarginMillimetres == 4)
  }

  @Test func regionFalseIsSeenByBoth() throws {
    for word in ["false", "no", "off", "0"] {
      let test = try SyntheticProject(
        withScribbles: false,
        options: SyntheticProject.tiny.merging(["region": word]) { $1 })
      #expect(try settings(test).margins.region == nil)
      #expect(test.project.trainingChoice.regionMarginMillimetres == nil)
      #expect(!test.project.trainingChoice.isBounded)
    }
  }

  /// Whatever stands in project.json, the screen dots the region that training is bounded to.
  @Test func bothAgreeOnEveryRegion() throws {
    for preset in ["interactive", "cohort"] {
      for region in [nil, "true", "on", "false"] {
        for (margin, option) in [(20.0, nil), (nil, nil), (20, "35"), (nil, "35"), (20, "project")]
          as [(Double?, String?)]
        {
          var options = SyntheticProject.tiny
          (options["region"], options["region.margin"]) = (region, option)
          let test = try SyntheticProject(withScribbles: false, options: options)
          try test.change {
            $0.settings.preset = preset
            $0.settings.regionMarginMillimetres = margin
          }
          let trained = try settings(test)
          let choice = test.project.trainingChoice
          #expect(trained.preset.rawValue == choice.preset)
          #expect(
            trained.margins.region == choice.regionMarginMillimetres,
            "\(preset), region \(region ?? "-"), \(margin ?? -1) mm, option \(option ?? "-")")
        }
      }
    }
  }
}
