import Foundation
import Testing

/// Image files as people have them: odd headers and numbers, links, colour tables, folders, long names.
@Suite struct ImageFileTests {
  private let place: Workplace
  private let size = [12, 10, 6]

  init() throws { place = try Workplace() }

  private func run(_ arguments: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(arguments)
  }

  /// What a test changes of a plain file: 1.5 x 1.5 x 8 mm, an sform that says the same, floats.
  private struct Header {
    var pixdim: [Float] = [1.5, 1.5, 8]
    var qformCode: Int16 = 0
    /// Quaternion b, c, d and the offset.
    var qform: [Float] = [0, 0, 0, 0, 0, 0]
  }

  /// Writes a NIfTI-1 file and returns its path.
  private func write(
    _ name: String, header: Header = Header(), _ value: (Int, Int, Int) -> Float
  ) throws -> String {
    var bytes = [UInt8](repeating: 0, count: 352)
    func put<T>(_ value: T, at offset: Int) {
      withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    func put(_ values: [Float], at offset: Int) {
      for (index, value) in values.enumerated() { put(value, at: offset + 4 * index) }
    }
    put(Int32(348), at: 0)
    for (index, extent) in ([3] + size).enumerated() { put(Int16(extent), at: 40 + 2 * index) }
    put(Int16(16), at: 70)
    put(Int16(32), at: 72)
    put([1] + header.pixdim, at: 76)
    put(Float(352), at: 108)
    put(header.qformCode, at: 252)
    put(Int16(2), at: 254)
    put(header.qform, at: 256)
    put([1.5, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, 8, 0], at: 280)
    bytes.replaceSubrange(344..<347, with: Array("n+1".utf8))
    var voxels: [Float] = []
    for k in 0..<size[2] {
      for j in 0..<size[1] { for i in 0..<size[0] { voxels.append(value(i, j, k)) } }
    }
    let data = voxels.withUnsafeBytes { Data(bytes) + Data($0) }
    let file = URL(fileURLWithPath: place[name])
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }

  /// A square on some slices.
  private func square(_ label: Float, _ slices: Range<Int>) -> (Int, Int, Int) -> Float {
    { i, j, k in (3..<8).contains(i) && (2..<7).contains(j) && slices.contains(k) ? label : 0 }
  }

  private func picture(_ i: Int, _ j: Int, _ k: Int) -> Float { Float(100 + 17 * i + 3 * j + k) }

  private func dice(_ result: CommandRunner.Result) -> Double? {
    (result.json["mean"] as? [String: Double])?["dice"]
  }

  // MARK: Headers

  @Test func unusablePixdimLeavesDistancesToTheSform() throws {
    let broken = Header(pixdim: [0, 0, 0])
    let a = try write("a.nii", header: broken, square(1, 1..<4))
    let b = try write("b.nii", header: broken, square(1, 2..<5))
    let scores = try run("evaluate", a, b, "--json")
    #expect((scores.json["mean"] as? [String: Double])?["hd95"] == 8)
    #expect(scores.messages.contains("\(b): pixdim[1] is 0, pixdim[2] is 0, pixdim[3] is 0"))
    let info = try run("info", try write("image.nii", header: broken, picture))
    #expect(info.output.contains("spacing      1.5 x 1.5 x 8 mm"))
    #expect(info.output.contains("note         pixdim[1] is 0"))
  }

  @Test func formsThatContradictAreTold() throws {
    let turned = Header(qformCode: 1, qform: [0, 1, 0, 16.5, 0, 40])
    let image = try write("heart.nii", header: turned, picture)
    let words = "sform and qform differ (180 degrees, "
    #expect(try run("info", image).output.contains("note         \(words)"))
    #expect(try run("check", image, image).output.contains("Image: \(words)"))
    let project = place["p.inkling"]
    #expect(try run("init", project, "--volume", image, "--classes", "A,B").status == 0)
    #expect(try run("doctor", project).output.contains(words))
    // Nothing is drawn, so training ends at once; what it looks at is told before.
    let train = try run("train", project, "--steps", "1")
    #expect(train.messages.contains("heart: \(words)"), "\(train.messages)")
  }

  @Test func fillValuesAreTold() throws {
    let image = try write("image.nii") { $1 == 0 ? -32768 : self.picture($0, $1, $2) }
    let info = try run("info", image)
    #expect(info.output.contains("note         Fill value -32768 in 10 % of the voxels"))
    #expect(!(try run("info", try write("plain.nii", picture)).output.contains("Fill value")))
  }

  // MARK: Labels

  @Test(arguments: [255, 100, 2] as [Float])
  func masksOfOtherNumbersAreCompared(number: Float) throws {
    let one = try write("one.nii", square(1, 1..<4))
    let other = try write("other.nii", square(number, 1..<4))
    for (first, second) in [(one, other), (other, one)] {
      let result = try run("evaluate", first, second, "--json")
      #expect(dice(result) == 1, "\(result.messages)")
      #expect(result.messages.contains("0 and \(Int(number))"))
      #expect(result.messages.contains("compared as one class"))
    }
    let named = try run("evaluate", one, other, "--json", "--classes", "heart")
    let classes = (named.json["classes"] as? [[String: Any]])?.map { $0["name"] as? String }
    #expect(dice(named) == 1 && classes == ["heart"])
    // A second prediction, numbered as the truth is, is compared with the same class.
    let both = try run("evaluate", one, other, "--against", other, "--json")
    let overall = (both.json["comparison"] as? [String: Any])?["classes"] as? [[String: Any]]
    #expect(overall?.count == 1 && overall?[0]["b"] as? Double == 1, "\(both.output)")
  }

  @Test func classesWithNamesAreNoMasks() throws {
    let one = try write("one.nii", square(1, 1..<4))
    let two = try write("two.nii", square(2, 1..<4))
    let result = try run("evaluate", one, two, "--json", "--classes", "A,B")
    #expect(dice(result) == 0)
    #expect(result.messages == "Only in \(one): label 1. Only in \(two): label 2.\n")
  }

  @Test func labelsOfOneSideAreNamed() throws {
    func labels(_ i: Int, _ factor: Float) -> Float { i < 4 ? 0 : factor * Float(i / 4) }
    let small = try write("small.nii") { i, _, _ in labels(i, 1) }
    let large = try write("large.nii") { i, _, _ in labels(i, 85) }
    let result = try run("evaluate", small, large, "--json")
    #expect(dice(result) == 0)
    #expect(
      result.messages == "Only in \(small): label 1, 2. Only in \(large): label 85, 170.\n")
    #expect(try run("evaluate", small, small).messages.isEmpty)
  }

