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

  @Test func anInterruptedRunLeavesNoTrainerBehind() throws {
    let folder = place["temporary"]
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func trainers() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
        let words = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(name)/cmdline"))
        return words.map { String(decoding: $0, as: UTF8.self).contains("train\0\(folder)") }
          ?? false
      }
    }
    let bench = Process()
    bench.executableURL = CommandRunner.program
    bench.arguments = [
      "bench", "interactive", "--from", place["cases"], "--classes", "RV,Myo,LV", "--scribble-name",
      "scribble.nii.gz", "--marks", "60",
    ]
    bench.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": folder]) { $1 }
    bench.standardError = FileHandle.nullDevice
    try bench.run()
    // As early as possible: a trainer that has not begun yet must be stopped as well.
    var tries = 0
    while try trainers().isEmpty, tries < 1000 {
      Thread.sleep(forTimeInterval: 0.01)
      tries += 1
    }
    #expect(try !trainers().isEmpty)
    bench.terminate()
    bench.waitUntilExit()
    #expect(bench.terminationStatus == 1, "it says that it was interrupted")
    #expect(try trainers().isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func marksThatMakeNoSenseAreRefused() throws {
    for marks in ["", "0", "2,1", "1,x"] {
      let result = try bench("--marks", marks)
      #expect(result.status != 0 && result.messages.contains("ascending seconds"))
    }
  }
}
