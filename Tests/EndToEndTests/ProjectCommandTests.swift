import Foundation
import Testing

/// init, add, status, stop, pause, resume, export and doctor as a person runs them, on phantoms.
@Suite struct ProjectCommandTests {
  private let place: Workplace
  private let classes = "RV,Myo,LV"

  init() throws {
    place = try Workplace()
    try place.makePhantoms(
      "cases", "--cases", "2", "--size", "48x40x6", "--scribble-encoding", "ignore-255")
  }

  private func run(_ arguments: String...) throws -> CommandRunner.Result {
    try CommandRunner.run(arguments)
  }

  private func makeProject() throws -> String {
    let project = place["p.inkling"]
    let result = try run("init", project, "--from", place["cases"], "--classes", classes)
    try #require(result.status == 0, "\(result.messages)")
    return project
  }

  @Test func initFromFolderTakesEverything() throws {
    let result = try run(
      "init", place["p.inkling"], "--from", place["cases"], "--classes", classes, "--json")
    #expect(result.status == 0)
    let cases = try #require(result.json["cases"] as? [[String: Any]])
    #expect(cases.map { $0["case"] as? String } == ["phantom0001", "phantom0002"])
    #expect(cases[0]["image"] as? String == "../cases/phantom0001/image.nii.gz")
    #expect(cases[0]["truth"] as? String == "../cases/phantom0001/label.nii.gz")
    let scribbles = try #require(cases[0]["scribbles"] as? [String: Any])
    #expect(scribbles["encoding"] as? String == "ignore-255")
    #expect((scribbles["voxels"] as? [String: Int])?["background"] ?? 0 > 0)
    #expect((scribbles["slices"] as? [Int])?.count == 3)
    #expect(result.messages.contains("taken as ignore-255, as its header notes"))
    #expect(
      try place.names("p.inkling")
        == ["labels", "labels.txt", "predictions", "project.json", "review", "run", "scribbles"])
  }

  @Test func initIsWholeOrNotAtAll() throws {
    let image = place["cases/phantom0001/image.nii.gz"]
    let truth = place["cases/phantom0001/label.nii.gz"]
    let scribbles = place["cases/phantom0001/scribble.nii.gz"]
    // A dense map as scribbles: the encoding does not show.
    var result = try run(
      "init", place["q.inkling"], "--volume", image, "--scribbles", truth, "--classes", classes)
    #expect(result.status == 1)
    #expect(result.messages.contains("does not show which scribble encoding"))
    #expect(result.messages.contains("--scribble-encoding"))
    // A flag that the voxels contradict.
    result = try run(
      "init", place["q.inkling"], "--volume", image, "--scribbles", scribbles, "--classes",
      classes, "--scribble-encoding", "inkling")
    #expect(result.status == 1)
    #expect(result.messages.contains("ignore-255"))
    #expect(try place.names() == ["cases"], "nothing is left behind")
    // Wrong usage.
    #expect(try run("init", place["q.inkling"], "--volume", image).status == 64)
    #expect(try run("init", place["q.inkling"], "--classes", classes).status == 64)
    #expect(
      try run("init", place["q.inkling"], "--volume", image, "--classes", "A,,B").status == 64)
    #expect(
      try run(
        "init", place["q.inkling"], "--volume", image, image, "--scribbles", scribbles,
        "--classes", classes
      ).status == 64)
  }

  @Test func existingProjectIsRenamedNotDeleted() throws {
    let project = try makeProject()
    let again = ["init", project, "--from", place["cases"], "--classes", classes]
    let refused = try CommandRunner.run(again)
    #expect(refused.status == 1)
    #expect(refused.messages.contains("--force"))
    #expect(try CommandRunner.run(again + ["--force"]).status == 0)
    let old = try place.names().filter { $0.hasPrefix("p.inkling.replaced-") }
    #expect(old.count == 1)
    #expect(try place.names("\(old[0])/scribbles").count == 4)
  }

  @Test func addExtendsAndRepairs() throws {
    let image = place["cases/phantom0001/image.nii.gz"]
    let project = place["p.inkling"]
    #expect(try run("init", project, "--volume", image, "--classes", classes).status == 0)
    var result = try run(
      "add", project, "--volume", place["cases/phantom0002/image.nii.gz"], "--scribbles",
      place["cases/phantom0002/scribble.nii.gz"])
    #expect(result.status == 0, "\(result.messages)")
    #expect(
      try place.names("p.inkling/scribbles") == ["phantom0002.journal", "phantom0002.nii.gz"])
    #expect(try run("add", project, "--volume", image).status == 1, "it is there already")
    // The image moves.
    let moved = place["moved.nii.gz"]
    try FileManager.default.moveItem(atPath: image, toPath: moved)
    result = try run("doctor", project)
    #expect(result.status == 1)
    #expect(result.output.contains("--replace phantom0001"))
    result = try run("add", project, "--replace", "phantom0001", "--volume", moved)
    #expect(result.status == 0, "\(result.messages)")
    #expect(try place.text("p.inkling/project.json").contains("\"../moved.nii.gz\""))
    #expect(try run("doctor", project).output.contains("ok       phantom0001"))
    result = try run("add", project, "--replace", "liver", "--volume", moved)
    #expect(result.status == 1)
    #expect(result.messages.contains("phantom0001, phantom0002"))
  }

  @Test func statusWithoutATrainer() throws {
    let project = try makeProject()
    #expect(try run("status", project).output == "No trainer has run here yet.\n")
    #expect(try run("status", project, "--json").json["state"] as? String == "none")
    #expect(try run("stop", project).status == 0)
    #expect(try run("pause", project).status == 1)
    #expect(try run("resume", project).status == 1)
    #expect(try place.names("p.inkling/run/commands").isEmpty)
    #expect(try run("status", place["nothing"]).status == 1)
  }

  /// The trainer of `--detach` is started with what was typed, in the order in which it was.
  @Test func detachedTrainingIsTheCommandThatWasTyped() throws {
    let project = try makeProject()
    let words = ["train", project, "--steps", "1", "--set", "seed=4", "--fresh"]
    let started = try CommandRunner.run(Array(words[..<4]) + ["--detach"] + Array(words[4...]))
    #expect(started.status == 0, "\(started.messages)")
    // Its work is not wanted, only that it was begun.
    let pid = started.messages.firstMatch(of: /as process (\d+)/).flatMap { Int32($0.1) }
    kill(try #require(pid), SIGKILL)
    let log = try place.text("p.inkling/run/trainer.log")
    #expect(log.split(separator: "\n").first?.hasSuffix(words.joined(separator: " ")) == true)
  }

  @Test func diedTrainerIsExplained() throws {
    let project = try makeProject()
    let status = """
      {"phase": "training", "pid": 4194305, "host": "here", "step": 5, "steps": 100, "seconds": 75,
       "seconds_per_step": 0.5, "terms": {}, "generation": 2, "message": "",
       "heartbeat": "2026-01-01T00:10:00Z"}
      """
    try Data(status.utf8).write(to: URL(fileURLWithPath: project + "/run/status.json"))
    let result = try run("status", project)
    #expect(result.status == 1)
    #expect(result.output.hasPrefix("died, step 5 of 100, 1 min 15 s of training, prediction 2\n"))
    #expect(result.output.contains("saved nothing yet") && !result.output.contains("--resume"))
    // A checkpoint of the plan before is not this run's.
    try Data().write(to: URL(fileURLWithPath: project + "/run/checkpoint-latest.safetensors"))
    #expect(!(try run("status", project).output.contains("--resume")))
    let saved = status.replacing("\"message\"", with: "\"checkpoint\": \"c\", \"message\"")
    try Data(saved.utf8).write(to: URL(fileURLWithPath: project + "/run/status.json"))
    #expect(try run("status", project).output.contains("--resume"))
    try Data("{".utf8).write(to: URL(fileURLWithPath: project + "/run/status.json"))
    #expect(try run("status", project).output.contains("expected a trainer's status"))
  }

  @Test func exportedScribblesComeBack() throws {
    let project = try makeProject()
    let output = place["out"]
    var result = try run(
      "export", "scribbles", project, "--output", output, "--encoding", "ignore-last")
    #expect(result.status == 0, "\(result.messages)")
    #expect(try place.names("out") == ["labels.txt", "phantom0001.nii.gz", "phantom0002.nii.gz"])
    #expect(try place.text("out/labels.txt").contains("\"Myo\""))
    #expect(
      try run("export", "scribbles", project, "--output", output).status == 1, "no overwriting")
    // Imported again, they are the same voxels: the journals hold the same runs.
    let image = place["cases/phantom0001/image.nii.gz"]
    result = try run(
      "init", place["again.inkling"], "--volume", image, "--scribbles",
      place["out/phantom0001.nii.gz"], "--label-table", place["out/labels.txt"])
    #expect(result.status == 0, "\(result.messages)")
    func base(_ project: String) throws -> Substring? {
      try place.text("\(project)/scribbles/phantom0001.journal").split(separator: "\n").last
    }
    #expect(try base("p.inkling") == base("again.inkling"))
    // One file for several cases is refused.
    result = try run("export", "scribbles", project, "--output", place["one.nii.gz"])
    #expect(result.status == 1)
    #expect(result.messages.contains("--case"))
    result = try run(
      "export", "scribbles", project, "--output", place["one.nii.gz"], "--case", "phantom0002")
    #expect(result.status == 0)
    #expect(try place.names().contains("one-labels.txt"))
    result = try run("export", "labels", project, "--output", place["dense"])
    #expect(result.status == 1)
    #expect(result.messages.contains("no prediction, and 0 of 6 slices accepted"))
  }

  /// A prediction that is the truth, with scribbles that agree with it: exported labels are the truth.
  @Test func exportedLabelsAreThePrediction() throws {
    let project = try makeProject()
    let truth = place["cases/phantom0001/label.nii.gz"]
    try FileManager.default.copyItem(
      atPath: truth, toPath: project + "/predictions/phantom0001.nii.gz")
    let output = place["dense.nii.gz"]
    let result = try run(
      "export", "labels", project, "--output", output, "--case", "phantom0001")
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.messages.contains("0 slices accepted, 6 as predicted"))
    let score = try run("evaluate", output, truth, "--json").json["mean"] as? [String: Any]
    #expect(score?["dice"] as? Double == 1, "\(score ?? [:])")
    // The other volume has no prediction: what is there is written, and what is missing is told.
    let part = try run("export", "labels", project, "--output", place["part"])
    #expect(part.status == 1)
    #expect(part.messages.contains("1 of 2 volumes was left out: phantom0002."))
    #expect(try place.names("part") == ["labels.txt", "phantom0001.nii.gz"])
    let none = try run(
      "export", "labels", project, "--output", place["accepted"], "--encoding", "ignore-last")
    #expect(none.status == 1)
    #expect(none.messages.contains("no accepted slice"))
  }

  @Test func doctorFindsDamage() throws {
    let project = try makeProject()
    #expect(try run("doctor", project).status == 0)
    let journal = URL(fileURLWithPath: project + "/scribbles/phantom0002.journal")
    var bytes = try Data(contentsOf: journal)
    bytes[bytes.count - 30] ^= 3
    try bytes.write(to: journal)
    let result = try run("doctor", project, "--json")
    #expect(result.status == 1)
    let findings = try #require(result.json["findings"] as? [[String: Any]])
    let problems = findings.filter { $0["level"] as? String == "problem" }
    #expect(problems.count == 1)
    #expect((problems[0]["found"] as? String)?.contains("is damaged") == true)
    #expect(try Data(contentsOf: journal) == bytes, "doctor changes nothing")
  }

  /// A disk quota in the middle of `init`: a sentence, and nothing half made.
  @Test func fullDiskDuringInit() throws {
    let command =
      "ulimit -f 1; trap '' XFSZ; exec \"$0\" init \"$1\" --from \"$2\" --classes \(classes)"
    let result = try CommandRunner.shell([
      "/bin/bash", "-c", command, CommandRunner.program.path, place["p.inkling"], place["cases"],
    ])
    #expect(result.status == 1)
    #expect(result.messages.contains("could not be written"))
    #expect(try place.names() == ["cases"])
  }
}
