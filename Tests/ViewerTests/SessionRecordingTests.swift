import Foundation
import Testing

@testable import Viewer

/// Recordings of sessions: what is written, and what is read of it.
@Suite struct SessionRecordingTests {
  private let file = FileManager.default.temporaryDirectory
    .appendingPathComponent("inkling-recording-\(UUID().uuidString)")

  private var header: SessionRecording.Header {
    var header = SessionRecording.Header(
      columns: 120, rows: 40, path: "/images/heart.nii.gz", hasProject: false)
    header.options = ["--case", "heart"]
    header.environment = ["TERM": "xterm-256color"]
    header.time = Date(timeIntervalSince1970: 1_800_000_000)
    return header
  }

  private let kinds: [SessionEvent.Kind] = [
    .input(Array("n".utf8)), .input([27]), .input(Array("\u{1b}[<0;10;8M".utf8)),
    .size(columns: 80, rows: 24), .input(Array("é/\"\\\u{7}".utf8)), .input([0xFF, 0, 0x9B]),
    .input(Array("心".utf8.prefix(2))),
  ]

  private func record() throws {
    let recorder = try SessionRecorder(file)
    recorder.begin(header, at: 100)
    for (index, kind) in kinds.enumerated() { recorder.note(kind, at: 100.25 + Double(index)) }
    #expect(recorder.failure == nil)
  }

  @Test func whatIsRecordedIsRead() throws {
    defer { unlink(file.path) }
    try record()
    let recording = try SessionRecording(contentsOf: file)
    #expect(recording.header == header)
    #expect(recording.events.map(\.kind) == kinds)
    #expect(recording.events.map(\.time) == kinds.indices.map { 0.25 + Double($0) })
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("[0.25,\"i\",\"n\"]\n"))
    #expect(text.contains("[3.25,\"r\",\"80x24\"]\n"))
    #expect(text.contains("[5.25,\"b\",\"ff009b\"]\n"))
  }

  /// Every event is in the file as soon as it has come, and half of a last line does no harm.
  @Test func aCutRecordingIsReadUpToItsEnd() throws {
    defer { unlink(file.path) }
    let recorder = try SessionRecorder(file)
    recorder.begin(header, at: 0)
    recorder.note(kinds[0], at: 1)
    #expect(try SessionRecording(contentsOf: file).events.count == 1)
    recorder.note(kinds[1], at: 2)
    let whole = try Data(contentsOf: file)
    try whole.dropLast(3).write(to: file)
    #expect(try SessionRecording(contentsOf: file).events.map(\.kind) == [kinds[0]])
  }

  @Test func nothingIsOverwritten() throws {
    defer { unlink(file.path) }
    try Data("mine".utf8).write(to: file)
    #expect(throws: SessionRecordingError.self) { try SessionRecorder(file) }
    #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
  }

  /// Where the viewer cannot open, no empty file stays behind.
  @Test func aSessionThatNeverBeganLeavesNothing() throws {
    do { _ = try SessionRecorder(file) }
    #expect(!FileManager.default.fileExists(atPath: file.path))
  }

  /// Times and sizes that nobody has recorded would stop the program, or have it wait for ever.
  @Test(arguments: [
    ("[1e300,\"i\",\"q\"]", "line 2 has the time 1e+300, expected 0 to 100000000 seconds"),
    ("[-1,\"i\",\"q\"]", "line 2 has the time -1.0, expected 0 to 100000000 seconds"),
    (
      "[2,\"i\",\"q\"]\n[1,\"i\",\"q\"]",
      "line 3 has the time 1.0, expected 2.0 or later, as the line before has"
    ),
    (
      "[1,\"r\",\"10000x10000\"]",
      "line 2 is no event, expected [seconds, \"i\" or \"b\" or \"r\", text], found [1,\"r\",\"10000x10000\"]"
    ),
  ])
  func whatCannotBeIsRefusedWithItsLine(lines: String, words: String) throws {
    defer { unlink(file.path) }
    let first = SessionRecording.line(header)
    try Data(first + Array((lines + "\n").utf8)).write(to: file)
    #expect(throws: SessionRecordingError(path: file.path, reason: words)) {
      try SessionRecording(contentsOf: file)
    }
  }

  @Test func aBeginningThatIsNoneIsShown() throws {
    defer { unlink(file.path) }
    for (text, found) in [("mine", "mine"), ("a\u{1b}b\nc", "a?b"), ("", "nothing")] {
      try Data(text.utf8).write(to: file)
      let error = #expect(throws: SessionRecordingError.self) {
        try SessionRecording(contentsOf: file)
      }
      #expect(error?.reason.hasSuffix("writes first, found \(found)") == true)
    }
  }

  @Test func aScreenThatFillsTheMemoryIsRefused() throws {
    defer { unlink(file.path) }
    var header = header
    (header.columns, header.rows) = (10_000, 10_000)
    try Data(SessionRecording.line(header)).write(to: file)
    let error = #expect(throws: SessionRecordingError.self) {
      try SessionRecording(contentsOf: file)
    }
    #expect(error?.reason.hasPrefix("line 1 has a screen of 10000x10000 cells") == true)
  }

  @Test func whatIsNoRecordingIsRefused() throws {
    defer { unlink(file.path) }
    try record()
    let good = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    let bad: [[String]] = [
      [], ["{}"], ["mine"],
      [good[0].replacing("\"inkling-session\":1", with: "\"inkling-session\":2")],
      [good[0].replacing("\"inkling-session\":1", with: "\"inkling-session\":0")],
      [good[0].replacing("120", with: "0")], [good[0], "[1,\"x\",\"n\"]"],
      [good[0], "[-1,\"i\",\"n\"]"],
      [good[0], good[2], good[1]], [good[0], "[1,\"b\",\"abc\"]"], [good[0], "[1,\"r\",\"80\"]"],
    ]
    for lines in bad {
      try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: file)
      #expect(throws: SessionRecordingError.self, "\(lines)") {
        try SessionRecording(contentsOf: file)
      }
    }
    unlink(file.path)
    #expect(throws: SessionRecordingError.self) { try SessionRecording(contentsOf: file) }
  }
}
