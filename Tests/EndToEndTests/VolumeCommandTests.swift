import Foundation
import Testing

/// info, check, phantom, simulate and evaluate as a person runs them.
@Suite struct VolumeCommandTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.makePhantoms("heart", "--size", "40x36x5", "--seed", "7")
  }

  private func run(_ arguments: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(arguments)
  }

  private var image: String { place["heart/image.nii.gz"] }
  private var label: String { place["heart/label.nii.gz"] }
  private var scribble: String { place["heart/scribble.nii.gz"] }

  @Test func phantomWritesFourFilesOnceOnly() throws {
    #expect(
      try place.names("heart") == [
        "image.nii.gz", "label.nii.gz", "labels.txt", "scribble.nii.gz",
      ])
    let again = try run("phantom", "--output", place["heart"])
    #expect(again.status == 1 && again.messages.contains("Add --force to replace it"))
    let named = try run("phantom", "--output", place["x.nii"], "--size", "20x20x3")
    #expect(named.status == 0)
    #expect(try place.names().contains("x-scribble.nii.gz"))
  }

  @Test func infoTellsHeaderAndIntensities() throws {
    let result = try run("info", image, "--json")
    #expect(result.status == 0 && result.messages.isEmpty)
    #expect(result.json["size"] as? [Int] == [40, 36, 5])
    #expect(result.json["orientation"] as? String == "LPS")
    #expect(result.json["slice_axis"] as? String == "k")
    let intensities = try #require(result.json["intensities"] as? [String: Any])
    #expect(intensities["nan_count"] as? Int == 0)
    #expect(intensities["max"] as? Double ?? 0 > 200)
    let text = try run("info", image)
    #expect(text.output.contains("spacing      1.4 x 1.4 x 8 mm"))
  }

  @Test func checkTellsWhetherALabelMapFits() throws {
    let good = try run("check", image, scribble, "--json")
    #expect(good.status == 0)
    #expect(good.json["fits"] as? Bool == true && good.json["encoding"] as? String == "inkling")
    #expect((good.json["slices"] as? [Int])?.count == 3)
    _ = try run("phantom", "--output", place["other"], "--size", "40x36x6")
    let bad = try run("check", image, place["other/label.nii.gz"])
    #expect(bad.status == 1)
    #expect(bad.output.contains("40 x 36 x 6 voxels, expected 40 x 36 x 5"))
    let picture = try run("check", image, image)
    #expect(picture.status == 1 && picture.output.contains("is not a label map"))
  }

  @Test func simulateIsRepeatable() throws {
    for name in ["a.nii.gz", "b.nii.gz"] {
      let result = try run("simulate", label, "--output", place[name], "--seed", "5")
      #expect(result.status == 0 && result.output.isEmpty)
    }
    let files = try ["a.nii.gz", "b.nii.gz"].map {
      try Data(contentsOf: URL(fileURLWithPath: place[$0]))
    }
    #expect(files[0] == files[1])
    #expect(try run("simulate", label, "--output", place["a.nii.gz"]).status == 1)
    #expect(try run("simulate", label, "--output", place["a.txt"]).status == 64)
    let all = try run(
      "simulate", label, "--output", place["c.nii.gz"], "--slices", "0", "--scribble-encoding",
      "ignore-255")
    #expect(all.status == 0)
    let check = try run("check", image, place["c.nii.gz"], "--json")
    #expect(check.json["encoding"] as? String == "ignore-255")
  }

  @Test func evaluatePrintsTheAgreedJSON() throws {
    let result = try run("evaluate", label, label, "--json", "--classes", "RV,Myo,LV")
    #expect(result.status == 0 && result.messages.isEmpty)
    let cases = try #require(result.json["cases"] as? [[String: Any]])
    #expect(cases.map { $0["case"] as? String } == ["heart"])
    let classes = try #require(cases[0]["classes"] as? [[String: Any]])
    #expect(classes.map { $0["name"] as? String } == ["RV", "Myo", "LV"])
    #expect(Set(classes[0].keys) == ["id", "name", "dice", "hd95", "hd95_max", "assd"])
    #expect((result.json["mean"] as? [String: Double])?["dice"] == 1)
    #expect((result.json["classes"] as? [[String: Any]])?.count == 3)
  }

  @Test func evaluateMatchesFolders() throws {
    try FileManager.default.createDirectory(
      atPath: place["predictions"], withIntermediateDirectories: true)
    for name in ["heart", "heart-uncertainty"] {
      try FileManager.default.copyItem(atPath: label, toPath: place["predictions/\(name).nii.gz"])
    }
    let csv = place["scores.csv"]
    let result = try run(
      "evaluate", place["predictions"], place.url.path, "--json", "--csv", csv,
      "--skip-slices-of", place.url.path)
    #expect(result.status == 0, "\(result.messages)")
    #expect((result.json["cases"] as? [[String: Any]])?.count == 1)
    #expect(
      try place.text("scores.csv").hasPrefix("case,id,name,dice,hd95,hd95_max,assd\nheart,1,"))
    try FileManager.default.copyItem(
      atPath: label, toPath: place["predictions/unknown.nii.gz"])
    // A case without a truth is told; the others are scored.
    let missing = try run("evaluate", place["predictions"], place.url.path, "--json")
    #expect(missing.status == 1)
    #expect(missing.messages.contains("1 of 2 cases failed:\n  unknown: "))
    #expect((missing.json["cases"] as? [[String: Any]])?.count == 1)
  }

  @Test func failuresAreOneSentenceOnStandardError() throws {
    let missing = try run("info", place["none.nii.gz"], "--json")
    #expect(missing.status == 1 && missing.output.isEmpty)
    #expect(missing.messages.contains("does not exist"))
    #expect(try run("info").status == 64)
    #expect(try run("phantom", "--output", place["y"], "--size", "3").status == 64)
    #expect(try run("evaluate", label, label, "--scribble-encoding", "none").status == 64)
  }
}
