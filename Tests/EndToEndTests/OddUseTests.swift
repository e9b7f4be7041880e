import Foundation
import Testing

/// What people do by mistake, and disks by themselves: a sentence and a status, nothing lost.
@Suite struct OddUseTests {
  private let place: Workplace
  private var phantom: String { place["cases/phantom0001/image.nii.gz"] }

  init() throws {
    place = try Workplace()
    try place.makePhantoms("cases", "--cases", "2", "--size", "32x32x3")
  }

  private func run(_ arguments: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(arguments)
  }

  private func shell(_ line: String) throws -> CommandRunner.Result {
    try CommandRunner.shell(["/bin/sh", "-c", line])
  }

  private func project() throws -> String {
    let project = place["p.inkling"]
    let made = try run("init", project, "--from", place["cases"], "--classes", "RV,Myo,LV")
    try #require(made.status == 0, "\(made.messages)")
    return project
  }

  @Test func anImageIsNotReplacedByItsLabels() throws {
    let project = try project()
    let steps = try run(
      "train", project, "--steps", "1", "--set", "network.channels=8,8", "--set",
      "network.dropout=0,0")
    try #require(steps.status == 0, "\(steps.messages)")
    let before = try Data(contentsOf: URL(fileURLWithPath: phantom))
    let result = try run(
      "predict", "--model", project + "/run/checkpoint-latest.safetensors", phantom, "--output",
      phantom,
      "--force")
    #expect(result.status == 1 && result.messages.contains("choose another name"))
    // Nor another image of the same command, nor by an uncertainty map.
    let model = project + "/run/checkpoint-latest.safetensors"
    let second = place["b/second.nii.gz"]
    let files = FileManager.default
    try files.createDirectory(
      at: URL(fileURLWithPath: place["b"]), withIntermediateDirectories: true)
    try files.copyItem(atPath: phantom, toPath: second)
    try files.copyItem(atPath: phantom, toPath: place["b/x-uncertainty.nii.gz"])
    let others = try run(
      "predict", "--model", model, phantom, second, "--output", place["b"], "--force")
    #expect(others.status == 1 && others.messages.contains("choose another name"))
    let map = try run(
      "predict", "--model", model, place["b/x-uncertainty.nii.gz"], "--output",
      place["b/x.nii.gz"], "--uncertainty", "--force")
    #expect(map.status == 1 && map.messages.contains("choose another name"))
    // Label maps of images of one name: the names say whose they are, and so do the lines.
    let same = place["b/image.nii.gz"]
    try files.copyItem(atPath: phantom, toPath: same)
    try files.moveItem(atPath: place["b"], toPath: place["phantom0001"])
    let twins = [phantom, place["phantom0001/image.nii.gz"]]
    let made = try run("predict", "--model", model, twins[0], twins[1], "--output", place["out"])
    #expect(made.status == 0, "\(made.messages)")
    let names = try place.names("out")
    #expect(names.count == 2 && names[0] == "cases_phantom0001.nii.gz", "\(names)")
    for (image, name) in zip(twins, [names[0], names[1]]) {
      #expect(made.messages.contains("\(image): wrote \(place["out/" + name])"), "\(made.messages)")
    }
    try files.moveItem(atPath: place["phantom0001"], toPath: place["b"])
    for file in [second, place["b/x-uncertainty.nii.gz"]] {
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
    }
    let truth = place["cases/phantom0001/label.nii.gz"]
    #expect(try run("simulate", truth, "--output", truth, "--force").status == 1)
    #expect(try Data(contentsOf: URL(fileURLWithPath: phantom)) == before)
  }

  @Test func outputThatCanNotBeWrittenIsAnError() throws {
    let program = CommandRunner.program.path
    for words in ["--json", ""] {
      let result = try shell("'\(program)' info '\(phantom)' \(words) >/dev/full")
      #expect(result.status == 1, "\(words)")
      #expect(result.messages.contains("standard output"))
    }
    // Messages that nobody reads stop no training, nor does a reader that leaves.
    let project = try project()
    let train =
      "'\(program)' train '\(project)' --steps 3 --set network.channels=8,8 --set network.dropout=0,0"
    #expect(try shell("\(train) 2>/dev/full").status == 0)
    let longer = train.replacing("--steps 3", with: "--steps 40")
    _ = try shell("(\(longer); echo $? > '\(place["code"])') 2>&1 | true")
    #expect(try place.text("code") == "0\n")
    #expect(try run("status", project).output.hasPrefix("done, step 40 of 40"))
  }

