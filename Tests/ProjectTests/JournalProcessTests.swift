import Foundation
import Testing
import Volume

@testable import Annotation
@testable import Project

/// Real processes that die, and real disks that fill up.
@Suite(.serialized) struct JournalProcessTests {
  private let size = GridSize(i: 64, j: 64, k: 8)

  /// Record number n of an endless session.
  private func record(_ number: Int) -> JournalRecord {
    if number == 1 { return .header(version: 1, size: size, axis: .k) }
    let changes = (0..<40).map {
      Change(voxel: (number * 37 + $0) % size.count, old: 0, new: UInt8(1 + number % 3))
    }
    return .paint(Edit(stroke: number / 4, changes: changes))
  }

  /// Forks; Swift hides fork because a child that does more than a little may hang. This one writes a journal
  /// by code that has run here before, and is killed or exits by itself.
  private func inChild(_ body: () -> Int32) -> pid_t {
    typealias Fork = @convention(c) () -> pid_t
    guard let symbol = dlsym(nil, "fork") else { return -1 }
    let pid = unsafeBitCast(symbol, to: Fork.self)()
    if pid == 0 { _exit(body()) }
    return pid
  }

  /// Exit status of a child; nil if it was killed, or has not ended in time and is killed now.
  private func wait(_ pid: pid_t, seconds: Double) -> Int32? {
    var status: Int32 = 0
    let end = Date() + seconds
    while Date() < end {
      if waitpid(pid, &status, WNOHANG) == pid {
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
      }
      usleep(2000)
    }
    kill(pid, SIGKILL)
    waitpid(pid, &status, 0)
    return nil
  }

  /// Killed at any moment: every record whose `append` had returned is in the file.
  @Test func killedWhileWriting() throws {
    var acknowledged = 0
    for round in 0..<25 {
      let folder = TemporaryFolder()
      let url = folder["x.journal"]
      let warm = Journal(url: folder["warm.journal"], after: JournalContents([]))
      warm.append(record(1))
      warm.append(record(2))
      warm.flush()
      var pipeEnds: [Int32] = [0, 0]
      #expect(pipe(&pipeEnds) == 0)
      let pid = inChild {
        let journal = Journal(url: url, after: JournalContents([]))
        var byte: UInt8 = 1
        for number in 1...100_000 {
          journal.append(record(number))
          if write(pipeEnds[1], &byte, 1) != 1 { return 1 }
          if number % 16 == 0 { journal.flush() }
        }
        return 0
      }
      try #require(pid > 0)
      usleep(UInt32(2000 + round * 1500))
      kill(pid, SIGKILL)
      _ = wait(pid, seconds: 5)
      close(pipeEnds[1])
      var bytes = [UInt8](repeating: 0, count: 1 << 17)
      let count = max(0, read(pipeEnds[0], &bytes, bytes.count))
      close(pipeEnds[0])
      let found = try JournalContents.load(url, size: size)
      #expect(found.damage.isEmpty)
      #expect(found.entries.count >= count, "round \(round)")
      let isWhole = found.entries.allSatisfy { $0.record == record($0.sequence) }
      #expect(isWhole, "round \(round)")
      acknowledged += count
      // And it goes on from there.
      let journal = Journal(url: url, after: found)
      journal.append(.note("reopened"))
      #expect(try JournalContents.load(url, size: size).entries.count == found.entries.count + 1)
    }
    #expect(acknowledged > 0, "no child wrote anything")
  }

  /// A limit on the size of files, lifted later: what did not fit is written then.
  @Test func sizeLimitLifted() throws {
    let folder = TemporaryFolder()
    let url = folder["x.journal"]
    let pid = inChild {
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit()
      let fileSize = __rlimit_resource_t(1)  // RLIMIT_FSIZE
      getrlimit(fileSize, &limit)
      let before = limit.rlim_cur
      limit.rlim_cur = 5000
      setrlimit(fileSize, &limit)
      return writeUntilFull(url) {
        limit.rlim_cur = before
        setrlimit(fileSize, &limit)
      }
    }
    try #require(pid > 0)
    try check(wait(pid, seconds: 20), url)
  }

  /// A file system of 64 KiB, full, then with room again. Needs a mount name space of one's own.
  @Test func fullDisk() throws {
    typealias Unshare = @convention(c) (Int32) -> Int32
    typealias Mount =
      @convention(c) (
        UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<CChar>, UInt,
        UnsafePointer<CChar>
      ) -> Int32
    guard let unshareSymbol = dlsym(nil, "unshare"), let mountSymbol = dlsym(nil, "mount") else {
      return
    }
    let unshare = unsafeBitCast(unshareSymbol, to: Unshare.self)
    let mount = unsafeBitCast(mountSymbol, to: Mount.self)
    let folder = TemporaryFolder()
    let disk = folder["disk"]
    try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
    let url = disk.appendingPathComponent("x.journal")
    let copy = folder["x.journal"]
    let ballast = disk.appendingPathComponent("ballast").path
    let filler = [UInt8](repeating: 7, count: 60_000)
    let pid = inChild {
      let newUser: Int32 = 0x1000_0000
      let newMounts: Int32 = 0x0002_0000
      guard unshare(newMounts) == 0 || unshare(newUser | newMounts) == 0,
        mount("none", "/", "none", 1 << 14 | 1 << 18, "") == 0,  // recursively private
        mount("tmpfs", disk.path, "tmpfs", 0, "size=64k") == 0
      else { return 77 }
      let file = open(ballast, O_WRONLY | O_CREAT, 0o600)
      _ = write(file, filler, 60_000)
      close(file)
      let result = writeUntilFull(url) { unlink(ballast) }
      // The disk goes with this process: bring the journal out.
      let bytes = (try? FileBytes.read(url)) ?? []
      let target = open(copy.path, O_WRONLY | O_CREAT, 0o600)
      return write(target, bytes, bytes.count) == bytes.count ? result : 9
    }
    try #require(pid > 0)
    let status = wait(pid, seconds: 20)
    if status == 77 {
      print("skipped: no right to mount a small disk here")
      return
    }
    try check(status, copy)
  }

  /// Appends until the journal says that it can't, and some more; then `makeRoom`, then a tick.
  /// - Returns: 0, or the number of what went wrong.
  private func writeUntilFull(_ url: URL, makeRoom: () -> Void) -> Int32 {
    let journal = Journal(url: url, after: JournalContents([]))
    var number = 0
    while journal.problem == nil, number < 2000 {
      number += 1
      journal.append(record(number))
    }
    guard journal.problem != nil else { return 2 }
    for _ in 0..<20 {
      number += 1
      journal.append(record(number))
    }
    guard journal.unsavedRecords >= 20 else { return 3 }
    journal.tick(now: Date() + 2)
    guard journal.problem != nil else { return 4 }
    makeRoom()
    journal.tick(now: Date() + 4)
    guard journal.problem == nil, journal.unsavedRecords == 0 else { return 5 }
    journal.flush()
    return number > 200 ? 200 : Int32(number)
  }

  private func check(_ status: Int32?, _ url: URL) throws {
    let status = try #require(status)
    #expect(status > 20, "the child failed at step \(status)")
    let found = try JournalContents.load(url, size: size)
    #expect(found.damage.isEmpty && !found.hasTornTail)
    #expect(status == 200 || found.entries.count == Int(status))
    #expect(found.entries.allSatisfy { $0.record == record($0.sequence) })
  }
}
