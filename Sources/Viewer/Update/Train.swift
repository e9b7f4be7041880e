import Foundation
import Project
import Volume

/// Starting, stopping and watching the trainer.
extension ViewerState {
  /// What is missing before this volume alone could be trained on; nil when nothing is.
  var missingForTraining: String? {
    var counts: [UInt8: Int] = [:]
    for label in 1...255 where open.scribbles.counts[label] > 0 {
      counts[UInt8(label)] = open.scribbles.counts[label]
    }
    for label in open.accepted.map.counts.enumerated() where label.offset > 0 && label.element > 0 {
      counts[UInt8(label.offset), default: 0] += label.element
    }
    return ScribbleCheck(counts: counts, classes: project.classes).sentence
  }

  /// `t`: trains once.
  mutating func train() {
    guard mayWrite() else { return }
    endStroke()
    if trainer.isIdle {
      outbox.append(.tell(.resume))
      return say(
        trainer.hasNewChoices
          ? "training goes on as it began; Ctrl-T, then t takes the new choices"
          : "training goes on for a while")
    }
    if trainer.isRunning, trainer.status?.phase == .paused {
      outbox.append(.tell(.resume))
      return say("training goes on")
    }
    if trainer.isRunning {
      return say("already training: strokes are picked up while it runs, Ctrl-T stops it")
    }
    if let startRefusal { return say(startRefusal, .warning) }
    // Other volumes of the project may hold what this one lacks: then the shell looks.
    if project.cases.count == 1, let missing = missingForTraining { return say(missing, .warning) }
    start()
    let what =
      switch project.settings.start {
      case .weights: "training starts"
      case .checkpoint: "training starts from the checkpoint"
      case .nothing: "training starts from nothing"
      case .resume: "the last run goes on"
      }
    say(what + "; it goes on when the viewer is closed, Ctrl-T stops it")
  }

  private mutating func start() {
    trainer.askedAt = now
    trainer.hasNewStrokes = false
    trainer.isStopping = false
    trainer.hasNewChoices = false
    trainer.report.ending = nil
    outbox.append(.train)
    outbox.append(.focus(caseName: open.name, slice: reviewSlice))
  }

  /// `T`: whether training starts by itself after strokes.
  mutating func toggleAutomatic() {
    guard mayWrite() else { return }
    trainer.isAutomatic.toggle()
    if trainer.isAutomatic {
      say("auto on: training starts by itself after strokes; T turns it off")
      trainIfAutomatic()
    } else {
      say("auto off: training starts only with t")
    }
  }

  /// Starts training after a stroke if that is wanted, possible and not under way.
  mutating func trainIfAutomatic() {
    guard trainer.isAutomatic, trainer.hasNewStrokes, !trainer.isRunning, !pen.isDrawing,
      project.cases.count > 1 || missingForTraining == nil, startRefusal == nil
    else { return }
    start()
    say("auto: training starts")
  }

  mutating func stopTraining() {
    guard mayWrite() else { return }
    guard trainer.isRunning else { return say("no training is running") }
    trainer.isAutomatic = false
    trainer.isStopping = true
    outbox.append(.tell(.stop))
    say("stopping after this step; everything is kept")
  }

  mutating func pauseTraining() {
    guard mayWrite() else { return }
    guard trainer.isRunning else { return say("no training is running: t starts it") }
    guard !trainer.isIdle else {
      return say("training waits for strokes; t goes on")
    }
    let paused = trainer.status?.phase == .paused
    outbox.append(.tell(paused ? .resume : .pause))
    say(paused ? "training goes on" : "training pauses after this step; Ctrl-P goes on")
  }

  /// Takes over what the trainer's files say, and reports what has changed in words.
  mutating func takeOver(_ report: TrainerNews) {
    let before = trainer.report
    trainer.report = report
    let isNews = report.status != nil && report.status?.heartbeat != before.status?.heartbeat
    if let asked = trainer.askedAt {
      if report.ending != nil || (report.isAlive && isNews) || now.timeIntervalSince(asked) > 20 {
        trainer.askedAt = nil
      } else if let status = report.status, isNews, !status.phase.isRunning {
        trainer.askedAt = nil
      }
    }
    if let ending = report.ending, before.ending == nil { return say(ending, .failure) }
    guard let phase = report.status?.phase, let old = before.status?.phase, phase != old else {
      return
    }
    switch phase {
    case .idle:
      // It has learnt them all; what comes now wakes it.
      trainer.hasNewStrokes = false
      say("training is done and waits: draw, and it goes on; Ctrl-T ends it")
    case .done: say("training is done: \(report.status?.message ?? "")")
    case .stopped: say("training has stopped, everything is kept")
    case .incomplete:
      say("training is not complete: \(report.status?.message ?? "")", .warning)
    case .failed: say(report.status?.message ?? "training failed", .failure)
    default: break
    }
    if !phase.isRunning {
      trainer.isStopping = false
      if phase == .done { trainIfAutomatic() }
    }
  }
}

extension ProjectView {
  /// The classes as project.json lists them.
  var classes: [ClassEntry] { labels.labels.map { ClassEntry(id: $0.id, name: $0.name) } }
}