  /// Errors are sentences, not error domains; help that cannot be written is an error; a closed output is no place for
  /// the next file.
  @Test func faultsOfTheSystemAreSentences() throws {
    let program = CommandRunner.program.path
    for words in [
      "phantom --output /dev/null", "info '\(phantom)' >&-", "info '\(phantom)' --json >&-",
      "--help >/dev/full", "train --help >/dev/full", "help train >&-",
    ] {
      let result = try shell("'\(program)' \(words)")
      #expect(result.status == 1, "\(words): \(result.status)")
      #expect(
        result.messages.hasPrefix("Error: ") && !result.messages.contains("NSCocoa"),
        "\(words): \(result.messages)")
      #expect(!result.messages.contains("operation could not"), "\(words): \(result.messages)")
    }
    let help = try shell("'\(program)' train --help")
    #expect(help.status == 0 && help.output.hasPrefix("OVERVIEW"))
  }

  @Test func aFileThatGrowsTooLargeIsNamed() throws {
    let target = place["big"]
    let result = try shell(
      "ulimit -f 4; '\(CommandRunner.program.path)' phantom --output '\(target)' --size 64x64x8")
    #expect(result.status == 1)
    #expect(result.messages.contains("could not be written"), "\(result.messages)")
  }

  @Test func namesAndNumbersThatDoNotFitAreRefused() throws {
    let lines = try run("init", place["q.inkling"], "--volume", phantom, "--classes", "A\nB,C")
    #expect(lines.status == 64 && lines.messages.contains("line breaks"))
    let project = try project()
    let steps = try run("train", project, "--steps", "20000000")
    #expect(steps.status == 64 && steps.messages.contains("10000000"))
    let stage = try run("train", project, "--method", "dmsps2", "--steps", "2")
    #expect(stage.status == 1 && stage.messages.contains("--init"))
    let axis = try run("simulate", phantom, "--output", place["s.nii.gz"], "--slice-axis", "2")
    #expect(axis.status == 64 && axis.messages.contains("'i'"), "\(axis.messages)")
  }

  /// A NIfTI-1 file of 8 x 8 x 3 floats.
  private func image(_ name: String, _ values: [Float]) throws -> String {
    var bytes = [UInt8](repeating: 0, count: 352)
    func put<T>(_ value: T, at offset: Int) {
      withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    put(Int32(348), at: 0)
    for (index, size) in [3, 8, 8, 3, 1, 1, 1, 1].enumerated() {
      put(Int16(size), at: 40 + 2 * index)
    }
    put(Int16(16), at: 70)
    put(Int16(32), at: 72)
    for (index, spacing) in [1, 1, 1, 5].enumerated() { put(Float(spacing), at: 76 + 4 * index) }
    put(Float(352), at: 108)
    bytes.replaceSubrange(344..<347, with: Array("n+1".utf8))
    let data = values.withUnsafeBytes { Data(bytes) + Data($0) }
    try data.write(to: URL(fileURLWithPath: place[name]))
    return place[name]
  }

  @Test func imagesWithNothingInThemAreRefusedAtOnce() throws {
    let project = place["c.inkling"]
    func made(_ values: [Float]) throws -> CommandRunner.Result {
      try run(
        "init", project, "--volume", try image("c.nii", values), "--classes", "A,B", "--force")
    }
    let constant = try made([Float](repeating: 5, count: 192))
    #expect(constant.status == 1 && constant.messages.contains("same intensity"))
    let nothing = try made([Float](repeating: .nan, count: 192))
    #expect(nothing.status == 1 && nothing.messages.contains("no finite number"))
    #expect(try made((0..<192).map { Float($0) }).status == 0)
    let many = (1...40).map { "C\($0)" }.joined(separator: ",")
    let classes = try run(
      "init", project, "--volume", place["c.nii"], "--classes", many, "--force")
    #expect(classes.status == 0 && classes.messages.contains("at most 31"))
  }

  @Test func foldersWithoutImagesAreNamed() throws {
    let cases = URL(fileURLWithPath: place["cases"])
    let files = FileManager.default
    try files.createDirectory(
      at: cases.appendingPathComponent("notes"), withIntermediateDirectories: true)
    try files.copyItem(
      at: cases.appendingPathComponent("phantom0001"), to: cases.appendingPathComponent(".hidden"))
    let result = try run(
      "init", place["r.inkling"], "--from", place["cases"], "--classes", "RV,Myo,LV")
    #expect(result.status == 0)
    #expect(result.messages.contains("Passed over") && result.messages.contains("notes (1)"))
    #expect(try place.names("r.inkling/scribbles").filter { $0.contains("hidden") }.isEmpty)
  }

  @Test func doctorLooksAtSettingsAndLabels() throws {
    let project = try project()
    let file = URL(fileURLWithPath: project + "/project.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacing("\"scribsd+\"", with: "\"magic\"").utf8).write(to: file)
    let method = try run("doctor", project)
    #expect(method.status == 1 && method.output.contains("magic"))
    let other = text.replacing("\"id\" : 3", with: "\"id\" : 5")
    try #require(other != text)
    try Data(other.utf8).write(to: file)
    let label = try run("doctor", project)
    #expect(label.status == 1 && label.output.contains("scribbles with label 3"))
    let margin = text.replacing("\"region_margin_mm\" : 20", with: "\"region_margin_mm\" : -500")
    try Data(margin.utf8).write(to: file)
    let refused = try run("status", project)
    #expect(refused.status == 1 && refused.messages.contains("0 to 1000 mm"))
  }
}
