import Foundation
import Testing
import Volume

@testable import Project

@Suite struct RunLockTests {
  @Test func oneHolderAtATime() throws {
    let folder = TemporaryFolder()
    let url = folder["run/lock"]
    #expect(RunLock.inspect(url) == .free)
    let lock = try RunLock.acquire(url, role: "trainer")
    #expect(lock.isHeld)
    #expect(RunLock.inspect(url) == .held(lock.owner))
    let error = #expect(throws: ProjectError.self) {
      try RunLock.acquire(url, role: "trainer", force: true)
    }
    #expect(error?.description.contains("process \(getpid())") == true)
    #expect(error?.description.contains("inkling stop") == true)
    lock.release()
    #expect(RunLock.inspect(url) == .free)
    try RunLock.acquire(url, role: "trainer").release()
    let left = try FileManager.default.contentsOfDirectory(atPath: folder["run"].path)
    #expect(left.isEmpty, "\(left)")
  }

  private func write(_ url: URL, _ change: (inout RunLock.Owner) -> Void) throws -> RunLock.Owner {
    var owner = RunLock.Owner(
      process: .current, since: Date(timeIntervalSince1970: 0), role: "trainer", user: "anna")
    change(&owner)
    try owner.json().write(to: url)
    return owner
  }

  @Test func deadProcessIsStale() throws {
    let folder = TemporaryFolder()
    let url = folder["lock"]
    // Process ids go up to 2^22 on Linux.
    let gone = try write(url) { $0.process.pid = 1 << 23 }
    #expect(RunLock.inspect(url) == .stale(gone))
    let reused = try write(url) { $0.process.started += 1 }
    #expect(RunLock.inspect(url) == .stale(reused), "same number, another process")
    let rebooted = try write(url) { $0.process.boot = "another-boot" }
    #expect(RunLock.inspect(url) == .stale(rebooted))
    let lock = try RunLock.acquire(url, role: "trainer")
    #expect(lock.isHeld)
  }

  @Test func otherMachineNeedsForce() throws {
    let folder = TemporaryFolder()
    let url = folder["lock"]
    let owner = try write(url) { $0.process.host = "node7" }
    #expect(RunLock.inspect(url) == .elsewhere(owner))
    let error = #expect(throws: ProjectError.self) {
      try RunLock.acquire(url, role: "viewer")
    }
    #expect(error?.description.contains("node7") == true)
    #expect(error?.description.contains("rm \(url.path)") == true)
    #expect(try RunLock.acquire(url, role: "viewer", force: true).isHeld)
    let contained = try write(url) { $0.process.namespace = "pid:[1]" }
    #expect(RunLock.inspect(url) == .elsewhere(contained), "another container")
  }

  @Test func lostLockIsNotRemoved() throws {
    let folder = TemporaryFolder()
    let url = folder["lock"]
    let lock = try RunLock.acquire(url, role: "viewer")
    let other = try write(url) { $0.process.host = "node7" }
    #expect(!lock.isHeld)
    lock.release()
    #expect(RunLock.inspect(url) == .elsewhere(other))
  }

  @Test func tornLockIsStaleAfterAMinute() throws {
    let folder = TemporaryFolder()
    let url = folder["lock"]
    try Data("{\"pro".utf8).write(to: url)
    #expect(throws: ProjectError.self) { try RunLock.acquire(url, role: "viewer") }
    try FileManager.default.setAttributes(
      [.modificationDate: Date() - 90], ofItemAtPath: url.path)
    #expect(try RunLock.acquire(url, role: "viewer").isHeld)
  }

  /// Many threads want a stale lock at once: exactly one gets it.
  @Test func oneOfManyGetsAStaleLock() async throws {
    for _ in 0..<20 {
      let folder = TemporaryFolder()
      let url = folder["lock"]
      _ = try write(url) { $0.process.pid = 1 << 23 }
      let winners = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
          group.addTask { (try? RunLock.acquire(url, role: "trainer")) != nil }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(winners == 1)
    }
  }

  @Test func startTimeIsReadBehindAnyName() {
    let fields = (3...40).map { "\($0)" }.joined(separator: " ")
    let stat = ProcessIdentity.stat("77 (a) b (c) \(fields)")
    #expect(stat?.state == "3" && stat?.started == 22)
    #expect(ProcessIdentity.stat("77 (a") == nil)
    #expect(ProcessIdentity.current.life == .alive)
  }
}

