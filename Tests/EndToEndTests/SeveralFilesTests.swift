import Foundation
import Testing

/// A run over several files goes on after a bad one, ends with status 1 and says which failed.
@Suite struct SeveralFilesTests {
  private let place: Workplace
  private let broken: String

  /// Three phantoms, the second of which has an image and a label map that are cut off.
  init() throws {
    place = try Workplace()
    try place.makePhantoms("cases", "--cases", "3", "--size", "32x32x3")
    broken = place["cases/phantom0002/image.nii.gz"]
    for file in [broken, place["cases/phantom0002/label.nii.gz"]] {
      let whole = try Data(contentsOf: URL(fileURLWithPath: file))
      try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: file))
    }
  }

  private func run(_ words: String...) throws -> CommandRunner.Result { try run(words) }

  private func run(_ words: [String]) throws -> CommandRunner.Result {
    try CommandRunner.run(words)
  }

  private func failures(_ result: CommandRunner.Result) -> [[String: String]] {
    result.json["failures"] as? [[String: String]] ?? []
  }

  @Test func initMakesTheProjectOfTheOthers() throws {
    let made = try run(
      "init", place["p.inkling"], "--from", place["cases"], "--classes", "RV,Myo,LV", "--json")
    #expect(made.status == 1 && made.messages.contains("1 of 3 images failed:\n  \(broken): "))
    #expect((made.json["cases"] as? [Any])?.count == 2)
    #expect(failures(made).map { $0["name"] } == [broken])
    #expect(failures(made).first?["reason"]?.contains("damaged") == true, "\(failures(made))")
    #expect(try place.names("p.inkling/scribbles").filter { $0.hasSuffix(".nii.gz") }.count == 2)
    #expect(try !place.text("p.inkling/project.json").contains("phantom0002"))
  }

  @Test func whereAllFailThereIsNoProject() throws {
    for other in ["phantom0001", "phantom0003"] {
      try Data("no image".utf8).write(
        to: URL(fileURLWithPath: place["cases/\(other)/image.nii.gz"]))
    }
    let made = try run("init", place["p.inkling"], "--from", place["cases"], "--classes", "RV")
    #expect(made.status == 1 && made.messages.contains("3 of 3 images failed:"))
    #expect(try place.names() == ["cases"])
  }

  @Test func infoAndCheckTellOfTheOthers() throws {
    let images = (1...3).map { place["cases/phantom000\($0)/image.nii.gz"] }
    let info = try run(["info"] + images)
    #expect(info.status == 1 && info.messages.contains("1 of 3 images failed:\n  \(broken): "))
    #expect(info.output.components(separatedBy: "orientation  ").count == 3)
    let json = try run(["info", images[0], images[2], "--json"])
    let list = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
    #expect(json.status == 0 && list?.count == 2)

    let maps = (1...3).map { place["cases/phantom000\($0)/label.nii.gz"] }
    let check = try run(["check", images[0]] + maps)
    #expect(check.status == 1 && check.output.contains("damaged"), "\(check.output)")
    #expect(check.output.contains("\(maps[2]) lies on \(images[0])"))
    #expect(try run("check", images[0], maps[0], maps[2]).status == 0)
  }

  @Test func addTakesTheOthers() throws {
    let image = place["cases/phantom0001/image.nii.gz"]
    #expect(
      try run("init", place["p.inkling"], "--volume", image, "--classes", "RV,Myo,LV").status == 0)
    let more = try run(
      "add", place["p.inkling"], "--volume", broken, place["cases/phantom0003/image.nii.gz"],
      "--scribbles", place["cases/phantom0002/scribble.nii.gz"],
      place["cases/phantom0003/scribble.nii.gz"])
    #expect(more.status == 1 && more.messages.contains("1 of 2 images failed:\n  \(broken): "))
    #expect(more.messages.contains("Added phantom0003"))
    let text = try place.text("p.inkling/project.json")
    #expect(text.contains("phantom0003") && !text.contains("phantom0002"))
  }

  @Test func evaluateScoresTheOthers() throws {
    let result = try run("evaluate", place["cases"], place["cases"], "--json")
    #expect(result.status == 1 && result.messages.contains("1 of 3 cases failed:\n  phantom0002: "))
    #expect((result.json["cases"] as? [Any])?.count == 2)
    #expect(failures(result).map { $0["name"] } == ["phantom0002"])
    let table = try run("evaluate", place["cases"], place["cases"], "--against", place["cases"])
    #expect(table.status == 1 && table.output.contains("phantom0003"), "\(table)")
  }

  @Test func exportWritesTheOthers() throws {
    let good = ["1", "3"].map { place["cases/phantom000\($0)/image.nii.gz"] }
    let scribbles = ["1", "3"].map { place["cases/phantom000\($0)/scribble.nii.gz"] }
    let made = try CommandRunner.run(
      ["init", place["p.inkling"], "--classes", "RV,Myo,LV", "--volume"] + good + ["--scribbles"]
        + scribbles)
    try #require(made.status == 0, "\(made.messages)")
    try FileManager.default.removeItem(atPath: good[0])
    let result = try run("export", "scribbles", place["p.inkling"], "--output", place["out"])
    #expect(result.status == 1 && result.messages.contains("1 of 2 cases failed:\n  phantom0001: "))
    #expect(try place.names("out") == ["labels.txt", "phantom0003.nii.gz"])
  }

  @Test func predictGoesOn() throws {
    let images = ["1", "2", "3"].map { place["cases/phantom000\($0)/image.nii.gz"] }
    let made = try run(
      "init", place["p.inkling"], "--volume", images[0], "--scribbles",
      place["cases/phantom0001/scribble.nii.gz"], "--classes", "RV,Myo,LV")
    try #require(made.status == 0, "\(made.messages)")
    let steps = try run(
      "train", place["p.inkling"], "--steps", "1", "--set", "network.channels=8,8", "--set",
      "network.dropout=0,0")
    try #require(steps.status == 0, "\(steps.messages)")
    let result = try CommandRunner.run(
      ["predict", place["p.inkling"]] + images + ["--output", place["out"]])
    #expect(result.status == 1 && result.messages.contains("1 of 3 images failed:\n  \(broken): "))
    #expect(try place.names("out") == ["phantom0001.nii.gz", "phantom0003.nii.gz"])
  }

  /// One file alone fails with its own sentence, as ever.
  @Test func oneFileHasNoList() throws {
    let result = try run("init", place["p.inkling"], "--volume", broken, "--classes", "RV")
    #expect(result.status == 1 && !result.messages.contains("failed:"))
    #expect(try place.names() == ["cases"])
  }
}
