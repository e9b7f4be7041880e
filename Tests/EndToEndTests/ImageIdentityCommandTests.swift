import Foundation
import Testing

/// Commands on a project one of whose images was replaced.
@Suite struct ImageIdentityCommandTests {
  private let place: Workplace
  private let project: String
  private let image: String

  init() throws {
    place = try Workplace()
    try place.makePhantoms("cases", "--cases", "2", "--size", "48x40x6")
    (project, image) = (place["p.inkling"], place["cases/phantom0001/image.nii.gz"])
    let made = try CommandRunner.run([
      "init", project, "--from", place["cases"], "--classes", "RV,Myo,LV",
    ])
    try #require(made.status == 0, "\(made.messages)")
  }

  private func run(_ arguments: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(arguments)
  }

  private func replaceImage() throws {
    let files = FileManager.default
    try files.moveItem(atPath: image, toPath: place["first.nii.gz"])
    try files.copyItem(atPath: place["cases/phantom0002/image.nii.gz"], toPath: image)
  }

  @Test func everyCommandThatUsesBothSaysSo() throws {
    #expect(try run("doctor", project).status == 0)
    try replaceImage()
    let words = "The image of phantom0001, \(image), is not the one that was drawn on"
    let doctor = try run("doctor", project)
    #expect(doctor.status == 1 && doctor.output.contains(words), "\(doctor.output)")
    #expect(
      doctor.output.contains("PROBLEM  phantom0001")
        && doctor.output.contains("ok       phantom0002"))
    for arguments in [["train", project, "--steps", "2"], ["train", project, "--detach"]] {
      let refused = try CommandRunner.run(arguments)
      #expect(refused.status == 1 && refused.messages.contains(words), "\(refused.messages)")
    }
    #expect(!FileManager.default.fileExists(atPath: project + "/run/checkpoint-latest.safetensors"))
    // What does not use the image is not concerned.
    #expect(try run("status", project).status == 1, "the run has failed")
    #expect(try run("export", "scribbles", project, "--output", place["s"]).status == 0)
  }

  @Test func thePersonDecides() throws {
    try replaceImage()
    let accepted = try run("add", project, "--volume", image, "--replace", "phantom0001")
    #expect(accepted.status == 0)
    #expect(accepted.messages.contains("is not the image that phantom0001 was drawn on"))
    #expect(try run("doctor", project).status == 0)
    // And may think better of it: the strokes are as they were.
    let back = try run(
      "add", project, "--volume", place["first.nii.gz"], "--replace", "phantom0001")
    #expect(back.status == 0 && back.messages.contains("other intensities"))
    #expect(try run("doctor", project).status == 0)
  }

  @Test func theSameImageRepackedIsTheSame() throws {
    let unpacked = try CommandRunner.shell([
      "/bin/sh", "-c", "gzip -d '\(image)' && gzip -1 '\(image.dropLast(3))'",
    ])
    try #require(unpacked.status == 0, "\(unpacked.messages)")
    let doctor = try run("doctor", project)
    #expect(doctor.status == 0, "\(doctor.output)")
    let moved = try run("add", project, "--volume", image, "--replace", "phantom0001")
    #expect(moved.status == 0 && !moved.messages.contains("is not the image"))
  }
}
