import Foundation
import Testing

/// `--isa`, `--precision` and their variables.
@Suite struct ArithmeticCommandTests {
  /// A level that every machine with this program reaches.
  static var lowest: String {
    #if arch(x86_64)
      "avx2"
    #else
      "portable"
    #endif
  }

  private static let small = ["--size", "32", "--batch", "1", "--channels", "8,8"]

  @Test func optionsLowerWhatIsComputedWith() throws {
    for work in ["step", "predict"] {
      let words = ["bench", work, "--isa", Self.lowest, "--precision", "float32"] + Self.small
      let report = try CommandRunner.run(words + ["--json"])
      #expect(report.json["level"] as? String == Self.lowest, "\(report.messages)")
      #expect(report.json["precision"] as? String == "float32")
      #expect(try CommandRunner.run(words).output.contains("\(Self.lowest) float32"))
    }
    let kernels = try CommandRunner.run(
      ["bench", "kernels", "--repeats", "1", "--json"] + Self.small,
      environment: ["INKLING_ISA": Self.lowest, "INKLING_PRECISION": "float32"])
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(kernels.output.utf8)) as? [[String: Any]])
    #expect(rows.count > 3)
    for row in rows {
      #expect(row["level"] as? String == Self.lowest && row["precision"] as? String == "float32")
      #expect(row["kernel"] is String)
    }
  }

  @Test func wrongWishesEndComputingCommandsOnly() throws {
    let wrong = ["INKLING_ISA": "avx51"]
    for words in [
      ["train", "/nowhere"], ["predict", "/nowhere", "x.nii", "--output", "y.nii"],
      ["bench", "step"], ["bench", "interactive", "--from", "/nowhere", "--classes", "A"],
    ] {
      let result = try CommandRunner.run(words, environment: wrong)
      #expect(result.status == 1 && result.messages.contains("INKLING_ISA wants"), "\(words)")
      #expect(!result.messages.contains("/nowhere"), "before anything else is looked at")
    }
    #expect(try CommandRunner.run(["keys"], environment: wrong).status == 0)
    let status = try CommandRunner.run(["status", "/nowhere"], environment: wrong)
    #expect(status.messages.contains("/nowhere") && !status.messages.contains("INKLING_ISA"))
    let option = try CommandRunner.run(["bench", "step", "--isa", "avx51"])
    #expect(option.status == 1 && option.messages.contains("--isa wants"))
    let numbers = try CommandRunner.run(
      ["bench", "step", "--isa", Self.lowest, "--precision", "bfloat16"])
    #expect(numbers.status == 1 && numbers.messages.contains("choose float32"))
  }

  @Test func doctorSaysWhatIsComputedWith() throws {
    func engine(_ environment: [String: String]) throws -> [String: String] {
      let report = try CommandRunner.run(["doctor", "--json"], environment: environment)
      let findings = try #require(report.json["findings"] as? [[String: String]])
      return try #require(findings.first { $0["subject"] == "engine" })
    }
    let lowered = try engine(["INKLING_ISA": Self.lowest, "INKLING_PRECISION": ""])
    #expect(lowered["level"] == "ok")
    #expect(lowered["found"]?.contains("(level \(Self.lowest)) in 32 bits") == true)
    #expect(lowered["found"]?.contains("set by INKLING_ISA") == true)
    let wrong = try engine(["INKLING_ISA": "avx51"])
    #expect(wrong["level"] == "problem" && wrong["found"]?.contains("avx51") == true)
    let failed = try CommandRunner.run(["doctor"], environment: ["INKLING_PRECISION": "double"])
    #expect(failed.status == 1 && failed.output.contains("INKLING_PRECISION wants"))
  }

  /// What a run was told is what the trainer of another process computes with.
  @Test func trainersComputeAsTheCommandThatStartsThem() throws {
    let place = try Workplace()
    try place.makePhantoms("cases/phantom", "--cases", "1", "--size", "48x40x6")
    let bench = Process()
    bench.executableURL = CommandRunner.program
    bench.arguments = [
      "bench", "interactive", "--from", place["cases"], "--classes", "RV,Myo,LV",
      "--scribble-name", "scribble.nii.gz", "--marks", "60", "--isa", Self.lowest,
    ]
    bench.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": place.url.path]) {
      $1
    }
    bench.standardError = FileHandle.nullDevice
    try bench.run()
    defer { bench.waitUntilExit() }
    defer { bench.interrupt() }
    var level: String?
    for _ in 0..<1000 where level == nil {
      Thread.sleep(forTimeInterval: 0.02)
      guard let folder = try place.names().first(where: { $0.hasPrefix("inkling-bench") }),
        let status = try? place.text(folder + "/trial.inkling/run/status.json"),
        let read = try? JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any]
      else { continue }
      level = read["level"] as? String
    }
    #expect(level == Self.lowest)
  }
}
