import Foundation
import Testing

/// Spread, intervals and comparisons of `inkling evaluate`, and the pictures of `inkling export png`.
@Suite struct EvaluateCommandTests {
  private let place: Workplace
  private var truth: String { place["truth"] }

  /// Two phases of two patients: truths, and predictions that are the truth of another seed or the same.
  init() throws {
    place = try Workplace()
    for folder in ["truth", "good", "bad", "made"] {
      try FileManager.default.createDirectory(
        atPath: place[folder], withIntermediateDirectories: true)
    }
    for seed in 1...3 {
      try place.makePhantoms("made/\(seed)", "--size", "32x30x4", "--seed", "\(seed)")
    }
    for (name, seed) in [("p1_a", 1), ("p1_b", 2), ("p2_a", 3)] {
      let label = place["made/\(seed)/label.nii.gz"]
      let other = place["made/\(seed % 3 + 1)/label.nii.gz"]
      for (folder, file) in [("truth", label), ("good", label), ("bad", other)] {
        try FileManager.default.copyItem(
          atPath: file, toPath: place["\(folder)/\(name).nii.gz"])
      }
    }
  }

  private func run(_ arguments: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(arguments)
  }

  @Test func foldersAreSummedUpByPatients() throws {
    let csv = place["summary.csv"]
    let result = try run(
      "evaluate", place["bad"], truth, "--classes", "RV,Myo,LV", "--json", "--summary-csv", csv)
    #expect(result.status == 0 && result.messages.isEmpty, "\(result.messages)")
    let summary = try #require(result.json["summary"] as? [String: Any])
    #expect(summary["volumes"] as? Int == 3 && summary["patients"] as? Int == 2)
    let classes = try #require(summary["classes"] as? [[String: Any]])
    let dice = try #require(classes[0]["dice"] as? [String: Any])
    #expect(Set(dice.keys) == ["volumes", "mean", "sd", "low", "high"])
    let mean = try #require((result.json["classes"] as? [[String: Any]])?[0]["dice"] as? Double)
    #expect(dice["mean"] as? Double == mean)
    #expect(try place.text("summary.csv").split(separator: "\n").count == 1 + 4 * 4)
    #expect(try run("evaluate", place["bad"], truth, "--summary-csv", csv).status == 1)
    let again = try run("evaluate", place["bad"], truth, "--json", "--classes", "RV,Myo,LV")
    #expect(again.output == result.output, "the same draws each time")
  }

  @Test func patientsCanBeNamedByAPattern() throws {
    let each = try run("evaluate", place["bad"], truth, "--json", "--patient-pattern", "^(.*)$")
    #expect((each.json["summary"] as? [String: Any])?["patients"] as? Int == 3)
    let one = try run("evaluate", place["bad"], truth, "--json", "--patient-pattern", "^p")
    #expect((one.json["summary"] as? [String: Any])?["patients"] as? Int == 1)
    #expect(try run("evaluate", place["bad"], truth, "--patient-pattern", "(").status == 64)
  }

  @Test func tablesFitATerminal() throws {
    let result = try run(
      "evaluate", place["bad"], truth, "--against", place["good"], "--classes",
      "right ventricle of the heart,Myo,LV")
    #expect(result.status == 0, "\(result.messages)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(result.output)")
    #expect(result.output.contains("3 volumes of 2 patients"))
    #expect(result.output.contains("95 % interval"))
    #expect(lines.last?.hasPrefix("all ") == true && lines.last?.hasSuffix("lower") == true)
  }

  @Test func comparisonsTellATie() throws {
    let result = try run("evaluate", place["good"], truth, "--against", place["bad"], "--json")
    let comparison = try #require(result.json["comparison"] as? [String: Any])
    let overall = try #require(comparison["overall"] as? [String: Any])
    #expect(overall["a"] as? Double == 1 && overall["tie"] as? Bool == false)
    let difference = try #require(overall["difference"] as? [String: Any])
    #expect(difference["mean"] as? Double ?? 0 > 0)
    let same = try run("evaluate", place["bad"], truth, "--against", place["bad"])
    #expect(same.output.contains("tie"), "\(same.output)")
    let files = try run(
      "evaluate", place["good/p1_a.nii.gz"], place["truth/p1_a.nii.gz"], "--against",
      place["bad/p1_a.nii.gz"])
    #expect(files.status == 0 && files.output.contains("Mean Dice against"))
  }

  @Test func onlyCommonCasesAreCompared() throws {
    try FileManager.default.removeItem(atPath: place["bad/p2_a.nii.gz"])
    let result = try run("evaluate", place["good"], truth, "--against", place["bad"], "--json")
    #expect(result.status == 0 && result.messages.contains("p2_a"))
    #expect((result.json["cases"] as? [Any])?.count == 2)
  }

  // MARK: Pictures

  private func size(_ path: String) throws -> (width: Int, height: Int) {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    try #require(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    func number(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16), number(20))
  }

  private func heart() throws -> String {
    let project = place["heart.inkling"]
    let made = try run(
      "init", project, "--volume", place["made/1/image.nii.gz"], "--scribbles",
      place["made/1/scribble.nii.gz"], "--truth", place["made/1/label.nii.gz"], "--classes",
      "RV,Myo,LV")
    try #require(made.status == 0, "\(made.messages)")
    return project
  }

  @Test func metricsArePlotted() throws {
    let project = try heart()
    let none = try run("export", "png", project, "--metrics")
    #expect(none.status == 1 && none.messages.contains("Train first"))
    let rows = (1...50).map { "\($0),\($0).0,\(2.0 / Double($0)),\(1.0 / Double($0)),0.1,0,0.001," }
    let text =
      "step,seconds,loss,pce,kd,contrast,learning_rate,dice\n"
      + rows.joined(separator: "\n") + "0.8\n"
    try text.write(toFile: project + "/run/metrics.csv", atomically: true, encoding: .utf8)
    let made = try run("export", "png", project, "--metrics")
    #expect(made.status == 0, "\(made.messages)")
    #expect(try size(project + "/run/metrics.png") == (1200, 700))
    #expect(try run("export", "png", project, "--metrics").status == 0, "drawn again")
    let named = place["plot.png"]
    #expect(try run("export", "png", project, "--metrics", "--output", named).status == 0)
    #expect(try run("export", "png", project, "--metrics", "--output", named).status == 1)
  }

  @Test func slicesAreDrawn() throws {
    let project = try heart()
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: project + "/scribbles").first {
        $0.hasSuffix(".nii.gz")
      }?.replacingOccurrences(of: ".nii.gz", with: ""))
    let file = place["slice.png"]
    let made = try run(
      "export", "png", project, "--case", name, "--slice", "1", "--output", file)
    #expect(made.status == 0 && made.messages.contains("no prediction yet"), "\(made.messages)")
    #expect(try size(file).height > 400)
    let beyond = try run(
      "export", "png", project, "--case", name, "--slice", "4", "--output", place["x.png"])
    #expect(beyond.status == 1 && beyond.messages.contains("expected 0 to 3"))
  }

  @Test func wrongUsageIsTold() throws {
    #expect(try run("export", "png", place["x"]).status == 64)
    #expect(try run("export", "png", place["x"], "--metrics", "--slice", "1").status == 64)
    #expect(try run("export", "png", place["x"], "--metrics", "--output", "a.jpg").status == 64)
  }
}
