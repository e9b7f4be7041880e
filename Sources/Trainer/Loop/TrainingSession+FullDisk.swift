import Foundation
import Project

/// A disk that fills ends no training.
extension TrainingSession {
  /// Writes; where the disk is full, says so and tries again each second until there is room.
  ///
  /// - what: "the checkpoint"
  /// - Throws: what `write` throws for other reasons; a sentence when somebody stops the run meanwhile.
  func whenThereIsRoom(for what: String, _ write: () throws -> Void) throws {
    guard let problem = try fullDisk(write) else { return }
    let wasRunning = clock.isRunning
    clock.pause()
    defer { if wasRunning { clock.resume() } }
    let word =
      "The disk is full, so \(what) can't be saved: training waits and tries again each second. Free some space."
    log("\(word) \(problem)")
    board.update { $0.message = word }
    while true {
      for _ in 0..<10 where !wantsStop { wait() }
      if try fullDisk(write) == nil { break }
      if wantsStop {
        throw TrainerError.sentence(
          "Stopped while the disk was full: \(what) of step \(engine.step) is not saved. "
            + (savedPath.map { "What was saved before is in \($0)." } ?? "Nothing was saved before.")
        )
      }
    }
    log("There is room again: \(what) is saved, training goes on.")
    board.update { if $0.message == word { $0.message = lastNotice } }
  }

  /// Writes.
  /// - Returns: what the system says where the disk is full, else nil.
  private func fullDisk(_ write: () throws -> Void) throws -> String? {
    do {
      try write()
      return nil
    } catch  where FullDisk.isReason(for: error) {
      return "\(error)"
    }
  }
}
