import Foundation
import Testing

/// What the viewer exports is what the commands export, byte by byte; what a command imports the viewer shows.
@Suite(
  .enabled(if: Tmux.program != nil, "tmux is not installed: apt-get install tmux"), .serialized)
struct ExchangeEndToEndTests {
  private func bytes(_ place: ViewingPlace, _ name: String) throws -> Data {
    try Data(contentsOf: place.folder.appendingPathComponent(name))
  }

  @Test func exportsOfViewerAndCommandAreTheSameBytes() throws {
    let place = try ViewingPlace()
    let tmux = try place.open()
    try tmux.wait(for: "axial 3 (0-5)")
    try tmux.keys("1", "Space", "Right", "Right", "Space", "g")
    for slice in 0..<6 {
      try tmux.wait(for: "axial \(slice) (0-5)")
      if slice != 3 {
        try tmux.keys("E")
        try tmux.wait(for: "slice \(slice) marked as empty")
        try tmux.keys("A")
      } else {
        try tmux.keys("A")
        try tmux.wait(for: "A again accepts")
        try tmux.keys("A")
      }
      try tmux.wait(for: slice < 5 ? "slice \(slice) accepted" : "all 6 slices done")
      if slice < 5 { try tmux.keys("n") }
    }
    // The summary lies over the slice.
    try tmux.keys("Escape")
    try tmux.wait(for: ":export labels saves all")
    try tmux.keys(":")
    try tmux.bytes("export labels")
    try tmux.keys("Enter")
    try tmux.wait(for: "heart-segmentation.nii.gz")
    try tmux.keys("Enter")
    try tmux.wait(for: "6 slices accepted, 0 as predicted: written to")
    for (line, file) in [
      ("scribbles ignore-last", "viewer-scribbles.nii.gz"),
      ("accepted ignore-255", "viewer-accepted.nii"),
    ] {
      try tmux.keys(":")
      try tmux.bytes("export \(line) \(file)")
      try tmux.keys("Enter")
      // The table of names is written last.
      let table = file.prefix { $0 != "." } + "-labels.txt"
      try tmux.wait("\(table)") { _ in (try? bytes(place, String(table))) != nil }
    }
    try tmux.keys("q")
    try tmux.waitForEnd(0)
    for (words, theirs, ours) in [
      (["labels"], "heart-segmentation", "command.nii.gz"),
      (["scribbles", "--encoding", "ignore-last"], "viewer-scribbles", "command-scribbles.nii.gz"),
      (["labels", "--encoding", "ignore-255"], "viewer-accepted", "command-accepted.nii"),
    ] {
      let output = place.folder.appendingPathComponent(ours).path
      let result = try CommandRunner.run(
        ["export", words[0], place.project.path, "--output", output] + words.dropFirst())
      #expect(result.status == 0, "\(result.messages)")
      let ending = ours.hasSuffix(".gz") ? ".nii.gz" : ".nii"
      #expect(try bytes(place, theirs + ending) == bytes(place, ours))
      let table = ours.replacing(ending, with: "-labels.txt")
      #expect(try bytes(place, theirs + "-labels.txt") == bytes(place, table))
    }
  }

  @Test func whatACommandImportsTheViewerShows() throws {
    let place = try ViewingPlace()
    let cases = place.folder.appendingPathComponent("case").path
    #expect(
      try CommandRunner.run(["phantom", "--output", cases, "--size", "64x64x6"]).status == 0)
    let project = place.folder.appendingPathComponent("case.inkling").path
    var result = try CommandRunner.run([
      "init", project, "--volume", cases + "/image.nii.gz", "--classes", "RV",
    ])
    #expect(result.status == 0, "\(result.messages)")
    result = try CommandRunner.run(["import", project, cases + "/label.nii.gz"])
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.messages.contains("imported from label.nii.gz"))
    #expect(result.messages.contains("Labels added:"))
    #expect(try CommandRunner.run(["import", project]).status == 64)
    result = try CommandRunner.run([
      "export", "labels", project, "--output", place.folder.path + "/again.nii.gz",
    ])
    #expect(result.messages.contains("0 slices accepted, 6 as imported, 0 as predicted"))
    let score =
      try CommandRunner.run([
        "evaluate", place.folder.path + "/again.nii.gz", cases + "/label.nii.gz", "--json",
      ]).json["mean"] as? [String: Any]
    #expect(score?["dice"] as? Double == 1)
    let tmux = try place.open("--version; '\(CommandRunner.program.path)' open '\(project)'")
    try tmux.wait(for: "imported from label.nii.gz")
    try tmux.keys("A")
    try tmux.wait(for: "slice 3 accepted")
    try tmux.keys("q")
    try tmux.waitForEnd(0)
    result = try CommandRunner.run(["import", project, "--clear"])
    #expect(result.status == 0)
    #expect(
      try CommandRunner.run(["export", "labels", project, "--output", cases + "/x.nii.gz"]).messages
        .contains("no prediction, and 1 of 6 slices accepted"))
  }
}
