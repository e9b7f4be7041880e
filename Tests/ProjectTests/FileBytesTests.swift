import Foundation
import Testing
import Volume

@testable import Annotation
@testable import Project

/// Every file of a project is a regular file, opened without waiting and read with a bound.
@Suite(.timeLimit(.minutes(1))) struct FileBytesTests {
  private let folder = TemporaryFolder()

  private func pipe(_ name: String) throws -> URL {
    let url = folder[name]
    try #require(mkfifo(url.path, 0o600) == 0)
    return url
  }

  private func huge(_ name: String) throws -> URL {
    try Data().write(to: folder[name])
    try #require(truncate(folder[name].path, 3 << 30) == 0)
    return folder[name]
  }

  private func sentence(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func pipesAreNotWaitedFor() throws {
    let pipe = try pipe("pipe")
    #expect(sentence { _ = try FileBytes.read(pipe) }.contains("not a regular file"))
    #expect(sentence { try TrainerLog.append("x", to: pipe) }.contains("not a regular file"))
    #expect(sentence { try MetricsFile.append([], to: pipe) }.contains("not a regular file"))
    #expect(MetricsFile.tail(pipe, rows: 3) == [] && MetricsFile.rows(pipe) == [])
    #expect(TrainerLog.lastLines(pipe) == nil)
    #expect(throws: ProjectError.self) { try JournalContents.load(pipe) }
    #expect(throws: ProjectError.self) { try TrainerStatus.load(pipe) }
    #expect(throws: ProjectError.self) { try ReviewSheet.load(pipe) }
  }

  /// With a reader the pipe could be written to; it is still no log.
  @Test func aPipeWithAReaderIsNoLog() throws {
    let pipe = try pipe("pipe")
    let reader = open(pipe.path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    #expect(sentence { try TrainerLog.append("x", to: pipe) }.contains("not a regular file"))
  }

  @Test func theTrainerIsNotStartedIntoAPipe() throws {
    let pipe = try pipe("trainer.log")
    #expect(
      sentence { _ = try TrainerLauncher.spawn(["/bin/true"], log: pipe) }
        .contains("not a regular file"))
  }

  @Test func hugeFilesAreRefusedUnread() throws {
    let huge = try huge("huge")
    let start = Date()
    #expect(sentence { _ = try FileBytes.read(huge) }.contains("3221225472 bytes"))
    #expect(sentence { _ = try JournalContents.load(huge) }.contains("3221225472 bytes"))
    #expect(sentence { _ = try ReviewSheet.load(huge) }.contains("3221225472 bytes"))
    #expect(sentence { _ = try TrainerStatus.load(huge) }.contains("3221225472 bytes"))
    #expect(sentence { try MetricsFile.append([], to: huge) }.contains("lines of text"))
    #expect(MetricsFile.rows(huge) == [] && MetricsFile.tail(huge, rows: 3) == [])
    #expect((TrainerLog.lastLines(huge) ?? []).joined().utf8.count == 8000)
    #expect(Date().timeIntervalSince(start) < 5)
  }

  @Test func theLogTakesNoControlCharacters() throws {
    try TrainerLog.append("one \u{1B}[31m\u{9B}2J", to: folder["log"])
    try TrainerLog.append("two", to: folder["log"])
    let lines = try #require(TrainerLog.lastLines(folder["log"]))
    #expect(lines.count == 3 && lines[0].hasSuffix(" one ?[31m?2J") && lines[1].hasSuffix(" two"))
  }
}
