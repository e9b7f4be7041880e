import Foundation
import Testing

/// `inkling bench interactive` on phantoms: what it reports, not how fast it is.
@Suite struct BenchInteractiveTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.makePhantoms("cases", "--cases", "2", "--size", "48x40x6")
  }

  private func bench(_ arguments: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(
      [
        "bench", "interactive", "--from", place["cases"], "--classes", "RV,Myo,LV",
        "--scribble-name", "scribble.nii.gz",
      ] + arguments)
  }

  @Test func everyVolumeIsScoredAtEveryMark() throws {
    let result = try bench(
      "--marks", "0.5,8", "--correct", "1", "--patience", "0.2", "--json")
    #expect(result.status == 0, "\(result.messages)")
    let volumes = try #require(result.json["cases"] as? [[String: Any]])
    #expect(volumes.map { $0["case"] as? String } == ["phantom0001", "phantom0002"])
    for volume in volumes {
      let dice = try #require(volume["dice"] as? [Double])
      #expect(dice.count == 2 && dice.allSatisfy { (0...1).contains($0) })
      #expect(dice[1] > 0, "something has been published by then")
      #expect((volume["strokes"] as? [[String: Any]])?.count == 1)
    }
  }

  @Test func marksThatMakeNoSenseAreRefused() throws {
    for marks in ["", "0", "2,1", "1,x"] {
      let result = try bench("--marks", marks)
      #expect(result.status != 0 && result.messages.contains("ascending seconds"))
    }
  }
}
