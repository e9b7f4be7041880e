import Foundation
import Testing

/// What an earlier version has written is read as it was meant, for good.
@Suite struct OldFilesTests {
  private static let checkpoints = ["interactive", "cohort", "two-decoders", "full", "options"]
  /// Those that were trained with a term that is gone: they predict and serve as a start.
  private static let discontinued = ["full", "options"]

  // MARK: The project

  @Test func strokesAndDecisionsAreExportedAsTheyWere() throws {
    let old = try OldFixtures()
    try old.expectProject("opened")
  }

  @Test func theStoppedRunIsKnown() throws {
    let old = try OldFixtures()
    let now = try old.run("status", old.project, "--json").json
    let expected = try #require(
      JSONSerialization.jsonObject(with: Data(try old.text("expected/status.json").utf8))
        as? [String: Any])
    #expect(now["state"] as? String == "stopped")
    let (status, was) = (now["status"] as? NSDictionary, expected["status"] as? NSDictionary)
    for key in [
      "phase", "step", "steps", "generation", "loss", "method", "seconds", "predicted", "volumes",
      "checkpoint", "terms", "message",
    ] {
      let value = was?[key] as? NSObject
      #expect(value != nil && status?[key] as? NSObject == value, "\(key)")
    }
  }

  @Test func theProjectPredictsAsItDid() throws {
    let old = try OldFixtures()
    try old.run(
      "predict", old.project, old["heart.nii.gz"], "--output", old["now.nii.gz"], "--precision",
      "float32")
    try old.expectSame("now.nii.gz", "opened/predicted.nii.gz")
  }

  @Test func liveSlicesOfAKilledTrainerAreNewerThanTheLastPrediction() throws {
    let old = try OldFixtures()
    let live = old.project + "/run/live"
    try? FileManager.default.removeItem(atPath: live)
    try FileManager.default.moveItem(atPath: old["live"], toPath: live)
    try old.expectProject("live")
    // And that is another answer than the last prediction.
    let shown = try PlainVolume(old["now-labels.nii.gz"])
    #expect(try shown.difference(PlainVolume(old["expected/opened/labels.nii.gz"])) > 0)
  }

  // MARK: Checkpoints

  /// The answers of `options` were means over mirror images, which are no more: nearly the same labels.
  @Test func aMirroredCheckpointStillPredicts() throws {
    let old = try OldFixtures()
    let done = try CommandRunner.run([
      "predict", "--model", try old.checkpoint("options"), old["heart.nii.gz"], "--output",
      old["now.nii.gz"], "--precision", "float32",
    ])
    try #require(done.status == 0, "\(done.messages)")
    let (now, before) = try (
      PlainVolume(old["now.nii.gz"]), PlainVolume(old["expected/options/heart.nii.gz"])
    )
    #expect(try now.agreement(before) > 0.95)
  }

  @Test(arguments: checkpoints.filter { $0 != "options" })
  func aCheckpointPredictsAsItDid(name: String) throws {
    let old = try OldFixtures()
    let model = try old.checkpoint(name)
    for (image, made, flags) in [
      ("heart", "heart", []), ("heart", "heart-raw", ["--raw"]),
      ("small", "small", ["--probabilities"]),
    ] {
      let done = try CommandRunner.run(
        [
          "predict", "--model", model, old[image + ".nii.gz"], "--output",
          old["now-\(made).nii.gz"], "--precision", "float32",
        ]
          + flags)
      try #require(done.status == 0, "\(done.messages)")
      try old.expectSame("now-\(made).nii.gz", "\(name)/\(made).nii.gz")
    }
    let maps = "expected/\(name)/small-probabilities"
    let files = try FileManager.default.contentsOfDirectory(atPath: old[maps]).sorted()
    #expect(files.count == 4)
    for file in files {
      let made = try PlainVolume(old["now-small-probabilities/" + file])
      let difference = try made.difference(PlainVolume(old[maps + "/" + file]))
      #expect(difference < 1e-5, "\(file) is off by \(difference)")
    }
  }

  @Test(arguments: discontinued) func aRunWithATermThatIsGoneSaysSo(name: String) throws {
    let old = try OldFixtures()
    let project = try old.project(of: name)
    let done = try CommandRunner.run(["train", project, "--resume", "--steps", "9999"])
    #expect(done.status != 0)
    #expect(done.messages.contains("no longer has"), "\(done.messages)")
    #expect(done.messages.contains("without --resume"), "\(done.messages)")
  }

  @Test(arguments: checkpoints.filter { !discontinued.contains($0) })
  func aStoppedRunGoesOnWhereItWas(name: String) throws {
    let old = try OldFixtures()
    let isProject = name == "interactive"
    let expected = Self.rows(try old.text("expected/resumed/\(isProject ? "before" : name).csv"))
    let last = try #require(expected.last?.step)
    let project = try old.project(of: name)
    try old.run(
      "train", project, "--resume", "--steps", "\(last)", "--threads", "1", "--precision", "float32"
    )
    let metrics = try String(contentsOfFile: project + "/run/metrics.csv", encoding: .utf8)
    let rows = Self.rows(metrics).suffix(expected.count)
    #expect(rows.map(\.step) == expected.map(\.step))
    for (now, was) in zip(rows, expected) {
      #expect(abs(now.loss - was.loss) <= 1e-4 * was.loss, "step \(now.step): \(now.loss)")
    }
    guard isProject else { return }
    // Last bits may differ between processors, and steps make more of them.
    let prediction = try PlainVolume(project + "/predictions/heart.nii.gz")
    let before = try PlainVolume(old["expected/resumed/before.nii.gz"])
    #expect(try prediction.agreement(before) > 0.995)
  }

  private static func rows(_ metrics: String) -> [(step: Int, loss: Double)] {
    metrics.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count > 2, let step = Int(cells[0]), let loss = Double(cells[2]) else {
        return nil
      }
      return (step, loss)
    }
  }
}
