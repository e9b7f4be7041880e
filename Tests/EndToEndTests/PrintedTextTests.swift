import Foundation
import Testing

/// Text from files, names and arguments never reaches the terminal as commands.
@Suite struct PrintedTextTests {
  /// A window's title, a colour, C1, DEL, marks that turn text around.
  private static let evil =
    "x\u{1B}]0;mine\u{7}\u{1B}[31m\u{9B}2J\u{90}\u{7F}\u{202E}\u{2066}\u{200F}\u{61C}y"
  private let place: Workplace
  private let project: String
  private let image: String

  /// A project in which everything that a person or a program can name is hostile.
  init() throws {
    place = try Workplace()
    try place.makePhantoms("made", "--cases", "1", "--size", "32x32x3")
    let evil = PrintedTextTests.evil
    let folder = place.url.appendingPathComponent("cases \(evil)/\(evil)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    image = folder.appendingPathComponent("image.nii").path
    let unpacked = try CommandRunner.shell([
      "/bin/sh", "-c",
      "gunzip -c \"$0/image.nii.gz\" > \"$1/image.nii\" && cp \"$0/label.nii.gz\" \"$0/scribble.nii.gz\" \"$1\"",
      place["made"], folder.path,
    ])
    try #require(unpacked.status == 0, "\(unpacked.messages)")
    // The header's description, bytes 148 to 227.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: image))
    let text = Data(evil.utf8.prefix(79)) + Data(repeating: 0, count: 80)
    bytes.replaceSubrange(148..<228, with: text.prefix(80))
    try bytes.write(to: URL(fileURLWithPath: image))
    project = place["p\(evil).inkling"]
  }

  private func write(_ text: String, _ name: String) throws {
    let url = URL(fileURLWithPath: project).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Runs the program and looks at every character that it prints.
  @discardableResult
  private func run(_ words: [String]) throws -> CommandRunner.Result {
    let result = try CommandRunner.run(words)
    for text in [result.output, result.messages] {
      let found = text.unicodeScalars.filter { scalar in
        switch scalar.value {
        case 9, 10: false
        case 0..<32, 0x7F..<0xA0, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
      }
      let codes = found.map { String($0.value, radix: 16) }
      #expect(codes.isEmpty, "\(words): \(text.debugDescription)")
    }
    if words.contains("--json"), !result.output.isEmpty { #expect(!result.json.isEmpty) }
    return result
  }

  private func fillProject() throws {
    let evil = PrintedTextTests.evil
    let folder = URL(fileURLWithPath: image).deletingLastPathComponent().path
    let made = try run([
      "init", project, "--volume", image, "--scribbles", folder + "/scribble.nii.gz", "--truth",
      folder + "/label.nii.gz", "--classes", "RV\(evil),Myo,LV",
    ])
    try #require(made.status == 0, "\(made.messages)")
    func json(_ text: String) throws -> String {
      String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }
    try write(
      """
      {"format_version": 1, "phase": "failed", "message": \(try json(evil)), "pid": 1, "host": \(try json(evil)),
       "step": 1, "steps": 2, "seconds": 3, "seconds_per_step": 1, "terms": {}, "generation": 0,
       "heartbeat": "2026-01-01T00:00:00Z"}
      """, "run/status.json")
    try write(
      """
      {"process": {"pid": 1, "host": \(try json(evil)), "started": 1, "boot": \(try json(evil)),
        "namespace": \(try json(evil))}, "since": "2026-01-01T00:00:00Z", "role": "trainer", "user": \(try json(evil))}
      """, "run/lock")
    try write("\(evil)\n", "run/viewer.lock")
    try write("\(evil)\nstep \(evil)", "run/trainer.log")
    try write("\(evil)\n", "labels.txt")
    try write("\(evil)\n", "review/\(evil).csv")
    try write("\(evil)\n", "run/checkpoint-latest.safetensors")
    try write("\(evil)\n", "run/commands/\(evil).command")
  }

  @Test func nothingOfAHostileProjectReachesTheTerminal() throws {
    try fillProject()
    let status = try run(["status", project])
    #expect(status.output.contains("?]0;mine?"))
    for words in [
      ["status", project], ["doctor", project], ["stop", project], ["pause", project],
      ["resume", project], ["info", image], ["check", image, image],
      ["evaluate", image, image],
    ] {
      try run(words)
      try run(words + ["--json"])
    }
    let evil = PrintedTextTests.evil
    for words in [
      ["train", project, "--steps", "1"], ["train", project, "--resume"],
      ["train", project, "--list-options"], ["train", project, "--set", "\(evil)=1"],
      ["train", project, "--preset", evil], ["train", project, "--init", evil],
      ["predict", project, image, "--output", place["o.nii.gz"]],
      ["predict", "--model", evil, image, "--output", place["o.nii.gz"]],
      ["export", "scribbles", project, "--output", place["s\(evil)"]],
      ["export", "labels", project, "--output", place["l\(evil)"]],
      ["export", "png", project, "--case", evil, "--slice", "9", "--output", place["x.png"]],
      ["export", "png", project, "--metrics"],
      ["add", project, "--volume", image], ["add", project, "--replace", evil, "--volume", evil],
      ["init", project, "--volume", image, "--classes", evil], ["open", project], ["keys"],
      ["info", evil], [evil], ["--\(evil)"], ["status", project, evil], ["--help"],
      ["bench", "input", evil],
    ] { try run(words) }
  }

  /// JSON keeps what it was, in escapes.
  @Test func jsonKeepsTheTextInEscapes() throws {
    try fillProject()
    let status = try run(["status", project, "--json"])
    let inner = status.json["status"] as? [String: Any]
    #expect(inner?["message"] as? String == PrintedTextTests.evil)
    #expect(status.output.contains("\\u009b2J") && status.output.contains("\\u202e"))
  }

  /// One place writes; what goes around it would not be cleaned.
  @Test func everythingIsPrintedInOnePlace() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
    // The screen, questions to the terminal, and the place itself.
    let allowed = [
      "inkling/Support/Output.swift", "Viewer/Terminal/Terminal.swift",
      "Viewer/Terminal/TerminalProbe.swift",
    ]
    let writing = try Regex(
      #"(^|[^\w.])(print|debugPrint|dump|puts|putchar|fputs|fwrite|vprintf|printf|perror|NSLog)\("#
        + #"|FileHandle\.standard(Output|Error)|FileHandle\(fileDescriptor|write\((1|2|STDOUT_FILENO|STDERR_FILENO),"#
    )
    let files = try #require(FileManager.default.enumerator(atPath: sources.path))
    var looked = 0
    for case let name as String in files where name.hasSuffix(".swift") && !allowed.contains(name) {
      looked += 1
      let text = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      where line.firstMatch(of: writing) != nil {
        Issue.record("\(name):\(number + 1) prints by itself: \(line)")
      }
    }
    #expect(looked > 100)
  }
}