  @Test func colourTablesGiveNamesAndColours() throws {
    let image = try write("image.nii", picture)
    let table = place["lut.txt"]
    try Data("# No Label R G B A\n17 Left-Hippocampus 220 216 20 0\n53 RV 1 2 3 0\n".utf8)
      .write(to: URL(fileURLWithPath: table))
    let made = try run("init", place["p.inkling"], "--volume", image, "--label-table", table)
    #expect(made.messages.contains("classes 17 Left-Hippocampus, 53 RV."))
    #expect(try place.text("p.inkling/labels.txt").contains("   17  220  216   20 "))
    try Data("254 a 1 2 3 0\n".utf8).write(to: URL(fileURLWithPath: table))
    let high = try run("init", place["q.inkling"], "--volume", image, "--label-table", table)
    #expect(high.status == 1 && high.messages.contains("labels above 253"))
  }

  // MARK: Files

  @Test func linksToNothingAreNamed() throws {
    let link = place["scan.nii.gz"]
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: ".git/annex/objects/KEY")
    let image = try write("image.nii", picture)
    for arguments in [
      ["info", link], ["open", link], [link], ["check", image, link], ["evaluate", link, image],
      ["init", place["p.inkling"], "--volume", link, "--classes", "A,B"], ["doctor", link],
      ["predict", "--model", link, image, "--output", place["out"]],
    ] {
      let result = try CommandRunner.run(arguments)
      #expect(result.status == 1, "\(arguments)")
      #expect(
        (result.output + result.messages).contains(
          "is a link, and its target .git/annex/objects/KEY is missing"),
        "\(arguments): \(result.output)\(result.messages)")
    }
  }

  /// What `inkling FOLDER` advises is done word for word.
  @Test(arguments: ["flat", "with a blank"])
  func adviceOnAFolderOfImagesWorks(name: String) throws {
    for image in ["p1", "p2"] { _ = try write("\(name)/\(image).nii", picture) }
    _ = try write("\(name)/p1_label.nii", square(1, 1..<4))
    let refused = try run(place[name])
    #expect(refused.status == 1)
    let parts = refused.messages.split(separator: "`")
    try #require(parts.count == 3 && parts[1].hasPrefix("inkling init "), "\(refused.messages)")
    let command = parts[1].replacing(/^inkling/, with: "'\(CommandRunner.program.path)'")
    let made = try CommandRunner.shell(["/bin/sh", "-c", String(command)])
    #expect(made.status == 0, "\(made.messages)")
    #expect(made.messages.contains("Taken as truth, for scores only: p1_label.nii (1)"))
    #expect(made.messages.contains("2 volumes"))
    #expect(try run("doctor", place[name] + ".inkling").output.contains("ok       p2"))
    let empty = place["empty"]
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    let none = try run(empty)
    #expect(none.status == 1 && none.messages.contains("holds no images"))
  }

  @Test func imagesOfOneNameBecomeCasesOfTheirFolders() throws {
    let images = try ["sub-1", "sub-2", "sub-3"].map { try write("\($0)/anat/T1.nii", picture) }
    let project = place["p.inkling"]
    var made = try run("init", project, "--volume", images[0], images[1], "--classes", "A,B")
    #expect(made.status == 0, "\(made.messages)")
    made = try run("add", project, "--volume", images[2])
    #expect(made.messages.contains("Added sub-3_T1 in"))
    let text = try place.text("p.inkling/project.json")
    for name in ["sub-1_T1", "sub-2_T1", "sub-3_T1"] { #expect(text.contains("\"\(name)\"")) }
  }

  @Test func projectsOfLongNamesOpenAgain() throws {
    let image = try write(String(repeating: "\u{8133}", count: 82) + ".nii", picture)
    let scribbles = try write("s.nii") { i, j, _ in i == j ? 1 : j == 9 ? 255 : 0 }
    let made = try run(
      "init", place["p.inkling"], "--volume", image, "--scribbles", scribbles,
      "--scribble-encoding", "inkling", "--classes", "A")
    #expect(made.status == 0, "\(made.messages)")
    let found = try run("doctor", place["p.inkling"])
    #expect(found.status == 0 && found.output.contains("scribbles on 6 slices"), "\(found.output)")
  }
}
