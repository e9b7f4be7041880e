import Foundation
import Testing

@testable import Volume

/// Files that are no files, or far too large, are refused before they are read.
@Suite struct RegularFileTests {
  private func refusal(_ url: URL, limit: Int = 100) -> RegularFile.Refusal? {
    do {
      _ = try RegularFile(url).readAll(limit: limit)
      return nil
    } catch {
      return error
    }
  }

  @Test func wholeEndAndPieces() throws {
    let folder = try TemporaryFolder()
    try Data("0123456789".utf8).write(to: folder["a"])
    let file = try RegularFile(folder["a"])
    #expect(file.size == 10)
    #expect(try file.readAll(limit: 10) == Array("0123456789".utf8))
    #expect(try file.tail(3) == Array("789".utf8))
    #expect(try file.tail(100).count == 10)
    #expect(try file.read(4, at: 8) == Array("89".utf8))
    #expect(refusal(folder["a"], limit: 9) == .tooLarge(bytes: 10, limit: 9))
  }

  /// A pipe that nobody writes to would hold an ordinary open for ever.
  @Test(.timeLimit(.minutes(1))) func whatIsNoRegularFileIsRefusedAtOnce() throws {
    let folder = try TemporaryFolder()
    try #require(mkfifo(folder["pipe"].path, 0o600) == 0)
    #expect(refusal(folder["pipe"]) == .notRegular)
    #expect(refusal(URL(fileURLWithPath: "/dev/zero")) == .notRegular)
    #expect(refusal(folder["."]) == .folder)
    #expect(refusal(folder["none"]) == .missing)
    try FileManager.default.createSymbolicLink(
      atPath: folder["link"].path, withDestinationPath: "nowhere")
    #expect(refusal(folder["link"]) == .brokenLink(target: "nowhere"))
  }

  /// /proc gives files of size 0 that have content; files grow while they are read.
  @Test func theSizeIsNotBelieved() throws {
    #expect(refusal(URL(fileURLWithPath: "/proc/self/maps"), limit: 10) != nil)
    #expect(
      try !RegularFile(URL(fileURLWithPath: "/proc/self/maps")).readAll(limit: 1 << 24).isEmpty)
  }

  @Test func hugeLabelTablesAreRefusedUnread() throws {
    let folder = try TemporaryFolder()
    try Data().write(to: folder["labels.txt"])
    try #require(truncate(folder["labels.txt"].path, 3 << 30) == 0)
    #expect(throws: VolumeError.self) { try LabelTable.load(folder["labels.txt"]) }
    do {
      _ = try LabelTable.load(folder["labels.txt"])
    } catch {
      #expect("\(error)".contains("3221225472 bytes, expected at most 4194304"))
    }
  }
}
