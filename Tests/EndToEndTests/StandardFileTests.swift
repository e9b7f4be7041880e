import Foundation
import Testing

/// `-` in the place of files, and images and label maps in NRRD.
@Suite struct StandardFileTests {
  private let place: Workplace
  private let image: String
  private let truth: String

  init() throws {
    place = try Workplace()
    try place.makePhantoms("made", "--cases", "1", "--size", "32x24x3")
    (image, truth) = (place["made/image.nii.gz"], place["made/label.nii.gz"])
  }

  private func run(_ words: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(words)
  }

  /// A line of the shell in which $I is the program.
  private func shell(_ line: String) throws -> CommandRunner.Result {
    try CommandRunner.shell(
      ["/bin/bash", "-c", "set -o pipefail; cd '\(place.url.path)'; \(line)"],
      environment: ["I": CommandRunner.program.path])
  }

  private func project() throws -> String {
    let project = place["p.inkling"]
    let made = try run(
      "init", project, "--volume", image, "--scribbles", place["made/scribble.nii.gz"], "--classes",
      "RV,Myo,LV")
    try #require(made.status == 0, "\(made.messages)")
    try #require(try run("import", project, truth).status == 0)
    return project
  }

  @Test(arguments: ["cat made/image.nii.gz | $I", "$I"])
  func imagesComeFromStandardInput(start: String) throws {
    // A pipe, and a file that standard input has been led from.
    let end = start.hasPrefix("cat") ? "" : " < made/image.nii.gz"
    let info = try shell("\(start) info - --json\(end)")
    #expect(info.status == 0 && info.json["size"] as? [Int] == [32, 24, 3], "\(info)")
    let check = try shell("\(start) check - made/label.nii.gz --json\(end)")
    #expect(check.status == 0 && check.json["fits"] as? Bool == true, "\(check)")
    for words in ["init q.inkling --classes A --volume -", "open -", "-"] {
      let refused = try shell("\(start) \(words)\(end)")
      #expect(refused.status == 1, "\(refused)")
      #expect(refused.messages.contains("images must stay where they are"), "\(refused)")
    }
    #expect(try !place.names().contains("q.inkling"))
  }

  @Test func exportsUnderOneNameAndWhatTheySay() throws {
    let project = try self.project()
    let nifti = try run("export", "labels", project, "--output", place["o.nii.gz"], "--json")
    let cases = nifti.json["cases"] as? [[String: Any]]
    #expect(cases?.first?["file"] as? String == place["o.nii.gz"], "\(nifti)")
    // The same names and colours beside both.
    let segments = try run("export", "labels", project, "--output", place["o.seg.nrrd"])
    #expect(segments.status == 0, "\(segments.messages)")
    let other = try run("export", "labels", project, "--output", place["o.mha"])
    #expect(other.status == 1 && other.messages.contains(".mha files are not written"))
    let both = try run("export", "labels", project, "--output", "-", "--json")
    #expect(both.status == 64)
  }

  @Test func whatIsWrittenToStandardOutputIsTheFile() throws {
    _ = try project()
    for (line, file) in [
      ("export labels p.inkling", "a.nii.gz"), ("export scribbles p.inkling", "b.nii.gz"),
      ("simulate made/label.nii.gz", "c.nii.gz"),
      ("export png p.inkling --case made --slice 1", "d.png"),
    ] {
      let both = try shell(
        "$I \(line) --output \(file) && $I \(line) --output - > piped && cmp piped \(file) && "
          + "$I \(line) --output /dev/stdout | cmp - \(file)")
      #expect(both.status == 0, "\(line): \(both)")
    }
    let chain = try shell(
      "$I simulate - --output - < made/label.nii.gz | $I check made/image.nii.gz - --json")
    #expect(chain.status == 0 && chain.json["fits"] as? Bool == true, "\(chain)")
    let scores = try shell(
      "$I export labels p.inkling --output - | $I evaluate - made/label.nii.gz")
    #expect(scores.status == 0 && scores.output.contains("stdin"), "\(scores)")
    // Nothing else is left behind.
    #expect(try !place.names().contains { $0.contains("stdout") || $0 == "labels.txt" })
  }

