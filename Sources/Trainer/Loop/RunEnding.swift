import Foundation
import Project

/// How a run has ended, and what to say of it.
struct RunEnding: Equatable {
  /// Steps taken, and steps planned.
  var step: Int, steps: Int
  /// Volumes that the last pass has predicted, of all.
  var predicted: Int, volumes: Int
  /// Seconds of training.
  var seconds: Double
  /// The project's folder.
  var project: String

  /// Whether some volumes lack the answer of a plan that is done.
  var lacksPredictions: Bool { step >= steps && predicted < volumes }

  var phase: TrainerStatus.Phase {
    step < steps ? .stopped : lacksPredictions ? .incomplete : .done
  }

  /// The last word.
  var sentence: String {
    switch phase {
    case .done:
      String(
        format: "All %d steps done in %.0f s, %@ predicted.", steps, seconds,
        volumes == 1 ? "the volume" : "all \(volumes) volumes")
    case .incomplete:
      "Incomplete: all \(steps) steps are taken and saved, but training was stopped when "
        + "\(predicted) of \(volumes) volumes were predicted; `inkling train \(project) --resume` predicts them."
    default:
      "Stopped after step \(step) of \(steps); `inkling train \(project) --resume` goes on from there."
    }
  }
}
