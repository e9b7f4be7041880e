import Foundation
import Testing

/// Folders of DICOM files. A script in the place of dcm2niix makes the images, so that the tests need neither it nor a patient.
@Suite struct DicomTests {
  private let place: Workplace
  private let environment: [String: String]

  /// Two folders of files that begin as DICOM files do; the second holds two series.
  init() throws {
    place = try Workplace()
    try place.makePhantoms("made", "--cases", "1", "--size", "16x12x3")
    let files = FileManager.default
    for name in ["bin", "scans/one/deep", "scans/two"] {
      try files.createDirectory(atPath: place[name], withIntermediateDirectories: true)
    }
    for name in ["scans/one/deep/IM1", "scans/two/IM1"] {
      try Data([UInt8](repeating: 0, count: 128) + Array("DICM rest".utf8))
        .write(to: URL(fileURLWithPath: place[name]))
    }
    try Data("notes".utf8).write(to: URL(fileURLWithPath: place["scans/one/readme.txt"]))
    // The last two words are the target of -o and the source.
    let script = """
      #!/bin/bash
      source="${@: -1}"; target="${@: -2:1}"
      [ "$*" = "-z i -b y -f %3s_%d -o $target $source" ] || exit 99
      add() {
        cp '\(place["made/image.nii.gz"])' "$target/$1.nii.gz"
        echo "{\\"SeriesNumber\\": $2, \\"SeriesDescription\\": \\"$3\\"}" > "$target/$1.json"
      }
      add 003_cine_SAX 3 'cine SAX'
      case "$source" in *two) add 007_T2w 7 T2w;; *none) rm "$target"/*; echo "No valid DICOM"; exit 2;;
        *half) echo "Some are bad"; exit 8;; esac
      """
    let stub = place["bin/dcm2niix"]
    try Data(script.utf8).write(to: URL(fileURLWithPath: stub))
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: stub)
    environment = ["PATH": "\(place["bin"]):/usr/bin:/bin"]
  }

  private func run(_ words: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(words, environment: environment)
  }

  @Test func oneSeriesIsAnImage() throws {
    let info = try run("info", place["scans/one"], "--json")
    #expect(info.status == 0 && info.json["size"] as? [Int] == [16, 12, 3], "\(info)")
    #expect(info.messages.contains("Converting the DICOM files of"))
    // The image of a project stays, beside it; the same once more is no other one.
    for name in ["p", "q"] {
      let made = try run(
        "init", place["\(name).inkling"], "--volume", place["scans/one"], "--classes", "A")
      #expect(made.status == 0, "\(made)")
    }
    #expect(try place.names().contains("one_003_cine_SAX.nii.gz"))
    #expect(try place.text("p.inkling/project.json").contains("\"../one_003_cine_SAX.nii.gz\""))
    #expect(try run("doctor", place["p.inkling"]).status == 0)
    try Data("other".utf8).write(to: URL(fileURLWithPath: place["one_003_cine_SAX.nii.gz"]))
    let other = try run(
      "init", place["r.inkling"], "--volume", place["scans/one"], "--classes", "A")
    #expect(other.status == 1 && other.messages.contains("is not what dcm2niix makes now"))
  }

  @Test func ofSeveralSeriesOneIsChosen() throws {
    let all = try run("info", place["scans/two"])
    #expect(all.status == 1 && all.messages.contains("holds 2 series: choose one with --series"))
    #expect(all.messages.contains("  003_cine_SAX  (16 x 12 x 3)\n  007_T2w  (16 x 12 x 3)"))
    for wanted in ["7", "t2W", "T2", "007_T2w"] {
      let one = try run("info", place["scans/two"], "--series", wanted, "--json")
      #expect((one.json["file"] as? String)?.hasSuffix("/two_007_T2w.nii.gz") == true, "\(one)")
    }
    let none = try run("info", place["scans/two"], "--series", "9")
    #expect(none.status == 1 && none.messages.contains("holds no series \"9\". There are:"))
  }

  @Test func foldersOfFoldersBecomeCases() throws {
    let made = try run(
      "init", place["p.inkling"], "--from", place["scans"], "--series", "cine sax", "--classes", "A"
    )
    #expect(made.status == 0 && made.messages.contains("2 volumes"), "\(made)")
    let text = try place.text("p.inkling/project.json")
    for name in ["one_003_cine_SAX", "two_003_cine_SAX"] { #expect(text.contains("\"\(name)\"")) }
    let more = try run(
      "add", place["p.inkling"], "--volume", place["scans/two"], "--series", "7")
    #expect(more.status == 0 && more.messages.contains("Added two_007_T2w in"), "\(more)")
  }

  @Test func whatGoesWrongIsSaid() throws {
    let without = try CommandRunner.run(
      ["info", place["scans/one"]], environment: ["PATH": "/nowhere"])
    #expect(without.status == 1 && without.messages.contains("`apt install dcm2niix`"))
    try FileManager.default.moveItem(atPath: place["scans/one"], toPath: place["scans/none"])
    let none = try run("info", place["scans/none"])
    #expect(
      none.status == 1 && none.messages.contains("(exit status 2): No valid DICOM"), "\(none)")
    try FileManager.default.moveItem(atPath: place["scans/none"], toPath: place["scans/half"])
    let half = try run("info", place["scans/half"])
    #expect(half.status == 0 && half.messages.contains("ended with status 8: Some are bad"))
    let plain = try run("info", place["made"])
    #expect(plain.status == 1 && plain.messages.contains("is a folder; expected an image"))
  }
}
