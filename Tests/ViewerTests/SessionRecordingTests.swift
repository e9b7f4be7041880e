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

  @Test func whatIsNoRecordingIsRefused() throws {
    defer { unlink(file.path) }
    try record()
    let good = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    let bad: [[String]] = [
      [], ["{}"], ["mine"],
      [good[0].replacing("\"inkling-session\":1", with: "\"inkling-session\":2")],
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
