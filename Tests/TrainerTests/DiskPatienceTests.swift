import Foundation
import Synchronization
import Testing
import Volume

@testable import Project
@testable import Trainer

/// Waiting for room on a disk, without a trainer.
@Suite struct DiskPatienceTests {
  private let full = VolumeError.writeFailed(
    URL(fileURLWithPath: "/x"), String(cString: strerror(ENOSPC)))
  private let file = FileManager.default.temporaryDirectory
    .appendingPathComponent("inkling-status-\(UUID().uuidString).json")

  private func board() -> StatusBoard {
    StatusBoard(TrainerStatus(phase: .training, message: "before"), at: file)
  }

  @Test func itTriesAgainAndThenSaysWhatItSaidBefore() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    let board = board()
    var (logged, messages, tries, waits): ([String], [String], Int, Int) = ([], [], 0, 0)
    let disk = DiskPatience(board: board, log: .calling { logged.append($0) }) {
      messages.append(board.current.message)
      return false
    }
    try disk.write("the map", savedPath: nil, waits: { waits += 1 }) {
      tries += 1
      if tries < 4 { throw full }
    }
    #expect(tries == 4 && waits == 1)
    #expect(messages.count == 3 && messages.allSatisfy { $0.contains("the map can't be saved") })
    #expect(board.current.message == "before")
    #expect(logged.count == 2 && logged[1].contains("the map is saved"))
  }

  @Test func whoeverStopsGetsOneMoreTry() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    let board = board()
    let disk = DiskPatience(board: board, log: .silent) { true }
    var tries = 0
    try disk.write("it", savedPath: nil, waits: {}) {
      tries += 1
      if tries < 2 { throw full }
    }
    let error = #expect(throws: TrainerError.self) {
      try disk.write("it", savedPath: "/saved", waits: {}) { throw full }
    }
    #expect(error?.description.contains("What was saved before is in /saved.") == true)
  }

  @Test func whatHasRoomWaitsForNothing() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    let disk = DiskPatience(board: board(), log: .calling { _ in Issue.record("nothing to say") }) {
      true
    }
    try disk.write("it", savedPath: nil, waits: { Issue.record("no reason to wait") }) {}
  }
}
