import Foundation
import Prediction
import Project

/// Labels that the network gives to whole volumes, for methods that learn from them.
extension TrainingLoop {
  /// The labels that a resumed run had, else new ones.
  func takeUpLabels() throws {
    if plan.resumed != nil, let labels = PseudoLabelFiles(run.project, data).read() {
      strokes.take(labels)
      return run.log.say("Goes on with the labels in \(run.project.pseudoLabels.path).")
    }
    try labelVolumes()
  }

  /// Lets the teacher label the training volumes; a stop leaves the labels as they were.
  func labelVolumes() throws {
    let began = run.clock.seconds
    let labels = try run.board.during(Activity.labelling) {
      try labeller.labels(engine.state) { [self] done in
        run.board.update { $0.message = "Labelling volume \(done) of \(data.cases.count)." }
        try attend()
        return !attention.wantsStop && length.time?.isOver(at: run.clock.seconds) != true
      }
    }
    run.board.update { $0.message = strokes.notice }
    guard let labels else { return }
    try run.takeOver { try checkpoint(nil) }
    try run.whenThereIsRoom(for: "what the network has labelled") {
      try PseudoLabelFiles(run.project, data).write(labels)
    }
    strokes.take(labels)
    run.log.say(
      String(
        format: "Labelled %d volumes after step %d in %.1f s.", data.cases.count, engine.step,
        run.clock.seconds - began))
  }
}