@Suite struct MailboxTests {
  @Test func lettersComeInOrderAndOnce() throws {
    let folder = TemporaryFolder()
    let box = Mailbox(url: folder["commands"])
    #expect(box.pending().isEmpty)
    let now = Date(timeIntervalSince1970: 1000)
    let commands: [TrainerCommand] = [.pause, .resume, .stop, .pause, .stop]
    // All in one millisecond, and the clock goes back.
    for (index, command) in commands.enumerated() {
      try box.send(command, now: index == 3 ? now - 50 : now)
    }
    #expect(box.pending().map(\.command) == commands)
    #expect(box.take() == commands)
    #expect(box.take().isEmpty)
  }

  @Test func newFocusReplacesOlderOnes() throws {
    let folder = TemporaryFolder()
    let box = Mailbox(url: folder["commands"])
    try box.send(.focus(caseName: "a b", slice: 3))
    try box.send(.pause)
    try box.send(.focus(caseName: "a b", slice: 4))
    #expect(box.take() == [.pause, .focus(caseName: "a b", slice: 4)])
  }

  @Test(arguments: [
    TrainerCommand.stop, .pause, .resume, .focus(caseName: "patient 001", slice: 12),
  ])
  func textReadsBack(command: TrainerCommand) {
    #expect(TrainerCommand(text: command.text + "\n") == command)
  }

  @Test(arguments: ["", "halt", "focus", "focus a", "focus a -1", "focus ../a 3", "focus  3"])
  func nonsenseIsNoCommand(text: String) {
    #expect(TrainerCommand(text: text) == nil)
  }

  @Test func nonsenseIsMovedToFailed() throws {
    let folder = TemporaryFolder()
    let box = Mailbox(url: folder["commands"])
    try box.send(.stop)
    try withTornVariants(of: Array("focus a 3\n".utf8), seeds: 0..<40) { bytes in
      try Data(bytes).write(to: box.url.appendingPathComponent("000-x.command"))
      #expect(box.pending().contains { $0.command == .stop })
    }
    try Data("dance".utf8).write(to: box.url.appendingPathComponent("000-y.command"))
    #expect(!box.pending().isEmpty)
    #expect(FileSignature(of: box.url.appendingPathComponent("failed/000-y.command")).size == 5)
  }
}

@Suite struct LiveSliceTests {
  private func slice(_ name: String, _ index: Int, generation: Int = 1) -> LiveSlice {
    LiveSlice(
      caseName: name, slice: index,
      stamp: PredictionStamp(
        generation: generation, step: 520, time: Date(timeIntervalSince1970: 1_785_578_405)),
      size: (3, 2),
      labels: [0, 1, 2, 0, 10, 3], uncertainty: [0, 10, 255, 13, 10, 7])
  }

