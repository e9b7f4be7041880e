import Foundation
import Testing

/// Label maps with the numbers of other programs, from command to command.
@Suite struct ValueCommandTests {
  private let place: Workplace
  private let image: String, label: String

  init() throws {
    place = try Workplace()
    try place.makePhantoms("cases", "--cases", "2", "--size", "48x40x6")
    image = place["cases/phantom0001/image.nii.gz"]
    label = place["cases/phantom0001/label.nii.gz"]
  }

  private func run(_ arguments: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(arguments)
  }

  /// A label map with other numbers, of two bytes each and without a word on what they mean.
  private func renumber(
    _ file: String, to name: String, _ number: (Int) -> Int
  ) throws -> String {
    let raw = place["raw.nii"]
    _ = try CommandRunner.shell(["/bin/sh", "-c", "gzip -dc \"$0\" > \"$1\"", file, raw])
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: raw)))
    let voxels = try PlainVolume(file).numbers.map { number(Int($0)) }
    (bytes[70], bytes[72]) = (4, 16)
    for place in Array(68..<70) + Array(328..<344) { bytes[place] = 0 }
    let start = bytes.count - voxels.count
    bytes = bytes[..<start] + voxels.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let path = place[name]
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test func optionsThatReachNothingAreRefused() throws {
    let words = ["init", place["p.inkling"], "--volume", image, "--classes", "RV"]
    for more in [
      ["--label-values", "1001=RV"], ["--prediction-name", "x.nii.gz"],
      ["--scribble-values", "0=none", "--scribble-encoding", "inkling"],
    ] {
      #expect(try CommandRunner.run(words + more).status == 64, "\(more)")
    }
  }

  /// 0 = none, K+1 = background, as ITK-SNAP and 3D Slicer have it.
  @Test func theProposedLineWorksAndIsKept() throws {
    let first = try renumber(place["cases/phantom0001/scribble.nii.gz"], to: "a.nii") {
      $0 == 255 ? 4 : $0
    }
    let second = try renumber(place["cases/phantom0002/scribble.nii.gz"], to: "b.nii") {
      $0 == 255 ? 4 : $0
    }
    let project = place["p.inkling"]
    let words = [
      "init", project, "--volume", image, "--scribbles", first, "--classes", "RV,Myo,LV",
    ]
    let refused = try CommandRunner.run(words)
    #expect(refused.status == 1)
    let line = refused.messages.split(separator: "\n").first { $0.contains("  --scribble-values ") }
    let pasted = try #require(line).split(separator: " ").map(String.init)
    #expect(pasted == ["--scribble-values", "0=none,1=RV,2=Myo,3=LV,4=background"])
    let made = try CommandRunner.run(words + pasted)
    #expect(made.status == 0, "\(made.messages)")
    let added = try run(
      "add", project, "--volume", place["cases/phantom0002/image.nii.gz"], "--scribbles", second)
    #expect(
      added.status == 0 && added.messages.contains("as the project notes"), "\(added.messages)")
    let exported = try run("export", "scribbles", project, "--output", place["out"])
    #expect(exported.status == 0, "\(exported.messages)")
    let numbers = try PlainVolume(place["out/phantom0002.nii.gz"]).numbers
    #expect(Set(numbers) == [0, 1, 2, 3, 4])
    let own = try run(
      "export", "scribbles", project, "--output", place["own"], "--encoding", "inkling")
    #expect(own.status == 0)
    #expect(try Set(PlainVolume(place["own/phantom0002.nii.gz"]).numbers) == [0, 1, 2, 3, 255])
    #expect(
      try run(
        "export", "scribbles", project, "--output", place["x"], "--encoding", "inkling",
        "--scribble-values", "0=none"
      ).status == 64)
  }

  @Test func aMaskIsAStart() throws {
    let project = place["p.inkling"]
    let mask = try renumber(label, to: "mask.nii") { [0, 1001, 1002, 1003][$0] }
    let words = [
      "init", project, "--volume", image, "--prediction", mask, "--classes", "RV,Myo,LV",
    ]
    let refused = try CommandRunner.run(words)
    #expect(refused.status == 1)
    #expect(
      refused.messages.contains("--label-values 1001=RV,1002=Myo,1003=LV"), "\(refused.messages)")
    #expect(!FileManager.default.fileExists(atPath: project))
    let made = try CommandRunner.run(
      words + ["--label-values", "1001=RV,1002=Myo,1003=LV", "--json"])
    #expect(made.status == 0, "\(made.messages)")
    let cases = try #require(made.json["cases"] as? [[String: Any]])
    #expect(cases[0]["prediction"] as? String == mask)
    let exported = try run("export", "labels", project, "--output", place["out.nii.gz"])
    #expect(
      exported.status == 0 && exported.messages.contains("6 as imported"), "\(exported.messages)")
    #expect(try PlainVolume(place["out.nii.gz"]).difference(PlainVolume(label)) == 0)
    let scores = try run(
      "evaluate", place["out.nii.gz"], mask, "--label-values", "1001=RV,1002=Myo,1003=LV")
    #expect(scores.status == 0 && scores.output.contains("Myo"), "\(scores.messages)")
    #expect(
      try run("evaluate", place["out.nii.gz"], mask).messages.contains("--label-values 1001=1"))
  }

  @Test func masksInCaseFolders() throws {
    try FileManager.default.copyItem(atPath: label, toPath: place["cases/phantom0001/guess.nii.gz"])
    let made = try run(
      "init", place["p.inkling"], "--from", place["cases"], "--classes", "RV,Myo,LV",
      "--prediction-name", "guess.nii.gz")
    #expect(made.status == 0, "\(made.messages)")
    #expect(made.messages.contains("1 of 2 cases have no guess.nii.gz"))
    #expect(try place.names("p.inkling/imported") == ["phantom0001.nii.gz"])
  }

  @Test func truthsAreCheckedAndKept() throws {
    let project = place["p.inkling"]
    let truth = try renumber(label, to: "truth.nii") { [0, 2001, 2002, 2003][$0] }
    let words = ["init", project, "--volume", image, "--truth", truth, "--classes", "RV,Myo,LV"]
    #expect(
      try CommandRunner.run(words).messages.contains("--label-values 2001=RV,2002=Myo,2003=LV"))
    let made = try CommandRunner.run(words + ["--label-values", "2001=RV,2002=2,2003=LV"])
    #expect(made.status == 0, "\(made.messages)")
    #expect(
      try place.text("p.inkling/project.json").contains(
        "\"truth_values\" : \"2001=1,2002=2,2003=3\""))
    #expect(try run("doctor", project).output.contains("ok       phantom0001"))
  }

  @Test func aTableOfAnAtlasNamesTheClasses() throws {
    let table = place["lut.txt"]
    try Data("0 Unknown 0 0 0 0\n17 Left-Hippocampus 220 216 20 0\n1001 ctx-lh 25 100 40 0\n".utf8)
      .write(to: URL(fileURLWithPath: table))
    let project = place["p.inkling"]
    let words = ["init", project, "--volume", image, "--label-table", table]
    #expect(try CommandRunner.run(words).messages.contains("--label-values 1001=1"))
    let made = try CommandRunner.run(words + ["--label-values", "1001=1,17=hippocampus"])
    #expect(made.status == 0, "\(made.messages)")
    #expect(made.messages.contains("classes 1 ctx-lh, 2 hippocampus"), "\(made.messages)")
  }
}
