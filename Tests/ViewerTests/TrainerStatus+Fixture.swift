import Foundation
import Project

extension TrainerStatus {
  /// A trainer on its way: process 7 of machine "here".
  static func atWork(
    _ phase: Phase = .training, step: Int, of steps: Int, generation: Int, heartbeat: Date,
    message: String = ""
  ) -> TrainerStatus {
    var status = TrainerStatus(phase: phase, generation: generation, message: message)
    (status.pid, status.host) = (7, "here")
    (status.step, status.steps, status.heartbeat) = (step, steps, heartbeat)
    return status
  }

  /// The same with a loss and a pace.
  func with(loss: Double, secondsPerStep: Double) -> TrainerStatus {
    var status = self
    (status.loss, status.secondsPerStep) = (loss, secondsPerStep)
    return status
  }
}