  @Test func formatIsAsDocumented() throws {
    let bytes = slice("a b", 12, generation: 7).bytes
    let newline = try #require(bytes.firstIndex(of: 10))
    #expect(
      String(decoding: bytes[..<newline], as: UTF8.self)
        == "inkling-slice 2 generation 7 step 520 time 2026-08-01T10:00:05Z slice 12 size 3 2 "
        + "crc e6603fed case a b")
    #expect(bytes.count == newline + 1 + 12)
    #expect(LiveSlice(bytes: bytes) == slice("a b", 12, generation: 7))
  }

  @Test func slicesOfEarlierVersionsAreRead() throws {
    let body: [UInt8] = [0, 1, 2, 0, 10, 3, 0, 10, 255, 13, 10, 7]
    let line = "inkling-slice 1 generation 7 slice 12 size 3 2 crc e6603fed case a b\n"
    let read = try #require(LiveSlice(bytes: Array(line.utf8) + body))
    #expect(read.stamp == PredictionStamp(generation: 7))
    #expect(read.caseName == "a b" && read.slice == 12 && read.labels == Array(body.prefix(6)))
  }

  @Test func readersSeeWhatIsNew() throws {
    let folder = TemporaryFolder()
    let live = LiveFolder(url: folder["live"])
    var mark = LiveFolder.Mark()
    #expect(live.changed(since: &mark).isEmpty)
    try live.write(slice("a", 1))
    try live.write(slice("a", 2))
    #expect(live.changed(since: &mark).map(\.slice) == [1, 2])
    #expect(live.changed(since: &mark).isEmpty)
    try live.write(slice("a", 2, generation: 2))
    #expect(live.changed(since: &mark, now: Date() + 2) == [slice("a", 2, generation: 2)])
    // A file that is torn now is read when it is whole.
    let file = folder["live/a-k0003.slice"]
    let whole = slice("a", 3).bytes
    try Data(whole.dropLast(2)).write(to: file)
    #expect(live.changed(since: &mark).isEmpty)
    try Data(whole).write(to: file)
    #expect(live.changed(since: &mark, now: Date() + 2).map(\.slice) == [3])
  }

  @Test func onlyFoldedSlicesAreRemoved() throws {
    let folder = TemporaryFolder()
    let live = LiveFolder(url: folder["live"])
    try live.write(slice("a", 1, generation: 1))
    try live.write(slice("a", 2, generation: 3))
    try live.write(slice("a-k0001", 1, generation: 1))
    live.remove(caseName: "a", upTo: 2)
    var mark = LiveFolder.Mark()
    #expect(live.changed(since: &mark).map(\.caseName) == ["a-k0001", "a"])
    live.removeAll()
    #expect(live.changed(since: &mark).isEmpty)
  }

  @Test func tornFilesAreNoSlices() {
    let good = slice("a", 1).bytes
    for length in 0..<good.count { #expect(LiveSlice(bytes: Array(good.prefix(length))) == nil) }
    withTornVariants(of: good, seeds: 0..<2000) { bytes in
      if bytes != good { #expect(LiveSlice(bytes: bytes).map { $0.bytes == bytes } ?? true) }
    }
  }
}

@Suite struct StatusTests {
  @Test func statusReadsBack() throws {
    let folder = TemporaryFolder()
    #expect(try TrainerStatus.load(folder["status.json"]) == nil)
    var status = TrainerStatus(phase: .training, generation: 3, message: "all well")
    (status.step, status.steps, status.seconds) = (40, 100, 12.5)
    (status.secondsPerStep, status.loss, status.method) = (0.25, 0.7, "scribsd+")
    status.terms = ["pce": 0.5, "kd": .nan]
    (status.level, status.precision) = ("avx512", "float32")
    status.heartbeat = Date(timeIntervalSince1970: 1000)
    try status.write(to: folder["status.json"])
    let again = try #require(try TrainerStatus.load(folder["status.json"]))
    #expect(again.terms["kd"]?.isNaN == true)
    status.terms["kd"] = 0
    var same = again
    same.terms["kd"] = 0
    #expect(same == status)
    #expect(again.secondsLeft == 15)
    #expect(again.age(now: Date(timeIntervalSince1970: 1007)) == 7)
    #expect(again.age(now: Date(timeIntervalSince1970: 900)) == 0)
    let text = String(decoding: try status.json(), as: UTF8.self)
    for key in [
      "seconds_per_step", "\"heartbeat\" : \"1970-01-01T00:16:40Z\"", "\"phase\" : \"training\"",
    ] {
      #expect(text.contains(key), "\(key)")
    }
  }

  @Test func statusOfAVersionWithoutLevelsIsRead() throws {
    let text = String(decoding: try TrainerStatus(phase: .done).json(), as: UTF8.self)
    #expect(!text.contains("level") && !text.contains("precision"))
    let read = try TrainerStatus.read(Array(text.utf8), path: "status.json")
    #expect(read.phase == .done && read.level == nil && read.precision == nil)
  }

  @Test func tornStatusIsAnErrorWithASentence() throws {
    let good = Array(try TrainerStatus(phase: .paused).json())
    withTornVariants(of: good, seeds: 0..<400) { bytes in
      do {
        _ = try TrainerStatus.read(bytes, path: "status.json")
      } catch {
        #expect(error is ProjectError)
      }
    }
  }
}

@Suite struct MetricsTests {
  private func row(_ step: Int) -> MetricsRow {
    var row = MetricsRow(
      step: step, seconds: Double(step) * 0.5, loss: 1 / Double(step + 1),
      dice: step % 10 == 0 ? 0.5 : nil)
    (row.pce, row.learningRate, row.extra) = (0.25, 0.01, step % 2 == 0 ? 0.75 : nil)
    return row
  }

  @Test func linesAreAsDocumented() {
    #expect(
      MetricsRow.header == "step,seconds,loss,pce,kd,contrast,learning_rate,dice,extra,agreement")
    #expect(row(1).line == "1,0.500,0.5,0.25,,,0.01,,,")
    #expect(row(10).line.hasSuffix(",0.01,0.5,0.75,"))
    #expect(MetricsRow(line: row(10).line)?.dice == 0.5)
    #expect(MetricsRow(line: row(10).line)?.extra == 0.75)
    #expect(MetricsRow(line: "1,2,nan,,,,,,,")?.loss.isNaN == true)
    #expect(MetricsRow(line: "4,1,2,x", header: "step,seconds,loss,note") == nil)
    #expect(MetricsRow(line: "4,1,2,9", header: "step,seconds,loss,note")?.step == 4)
    #expect(MetricsRow(line: "1,2") == nil)
  }

  @Test func appendedAcrossResumesAndTailed() throws {
    let folder = TemporaryFolder()
    let url = folder["metrics.csv"]
    #expect(MetricsFile.rows(url).isEmpty && MetricsFile.tail(url, rows: 3).isEmpty)
    try MetricsFile.append((0..<500).map(row), to: url)
    // Killed in the middle of a line, then resumed.
    let handle = try FileHandle(forWritingTo: url)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("500,250.0".utf8))
    #expect(MetricsFile.rows(url).count == 500)
    try MetricsFile.append((500..<900).map(row), to: url)
    #expect(MetricsFile.rows(url).map(\.step) == Array(0..<900))
    #expect(MetricsFile.tail(url, rows: 40).map(\.step) == Array(860..<900))
    #expect(MetricsFile.tail(url, rows: 5000).count == 900)
  }

  @Test func fuzz() throws {
    let folder = TemporaryFolder()
    let url = folder["metrics.csv"]
    try MetricsFile.append((0..<20).map(row), to: url)
    let good = try #require(try FileBytes.read(url))
    try withTornVariants(of: good, seeds: 0..<400) { bytes in
      _ = MetricsFile.rows(bytes)
      try Data(bytes).write(to: url)
      _ = MetricsFile.tail(url, rows: 5)
      try MetricsFile.append([row(7)], to: url)
    }
  }
}

@Suite struct LauncherTests {
  @Test func startedInASessionOfItsOwn() throws {
    let box = try Sandbox()
    let script = box.folder["fake"]
    try Data("#!/bin/sh\necho \"args: $*\"\nps -o sid= -p $$\ncat\nsleep 0.1\nexit 3\n".utf8)
      .write(to: script)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    let trainer = try TrainerLauncher.start(
      executable: script, project: box.project, arguments: ["--steps", "5"])
    #expect(getsid(trainer.pid) == trainer.pid)
    var ending: LaunchedTrainer.Ending?
    for _ in 0..<500 where ending == nil {
      usleep(10_000)
      ending = trainer.ending()
    }
    #expect(ending == .exited(3))
    let log = try String(contentsOf: box.project.trainerLog, encoding: .utf8)
    #expect(log.contains("args: train \(box.project.url.path) --steps 5"))
  }

  @Test func missingProgramIsExplained() throws {
    let box = try Sandbox()
    let error = #expect(throws: ProjectError.self) {
      try TrainerLauncher.start(executable: box.folder["none"], project: box.project)
    }
    #expect(error?.description.contains("could not be started") == true)
  }
}
