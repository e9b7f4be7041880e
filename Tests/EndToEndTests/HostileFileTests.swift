import Foundation
import Testing

/// Files that are pipes or far too large end with a sentence, at once and within little memory.
@Suite struct HostileFileTests {
  private let place: Workplace
  private let project: String
  private let image: String

  init() throws {
    place = try Workplace()
    try place.makePhantoms("made", "--cases", "1", "--size", "32x32x3")
    image = place["made/image.nii.gz"]
    project = place["p.inkling"]
    let made = try CommandRunner.run([
      "init", project, "--volume", image, "--scribbles", place["made/scribble.nii.gz"],
      "--classes", "RV,Myo,LV",
    ])
    try #require(made.status == 0, "\(made.messages)")
  }

  /// Runs the program with at most 2.5 GB of addresses and twenty seconds.
  private func run(_ words: String...) throws -> CommandRunner.Result {
    try CommandRunner.shell(
      ["/bin/sh", "-c", "ulimit -v 2500000; exec timeout -s KILL 20 \"$@\"", "sh"]
        + [CommandRunner.program.path] + words, environment: ["OPENBLAS_NUM_THREADS": "1"])
  }

  /// A file of 3 GB that takes no place on the disk.
  private func huge(_ name: String, start: Data = Data()) throws -> String {
    try start.write(to: URL(fileURLWithPath: place[name]))
    try #require(truncate(place[name], 3 << 30) == 0)
    return place[name]
  }

  @Test func hugeCheckpointsAreRefusedUnread() throws {
    let count = ((3 << 30) - 8 - 4096) / 4
    let text =
      #"{"student.a":{"dtype":"F32","shape":[\#(count)],"data_offsets":[0,\#(count * 4)]}}"#
    let header =
      Data([0, 16, 0, 0, 0, 0, 0, 0]) + Data(text.utf8)
      + Data(repeating: 32, count: 4096 - text.utf8.count)
    for (file, words) in [
      (try huge("zeros.safetensors"), "a JSON header of tensors"),
      (try huge("foreign.safetensors", start: header), "of another program"),
    ] {
      let result = try run("predict", "--model", file, image, "--output", place["o.nii.gz"])
      #expect(result.status == 1 && result.messages.contains(words), "\(result.messages)")
      let start = try run("train", project, "--steps", "1", "--init", file)
      #expect(start.status == 1 && start.messages.contains(words), "\(start.messages)")
    }
  }

  @Test func hugeFilesOfAProjectAreRefusedUnread() throws {
    for name in [
      "labels.txt", "run/status.json", "run/lock", "run/metrics.csv", "run/trainer.log",
      "review/made.csv", "scribbles/made.journal",
    ] { _ = try huge("p.inkling/" + name) }
    let doctor = try run("doctor", project)
    #expect(
      doctor.status == 1 && doctor.output.contains("labels.txt cannot be read: it has 3221225472"))
    #expect(doctor.output.contains("review/made.csv cannot be read: it has 3221225472"))
    #expect(try run("status", project).status == 0)
    _ = try huge("p.inkling/project.json")
    let status = try run("status", project)
    #expect(status.status == 1 && status.messages.contains("3221225472 bytes"), "\(status)")
  }

  /// `inkling info <(zcat …)`: a pipe that is named is read once, to its end; one that lies in a project is not.
  @Test func aPipeThatIsNamedIsReadToItsEnd() throws {
    for name in ["a", "b"] { try #require(mkfifo(place[name], 0o600) == 0) }
    let (a, b, truth) = (place["a"], place["b"], place["made/label.nii.gz"])
    // Every pipe that is fed is read: nobody is left waiting.
    func fed(_ feeds: [(file: String, pipe: String)], _ words: String) throws
      -> CommandRunner.Result
    {
      let cats = feeds.map { "cat '\($0.file)' > '\($0.pipe)' & " }.joined()
      let program = CommandRunner.program.path
      return try CommandRunner.shell([
        "/bin/sh", "-c", "\(cats) exec timeout -s KILL 20 '\(program)' \(words)",
      ])
    }
    let info = try fed([(image, a)], "info '\(a)' --json")
    #expect(info.status == 0 && info.json["size"] as? [Int] == [32, 32, 3], "\(info)")
    #expect(info.messages.contains("Reading \(a), a pipe, to its end."))
    let check = try fed([(image, a), (truth, b)], "check '\(a)' '\(b)' --json")
    #expect(check.status == 0 && check.json["fits"] as? Bool == true, "\(check)")
    let scores = try fed([(truth, b)], "evaluate '\(b)' '\(truth)' --json")
    #expect(scores.status == 0, "\(scores)")
    let made = try run("init", place["q.inkling"], "--volume", a, "--classes", "RV")
    #expect(made.status == 1 && made.messages.contains("not a regular file"), "\(made)")
    let opened = try run("open", a, "--read-only")
    #expect(opened.status != 0 && opened.status != 137, "\(opened)")
  }

  @Test func aPipeInThePlaceOfALogOrTableIsNotWaitedFor() throws {
    let files = FileManager.default
    for name in ["labels.txt", "run/trainer.log", "run/status.json", "run/metrics.csv"] {
      try? files.removeItem(atPath: place["p.inkling/" + name])
      try #require(mkfifo(place["p.inkling/" + name], 0o600) == 0)
    }
    let train = try run("train", project, "--detach")
    #expect(
      train.status == 1
        && train.messages.contains("trainer.log cannot be written: it is not a regular file"),
      "\(train)")
    #expect(
      try run("doctor", project).output.contains(
        "labels.txt cannot be read: it is not a regular file"))
    #expect(try run("status", project).output.contains("not a regular file"))
    let picture = try run("export", "png", project, "--metrics")
    #expect(picture.status == 1 && picture.messages.contains("no rows yet"), "\(picture)")
  }
}
