import Foundation
import Testing
import Viewer

@testable import inkling

/// Recordings that somebody else has written: they end with a sentence, make no files, and leave nothing behind.
@Suite struct ForeignRecordingTests {
  private let place: ViewingPlace
  private let file: URL
  private let temporary: URL

  init() throws {
    place = try ViewingPlace()
    file = place.folder.appendingPathComponent("session")
    temporary = place.folder.appendingPathComponent("temporary")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
  }

  private func write(
    options: [String] = [], environment: [String: String] = [:], path: String = "heart.nii.gz",
    events: String = ""
  ) throws {
    var header = SessionRecording.Header(columns: 80, rows: 24, path: path, hasProject: false)
    (header.options, header.environment) = (options, environment)
    let first = try JSONEncoder().encode(header)
    try (first + Data(("\n" + events).utf8)).write(to: file)
  }

  /// Runs it with a minute at most, and sees that no copy stays behind.
  private func replay(_ words: String...) throws -> CommandRunner.Result {
    let result = try CommandRunner.shell(
      ["/usr/bin/timeout", "-s", "KILL", "60", CommandRunner.program.path, "replay", file.path]
        + words,
      environment: ["TMPDIR": temporary.path])
    let left = try FileManager.default.contentsOfDirectory(atPath: temporary.path)
    #expect(left.filter { $0.hasPrefix("inkling-viewer") } == [])
    return result
  }

  @Test func timesWithoutEndAreRefused() throws {
    try write(events: "[1e300,\"i\",\"q\"]\n")
    let result = try replay()
    #expect(result.status == 1 && result.messages.contains("line 2 has the time 1e+300"))
    try write(events: "[0.1,\"i\",\"q\"]\n")
    for speed in ["1e-300", "1e-25", "nan", "-1", "1001"] {
      let slow = try replay("--speed=\(speed)")
      #expect(slow.status == 64 && slow.messages.contains("--speed is 0 or lies in 0.01…1000"))
    }
  }

  @Test func oneEventIsOneEvent() throws {
    try write(events: "[0.1,\"i\",\"q\"]\n")
    let result = try replay("--speed", "0")
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.messages == "Replayed 1 event on a copy, which is removed.\n")
  }

  // MARK: Files

  @Test func optionsThatNameFilesAreRefused() throws {
    let evil = place.folder.appendingPathComponent("evil").path
    for options in [
      ["--record", evil], ["--record=\(evil)"], ["--colours", "--record", evil], [evil], ["--help"],
      ["--case"], ["--"], ["--no-export"],
    ] {
      try write(options: options, events: "[0.1,\"i\",\"q\"]\n")
      let result = try replay("--speed", "0")
      #expect(result.status == 1 && result.messages.contains("is not replayed: line 1 has"))
      #expect(!FileManager.default.fileExists(atPath: evil), "\(options)")
    }
  }

  @Test func variablesThatAreNotOfTheTerminalAreRefused() throws {
    for name in ["LD_PRELOAD", "TMPDIR", "HOME", "PATH", "INKLING_ISA", "TERMINFO"] {
      try write(environment: ["TERM": "xterm", name: "/tmp"], events: "[0.1,\"i\",\"q\"]\n")
      let result = try replay("--speed", "0")
      #expect(result.status == 1, "\(name)")
      #expect(result.messages.contains("line 1 has the variable \(name)"), "\(result.messages)")
    }
  }

  /// Whatever `open --record` writes is replayed.
  @Test func ownOptionsAreTaken() throws {
    let open = try OpenCommand.parse([
      "x.nii", "--case", "heart", "--frame", "1", "--colours", "16", "--graphics", "blocks",
      "--ascii", "--high-contrast", "--lower-blocks", "--read-only", "--record", "r",
    ])
    #expect(open.optionWords.count == 12)
    var header = SessionRecording.Header(columns: 80, rows: 24, path: "x.nii", hasProject: false)
    header.options = open.optionWords
    header.environment = Dictionary(
      uniqueKeysWithValues: SessionRecording.variables.map { ($0, "x") })
    #expect(throws: Never.self) { try RecordedWishes.check(header, in: file) }
  }

  /// What was typed makes no picture; it is said on the screen.
  @Test func picturesAreNotExported() throws {
    let picture = place.folder.appendingPathComponent("evil.png").path
    let typed = ":export \(picture)".map { "[0.1,\"i\",\"\($0)\"]\n" }.joined()
    try write(events: typed + "[0.2,\"i\",\"\\r\"]\n[0.5,\"i\",\"q\"]\n")
    let cast = place.folder.appendingPathComponent("cast")
    let result = try replay("--speed", "0", "--cast", cast.path)
    #expect(result.status == 0, "\(result.messages)")
    #expect(try String(contentsOf: cast, encoding: .utf8).contains("a replay writes no files"))
    #expect(!FileManager.default.fileExists(atPath: picture))
  }

  @Test func whatIsNoImageIsNotCopied() throws {
    for path in ["/dev/zero", "/dev/null", "/etc/passwd"] {
      try write(path: path, events: "[0.1,\"i\",\"q\"]\n")
      let result = try replay("--speed", "0")
      #expect(result.status == 1 && result.messages.contains(path), "\(result.messages)")
      #expect(!result.messages.contains("The viewer"), "before the viewer starts")
    }
  }

  // MARK: Ends

  @Test func theViewersOwnSentenceIsGivenWhole() throws {
    for (options, words) in [
      (
        ["--colours", "7"],
        "The value '7' is invalid for '--colours <colours>'. Please provide one of '256', '16', '8' or 'mono'."
      ),
      (
        ["--graphics", "oil"],
        "Please provide one of the following: auto, kitty, placeholders, sixel"
      ),
      (["--frame", "9"], "has no frame 9: it has 1, counted from 0."),
    ] {
      try write(options: options, events: "[0.1,\"i\",\"q\"]\n")
      let result = try replay("--speed", "0")
      #expect(result.status == 1 && result.messages.contains(words), "\(result.messages)")
      #expect(!result.messages.contains("[--"), "\(result.messages)")
    }
    try write(environment: ["TERM": "dumb"])
    let dumb = try replay("--speed", "0")
    #expect(
      dumb.messages.contains(
        "needs a terminal that can place its cursor; dumb (TERM) cannot. Try `TERM=vt100"))
  }

  /// Whoever is shown the replay goes away, as `head` does.
  @Test func noCopyStaysWhenNobodyReads() throws {
    let events = (1...400).map { "[\($0),\"i\",\"n\"]\n" }.joined()
    try write(events: events)
    let result = try CommandRunner.shell(
      [
        "/bin/bash", "-c",
        "timeout -s KILL 60 \"$0\" replay \"$1\" --show | head -c 1; echo ${PIPESTATUS[0]} >&2",
        CommandRunner.program.path, file.path,
      ], environment: ["TMPDIR": temporary.path])
    #expect(result.messages.contains("could not be written to standard output"))
    #expect(result.messages.hasSuffix("\n1\n"), "\(result.messages)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
  }

  // MARK: Parts

  @Test func lastWordsAreFoundBehindAScreen() {
    func words(_ text: String) -> String? { LastWords.sentence(in: Array(text.utf8)) }
    #expect(words("\u{1b}[2J Error: x \u{1b}[?1049l\r\nError: It is full.\r\n") == "It is full.")
    #expect(
      words("\u{1b}[?1049lError: One.\r\nTwo.\r\nUsage: inkling open\r\n  See") == "One. Two.")
    #expect(words("Error: No.\u{1b}[0m") == "No.")
    #expect(words("axial 3") == nil && words("") == nil)
  }
}
