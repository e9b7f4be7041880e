import Foundation
import Testing

/// A copy of the files that an earlier version has written (Fixtures/README.md), to be worked on.
struct OldFixtures {
  /// The project.
  let project: String
  private let place: Workplace

  init() throws {
    place = try Workplace()
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures")
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path) {
      try FileManager.default.copyItem(
        at: source.appendingPathComponent(name), to: place.url.appendingPathComponent(name))
    }
    project = place["before.inkling"]
  }

  subscript(name: String) -> String { place[name] }

  func text(_ name: String) throws -> String { try place.text(name) }

  /// Runs a command that must succeed.
  @discardableResult
  func run(_ words: String...) throws -> CommandRunner.Result {
    let done = try CommandRunner.run(words)
    try #require(done.status == 0, "inkling \(words): \(done.messages)")
    return done
  }

  /// A checkpoint by its name; `interactive` is the project's own.
  func checkpoint(_ name: String) throws -> String {
    if name == "interactive" { return project + "/run/checkpoint-latest.safetensors" }
    let file = place["checkpoints/\(name).safetensors"]
    if !FileManager.default.fileExists(atPath: file) {
      let unpacked = try CommandRunner.shell(["/usr/bin/env", "gzip", "-d", file + ".gz"])
      try #require(unpacked.status == 0, "\(unpacked.messages)")
    }
    return file
  }

  /// A project whose run is a checkpoint's.
  func project(of checkpoint: String) throws -> String {
    if checkpoint == "interactive" { return project }
    let other = place[checkpoint + ".inkling"]
    try run(
      "init", other, "--volume", place["heart.nii.gz"], "--scribbles",
      place["heart-scribble.nii.gz"], "--truth", place["heart-label.nii.gz"], "--classes",
      "RV,Myo,LV")
    let folder = URL(fileURLWithPath: other + "/run")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: try self.checkpoint(checkpoint),
      toPath: folder.path + "/checkpoint-latest.safetensors")
    return other
  }

  /// Expects that a file holds the same numbers as the earlier version's.
  func expectSame(
    _ made: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (new, old) = (
      try PlainVolume(place[made]), try PlainVolume(place["expected/" + expected])
    )
    #expect(new.size == old.size, sourceLocation: sourceLocation)
    let differing = zip(new.numbers, old.numbers).filter { $0 != $1 }.count
    #expect(
      differing == 0, "\(expected): \(differing) voxels are not as they were",
      sourceLocation: sourceLocation)
  }

  /// Expects that the project's strokes, labels, decisions and names are those in a folder of expected/.
  func expectProject(
    _ state: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (words, name) in [
      (["scribbles"], "scribbles"), (["labels"], "labels"),
      (["labels", "--encoding", "inkling"], "accepted"),
    ] {
      let (file, expected) = ("now-\(name).nii.gz", "\(state)/\(name).nii.gz")
      let done = try CommandRunner.run(
        ["export"] + words + [project, "--output", place[file], "--force"])
      guard FileManager.default.fileExists(atPath: place["expected/" + expected]) else {
        #expect(done.status == 1, "\(name): there was nothing", sourceLocation: sourceLocation)
        continue
      }
      try #require(done.status == 0, "\(done.messages)", sourceLocation: sourceLocation)
      try expectSame(file, expected, sourceLocation: sourceLocation)
    }
    let names = try place.text("before.inkling/labels.txt")
    #expect(
      names == (try place.text("expected/\(state)/labels.txt")), sourceLocation: sourceLocation)
  }
}
