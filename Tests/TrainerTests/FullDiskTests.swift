import Foundation
import Synchronization
import Testing
import Volume

@testable import Project
@testable import Trainer

/// A disk that fills while training goes on.
@Suite(.serialized) struct FullDiskTests {
  private let full = VolumeError.writeFailed(
    URL(fileURLWithPath: "/x"), String(cString: strerror(ENOSPC)))

  @Test func whatPassesIsTakenForAFullDisk() {
    #expect(FullDisk.isReason(for: full))
    #expect(
      FullDisk.isReason(
        for: ProjectError.unwritable(path: "/x", reason: String(cString: strerror(EDQUOT)))))
    #expect(FullDisk.isReason(for: CocoaError(.fileWriteOutOfSpace)))
    // A process's own limit and missing rights stay.
    for number in [EFBIG, EACCES, EROFS] {
      let reason = String(cString: strerror(number))
      #expect(!FullDisk.isReason(for: ProjectError.unwritable(path: "/x", reason: reason)))
    }
  }

  /// A disk that takes no rows until somebody makes room.
  private final class Room: Sendable {
    private let isThere = Mutex(false)

    func make() { isThere.withLock { $0 = true } }

    var disk: JournalDisk {
      var disk = JournalDisk.system
      disk.write = { [self] file, bytes, offset in
        isThere.withLock { $0 }
          ? JournalDisk.system.write(file, bytes, offset) : -Int(ENOSPC)
      }
      return disk
    }
  }

  @Test func itWaitsAndGoesOn() throws {
    let test = try SyntheticProject()
    let loop = try test.loop { ($0.fresh, $0.steps) = (true, 4) }
    try loop.takeStep()
    try loop.save()
    try loop.takeStep()
    let (metrics, room) = (test.project.metricsFile, Room())
    Thread {
      Thread.sleep(forTimeInterval: 1.5)
      room.make()
    }.start()
    try MetricsFile.$disk.withValue(room.disk) { try loop.save() }
    #expect(MetricsFile.rows(metrics).map(\.step) == [1, 2])
    #expect(try Checkpoint.load(test.project.latestCheckpoint).state.step == 2)
    #expect(!loop.run.board.current.message.contains("full"), "and says so no more")
  }

  @Test func aStopEndsItAndSaysWhatIsNotSaved() throws {
    let test = try SyntheticProject()
    let loop = try test.loop { ($0.fresh, $0.steps) = (true, 4) }
    try loop.takeStep()
    try loop.save()
    try loop.takeStep()
    let mailbox = test.project.mailbox
    Thread {
      Thread.sleep(forTimeInterval: 0.5)
      try? mailbox.send(.stop)
    }.start()
    let error = #expect(throws: TrainerError.self) {
      try MetricsFile.$disk.withValue(Room().disk) { try loop.save() }
    }
    #expect(error?.description.contains("metrics.csv of step 2 is not saved") == true)
    #expect(loop.run.board.current.message.contains("disk is full"))
    #expect(try Checkpoint.load(test.project.latestCheckpoint).state.step == 1, "still whole")
  }

  @Test func waitingIsNoTraining() throws {
    let test = try SyntheticProject()
    let loop = try test.loop { ($0.fresh, $0.steps) = (true, 4) }
    let (before, clock) = (loop.run.clock.seconds, ContinuousClock())
    let began = clock.now
    var tries = 0
    try loop.run.whenThereIsRoom(for: "it") {
      tries += 1
      if tries < 3 { throw full }
    }
    #expect(tries == 3 && clock.now - began > .seconds(1.9))
    #expect(loop.run.clock.seconds - before < 1.5 && loop.run.clock.isRunning)
  }

  @Test func otherFaultsAreNotWaitedFor() throws {
    let test = try SyntheticProject()
    let loop = try test.loop { ($0.fresh, $0.steps) = (true, 4) }
    let other = VolumeError.writeFailed(test.folder, "it is read-only")
    #expect(throws: other) { try loop.run.whenThereIsRoom(for: "it") { throw other } }
  }
}