  @Test func theScreenAndTheKeyboardAreRefused() throws {
    _ = try project()
    let screen = try shell(
      "script -qec \"$I export labels p.inkling --output -\" /dev/null < /dev/null")
    #expect(screen.status == 1 && screen.output.contains("Standard output is the screen"))
    let keyboard = try shell("script -qec \"$I info -\" /dev/null < /dev/null")
    #expect(keyboard.status == 1 && keyboard.output.contains("Standard input is the keyboard"))
  }

  @Test func predictionsGoThroughPipes() throws {
    let project = try project()
    let trained = try run("train", project, "--steps", "1", "--threads", "1")
    try #require(trained.status == 0, "\(trained.messages)")
    let piped = try shell(
      "$I predict p.inkling - --output - --threads 1 < made/image.nii.gz | $I info - --json")
    #expect(piped.status == 0 && piped.json["data_type"] as? String == "uint8", "\(piped)")
    #expect(piped.messages.contains("/dev/stdin: wrote"))
    let folder = try shell(
      "cat made/image.nii.gz | $I predict p.inkling - --output out --threads 1 && ls out")
    #expect(folder.output == "stdin.nii.gz\n", "\(folder)")
    let more = try run("predict", project, image, "--output", "-", "--uncertainty")
    #expect(more.status == 64 && more.messages.contains("is one file"), "\(more)")
    let segments = try shell(
      "$I predict p.inkling made/image.nii.gz --output x.seg.nrrd --uncertainty --threads 1 && ls x*"
    )
    #expect(segments.output == "x-uncertainty.nrrd\nx.seg.nrrd\n", "\(segments)")
    let check = try run("check", image, place["x-uncertainty.nrrd"], "--json")
    #expect(check.json["fits"] as? Bool == true)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: place["x.seg.nrrd"])).contains(text: "Name:=Myo"))
  }

  /// An image in NRRD goes the whole way: project, scribbles, truth, export in all formats, import with names.
  @Test func nrrdGoesTheWholeWay() throws {
    let made = try shell(
      """
      $I phantom --output n/x.nrrd --seed 4 --size 24x20x3 && ls n && $I init n.inkling --volume n/x.nrrd \
      --scribbles n/x-scribble.nii.gz --truth n/x-label.nii.gz --classes RV,Myo,LV && \
      $I import n.inkling n/x-label.nii.gz && for e in nii.gz nrrd seg.nrrd; do \
      $I export labels n.inkling --output o.$e --force && $I check n/x.nrrd o.$e && \
      $I evaluate o.$e n/x-label.nii.gz --json > /dev/null || exit 9; done
      """)
    #expect(made.status == 0, "\(made)")
    #expect(made.output.hasPrefix("x-label.nii.gz\nx-labels.txt\nx-scribble.nii.gz\nx.nrrd\n"))
    // Names and colours come along with the segments.
    let taken = try shell(
      "$I init m.inkling --volume n/x.nrrd --label-table o.seg.nrrd && cat m.inkling/labels.txt && "
        + "$I init l.inkling --volume n/x.nrrd --classes other && $I import l.inkling o.seg.nrrd")
    #expect(taken.status == 0, "\(taken)")
    #expect(taken.output.contains("255  135    0        1  1  1    \"Myo\""), "\(taken.output)")
    #expect(taken.messages.contains("RV is 1 in the file and 4 here"), "\(taken.messages)")
    #expect(taken.messages.contains("Labels added: Myo, LV, RV."), "\(taken.messages)")
    let scribbles = try shell(
      "$I export scribbles n.inkling --output s.seg.nrrd && $I init k.inkling --volume n/x.nrrd --scribbles "
        + "s.seg.nrrd --classes RV,Myo,LV --json")
    #expect(
      scribbles.status == 0 && scribbles.messages.contains("taken as inkling, as its header notes"))
    let encoded = try shell(
      "$I export scribbles n.inkling --encoding ignore-last --output t.seg.nrrd")
    #expect(encoded.status == 1 && encoded.messages.contains("choose a name ending in .nrrd"))
  }
}

extension Data {
  fileprivate func contains(text: String) -> Bool { range(of: Data(text.utf8)) != nil }
}
