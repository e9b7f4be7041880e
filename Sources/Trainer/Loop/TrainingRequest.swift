import Annotation
import Foundation

/// What a person asks of `inkling train`; what is nil is up to the project, then to the preset.
package struct TrainingRequest: Sendable {
  /// `interactive` or `cohort`.
  package var preset: String?
  /// Name of a method.
  package var method: String?
  /// Planned steps, those before a `resume` included.
  package var steps: Int?
  /// Planned minutes, turned into steps once, from measured speed; after a `resume` those still to come.
  package var minutes: Double?
  /// Seed of everything random.
  package var seed: UInt64?
  /// Threads of the engine.
  package var threads: Int?
  /// Weights to start from.
  package var initCheckpoint: URL?
  /// Go on exactly where run/checkpoint-latest was saved, to the end of its plan or to `steps` or `minutes`.
  package var resume = false
  /// Start from random weights even if there is a checkpoint.
  package var fresh = false
  /// Wait for new scribbles when the plan is done, and go on with them.
  package var live = false
  /// Options as `KEY=VALUE`.
  package var assignments: [String] = []
  /// Take the lock of a trainer on another machine.
  package var force = false

  /// Changes what no option names; for tests.
  var adjust: (@Sendable (inout TrainingSettings) -> Void)?

  /// Everything up to the project.
  package init() {}

  /// - Throws: a sentence for wishes that contradict each other.
  package func validate() throws {
    if resume {
      let others: [(String, Bool)] = [
        ("--preset", preset != nil), ("--method", method != nil), ("--seed", seed != nil),
        ("--init", initCheckpoint != nil), ("--fresh", fresh), ("--set", !assignments.isEmpty),
      ]
      if let other = others.first(where: \.1)?.0 {
        throw TrainerError.sentence(
          "--resume goes on exactly as the checkpoint says, so \(other) can't be given with it. "
            + "Leave one of them out; without --resume training starts a new plan from the same weights."
        )
      }
    }
    if steps != nil && minutes != nil {
      throw TrainerError.sentence(
        "--steps and --minutes say the same thing twice: give one of them.")
    }
    if live && (steps != nil || minutes != nil) {
      throw TrainerError.sentence(
        "--live goes on as long as scribbles come, \(steps != nil ? "--steps" : "--minutes") names an end: "
          + "give one of them.")
    }
    if fresh && initCheckpoint != nil {
      throw TrainerError.sentence("--fresh means random weights, --init a checkpoint's: give one.")
    }
    if let steps, !TrainingSettings.stepRange.contains(steps) {
      throw TrainerError.sentence("--steps lies in 1…\(TrainingSettings.stepRange.upperBound).")
    }
    if let minutes, !(minutes > 0 && minutes <= 60 * 24 * 60) {
      throw TrainerError.sentence("--minutes lies between 0 and 86400.")
    }
    if let threads, !(1...1024).contains(threads) {
      throw TrainerError.sentence("--threads lies in 1…1024.")
    }
  }
}
