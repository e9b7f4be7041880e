import Foundation
import Logging
import Project

/// A disk that fills ends no training: whoever writes waits until there is room.
struct DiskPatience {
  /// What is told meanwhile.
  let board: StatusBoard
  let log: Logger
  /// Lets a second pass, or less where somebody wants the run to stop.
  /// - Returns: whether somebody does.
  let isStoppedWithinASecond: () -> Bool

  /// Writes; where the disk is full, says so and tries again each second until there is room.
  ///
  /// - what: "the checkpoint"
  /// - savedPath: where the last weights are; nil = nowhere
  /// - waits: called once, when there is no room
  /// - Throws: what `write` throws for other reasons; a sentence when somebody stops the run meanwhile.
  func write(
    _ what: String, savedPath: String?, waits: () -> Void, _ write: () throws -> Void
  ) throws {
    guard let problem = try fullDisk(write) else { return }
    waits()
    let before = board.current.message
    let word =
      "The disk is full, so \(what) can't be saved: training waits and tries again each second. Free some space."
    log.warn("\(word) \(problem)")
    board.update { $0.message = word }
    try board.during(Activity.waitingForRoom) { try retry(what, savedPath, write) }
    log.say("There is room again: \(what) is saved, training goes on.")
    board.update { if $0.message == word { $0.message = before } }
  }

  /// Tries again each second until there is room.
  private func retry(_ what: String, _ savedPath: String?, _ write: () throws -> Void) throws {
    while true {
      let isStopped = isStoppedWithinASecond()
      if try fullDisk(write) == nil { return }
      if isStopped {
        throw TrainerError.sentence(
          "Stopped while the disk was full: \(what) of step \(board.current.step) is not saved. "
            + (savedPath.map { "What was saved before is in \($0)." } ?? "Nothing was saved before.")
        )
      }
    }
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
