import Foundation
import Testing
import Volume

@testable import Project

/// A disk that refuses now and then, writes half of what it is given, and forgets what it could not flush.
private final class FaultyDisk: @unchecked Sendable {
  var random: SplitMix64
  var isHealthy = false
  /// Of a hundred calls, how many fail.
  var failures: Int
  private var safeLength = 0

  init(seed: UInt64, failures: Int) {
    random = SplitMix64(seed: seed)
    self.failures = failures
  }

  private func fails() -> Bool {
    !isHealthy && Int.random(in: 0..<100, using: &random) < failures
  }

  var calls: JournalDisk {
    JournalDisk(
      write: { [self] file, bytes, offset in
        guard fails() else { return JournalDisk.system.write(file, bytes, offset) }
        if Bool.random(using: &random) {
          return -Int([ENOSPC, EIO, EROFS, EINTR].randomElement(using: &random) ?? EIO)
        }
        return JournalDisk.system.write(file, bytes.prefix(max(1, bytes.count / 2)), offset)
      },
      truncate: { [self] file, length in
        if fails() { return -Int(EIO) }
        safeLength = min(safeLength, length)
        return JournalDisk.system.truncate(file, length)
      },
      synchronise: { [self] file in
        guard fails() else {
          safeLength = Int(lseek(file, 0, SEEK_END))
          return 0
        }
        ftruncate(file, safeLength)
        return -Int(EIO)
      })
  }
}

@Suite struct JournalFaultTests {
  private let size = GridSize(i: 6, j: 5, k: 4)

  /// Whatever the disk does, what can be read is a beginning of what was drawn; once the disk works again,
  /// all of it is there.
  @Test func nothingIsLostOnAFaultyDisk() throws {
    for seed in 0..<150 as Range<UInt64> {
      let folder = TemporaryFolder()
      let url = folder["x.journal"]
      let disk = FaultyDisk(seed: seed, failures: [10, 40, 90][Int(seed % 3)])
      let journal = Journal(url: url, after: JournalContents([]), disk: disk.calls)
      let records = Scene.journal(seed: seed, length: 20).records
      var now = Date(timeIntervalSince1970: 1000)
      for record in records {
        journal.append(record, now: now)
        now += 0.3
        journal.tick(now: now)
        #expect((journal.problem == nil) == (journal.unsavedRecords == 0), "seed \(seed)")
        let found = JournalContents(try FileBytes.read(url) ?? [], size: size)
        #expect(found.damage.isEmpty, "seed \(seed)")
        let isBeginning = found.entries.map(\.record) == Array(records.prefix(found.entries.count))
        #expect(isBeginning, "seed \(seed)")
        #expect(found.entries.count + journal.unsavedRecords >= journal.sequence, "seed \(seed)")
      }
      disk.isHealthy = true
      now += 1.1
      journal.tick(now: now)
      now += 1.1
      journal.tick(now: now)
      #expect(journal.problem == nil, "seed \(seed)")
      let all = try JournalContents.load(url, size: size)
      #expect(all.entries.map(\.record) == records, "seed \(seed)")
      #expect(!all.hasTornTail)
    }
  }

  @Test func tornTailIsCutOffAtTheNextRecord() throws {
    let folder = TemporaryFolder()
    let url = folder["x.journal"]
    let (bytes, records, _) = Scene.journal(seed: 3, length: 12)
    try Data(bytes + Array("99 paint 3 1+".utf8)).write(to: url)
    let contents = try JournalContents.load(url, size: size)
    #expect(contents.hasTornTail)
    let journal = Journal(url: url, after: contents)
    #expect(try FileBytes.read(url)?.count == contents.length, "opening alone changes nothing")
    journal.append(.note("on"))
    let again = try JournalContents.load(url, size: size)
    #expect(again.entries.map(\.record) == records + [.note("on")])
    #expect(!again.hasTornTail && again.damage.isEmpty)
  }

  @Test func fullDeviceIsReportedInASentence() throws {
    let journal = Journal(url: URL(fileURLWithPath: "/dev/full"), after: JournalContents([]))
    journal.append(.note("lost?"))
    let problem = try #require(journal.problem)
    #expect(problem.hasPrefix("UNSAVED: 1 journal record"))
    #expect(journal.unsavedRecords == 1)
    journal.append(.note("and another"))
    #expect(journal.unsavedRecords == 2)
  }

  @Test func writesAreTriedOnceASecond() throws {
    let disk = FaultyDisk(seed: 1, failures: 100)
    let folder = TemporaryFolder()
    let journal = Journal(url: folder["x.journal"], after: JournalContents([]), disk: disk.calls)
    let start = Date(timeIntervalSince1970: 0)
    journal.append(.note("a"), now: start)
    disk.isHealthy = true
    journal.tick(now: start + 0.5)
    #expect(journal.unsavedRecords == 1)
    journal.tick(now: start + 1)
    #expect(journal.unsavedRecords == 0)
  }

  @Test func flushingIsDoneWithinASecondAndSurvivesAClockSetBack() {
    final class Count: @unchecked Sendable { var value = 0 }
    let flushes = Count()
    let disk = JournalDisk(
      write: JournalDisk.system.write, truncate: JournalDisk.system.truncate,
      synchronise: { _ in
        flushes.value += 1
        return 0
      })
    let folder = TemporaryFolder()
    let journal = Journal(url: folder["x.journal"], after: JournalContents([]), disk: disk)
    let start = Date(timeIntervalSince1970: 1000)
    journal.append(.note("a"), now: start)
    journal.tick(now: start + 0.1)
    #expect(flushes.value == 0)
    journal.tick(now: start + 0.6)
    #expect(flushes.value == 1)
    journal.tick(now: start + 2)
    #expect(flushes.value == 1, "nothing new, nothing flushed")
    journal.append(.note("b"), now: start + 3)
    journal.tick(now: start - 500)
    #expect(flushes.value == 2)
  }

  @Test func anotherWriterIsNoticed() throws {
    let folder = TemporaryFolder()
    let url = folder["x.journal"]
    let journal = Journal(url: url, after: JournalContents([]))
    journal.append(.note("a"))
    #expect(!journal.isForeign)
    let handle = try FileHandle(forWritingTo: url)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("2 note somebody else\n".utf8))
    #expect(journal.isForeign)
    journal.append(.note("b"))
    #expect(journal.unsavedRecords == 1)
    #expect(journal.problem?.contains("another program") == true)
  }
}
