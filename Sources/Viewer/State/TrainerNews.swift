import Foundation
import Project

/// What the trainer's files say, as the shell reads them.
package struct TrainerNews: Equatable, Sendable {
  /// status.json; nil when there is none.
  package var status: TrainerStatus?
  /// Losses of the last steps, oldest first.
  package var losses: [Double]
  /// Whether a trainer holds the project's lock.
  package var isAlive: Bool
  /// Why the trainer ended without saying so; nil when it did, or runs.
  package var ending: String?
  /// The run's metrics, as far as they are read.
  package var curve: MetricsCurve
  /// The end of the trainer's log.
  package var log: [String]

  /// What was read.
  package init(
    status: TrainerStatus? = nil, losses: [Double] = [], isAlive: Bool = false,
    ending: String? = nil, curve: MetricsCurve = MetricsCurve(), log: [String] = []
  ) {
    self.status = status
    self.losses = losses
    self.isAlive = isAlive
    self.ending = ending
    (self.curve, self.log) = (curve, log)
  }
}
