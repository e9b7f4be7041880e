import Annotation
import ArgumentParser
import Foundation
import Project
import Trainer
import Volume

/// `inkling train`: learns from a project's scribbles and keeps its predictions up to date.
struct TrainCommand: Computes {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train on a project's scribbles; predictions are refreshed while it runs.",
    discussion: """
      Without --resume a new plan begins, from the weights of the last one where there are any (--fresh: from \
      random weights; --init: from another project's checkpoint). With --resume the last plan goes on exactly \
      where it was saved; --steps (in all) or --minutes (from now on) bring its end nearer or put it off, and \
      rates and ramps follow (a plan with such an end is not prolonged by scribbles any more). Ctrl-C, `inkling stop` or SIGTERM end it after the step with everything saved. \
      Scribbles drawn meanwhile are taken up. They prolong an interactive plan (steps.after-scribbles), unless \
      --steps or --minutes is given; with --live the trainer then waits for them when its plan is done, as one \
      started in the viewer does.

      Exit status: 0 when all steps are taken and all volumes predicted, 3 when it was stopped before its last \
      step, 4 when it was stopped while whole volumes were predicted (--resume predicts them), 1 when it failed.

      Methods:
      \(TrainingMethod.all.map { "  \($0.name) - \($0.summary)" }.joined(separator: "\n"))

      --list-options prints every option that --set takes, with its value.
      """)

  @Argument(help: "The project.")
  var project: String
  @Option(help: "interactive (one or a few volumes, few scribbles) or cohort (many volumes).")
  var preset: String?
  @Option(help: "How to learn from scribbles; see above.")
  var method: String?
  @Option(help: "Planned steps; with --resume, those already taken included.")
  var steps: Int?
  @Option(
    help: "Planned minutes from now on, by the clock; the last pass over all volumes comes on top.")
  var minutes: Double?
  @Option(help: "Of weights, sampling, augmentation and dropout.")
  var seed: UInt64?
  @Option(
    help: "Threads; all processors that this process may use, unless the project says otherwise.")
  var threads: Int?
  @OptionGroup var arithmetic: ArithmeticOptions
  @Option(name: .customLong("init"), help: "A checkpoint whose weights to start from.")
  var initCheckpoint: String?
  @Flag(
    help: "Go on where the last run was saved, to the end of its plan or to --steps or --minutes.")
  var resume = false
  @Flag(help: "Start from random weights even if there is a checkpoint.")
  var fresh = false
  @Flag(help: "When the plan is done, wait for new scribbles and go on with them.")
  var live = false
  @Option(name: .customLong("set"), help: ArgumentHelp("An option.", valueName: "KEY=VALUE"))
  var assignments: [String] = []
  @Flag(help: "Print all options of --set for this project and end.")
  var listOptions = false
  @Flag(help: "Run on after this terminal is closed; output goes to run/trainer.log.")
  var detach = false
  @Flag(help: "Take over from a trainer on another machine that has ended.")
  var force = false
  @Flag(help: "Print one JSON document at the end: that of `inkling status --json`.")
  var json = false

  func validate() throws {
    do { try request.validate() } catch { throw ValidationError("\(error)") }
  }

  func run() throws {
    let project = try Project.open(fileURL(project))
    if listOptions { return try printOptions(project) }
    // Wrong options are told here and not in a log; a run that is resumed here says itself what is wrong.
    if detach {
      try request.check(for: project)
      return try start(project)
    }
    if !resume { _ = try request.settings(for: project) }
    project.headerNotes.lines.forEach(inform)
    // Who reads along may leave: training goes on.
    signal(SIGPIPE, SIG_IGN)
    let progress = TrainingProgress(log: project.trainerLog)
    let signals = StopSignals()
    defer { signals.release() }
    let run = TrainingRun(
      project, request, signals: signals, watch: { progress.show($0) }, log: progress.logger,
      fail: { progress.fail($0, log: project.trainerLog) })
    defer { progress.clear() }
    let ended: Int32
    do {
      ended = try run.run().phase.exitStatus
    } catch {
      let report = TrainerReport(project)
      if json, report.state == .failed { try printJSON(report) }
      throw error
    }
    progress.clear()
    if json { try printJSON(TrainerReport(project)) }
    if ended != 0 { throw ExitCode(ended) }
  }

  private var request: TrainingRequest {
    var request = TrainingRequest()
    request.preset = preset
    request.method = method
    request.steps = steps
    request.minutes = minutes
    request.seed = seed
    request.threads = threads
    request.initCheckpoint = initCheckpoint.map(fileURL)
    request.resume = resume
    request.fresh = fresh
    request.live = live
    request.assignments = assignments
    request.force = force
    return request
  }

  private func printOptions(_ project: Project) throws {
    let settings = try request.settings(for: project)
    for option in TrainingOption.all {
      say("\(option.key)=\(option.value(in: settings))")
      say("    \(option.summary); \(option.values)")
    }
  }

  /// The same command without --detach, as a process of its own.
  private func start(_ project: Project) throws {
    let state = RunLock.inspect(project.trainerLockFile)
    if case .held = state {
      throw Failure(RunLock.sentence(state, project.trainerLockFile, role: "trainer"))
    }
    // What was typed, in the same folder: every path in it means the same there.
    let words = try Inkling.words.get().filter { $0 != "--detach" }
    let trainer = try TrainerLauncher.start(
      executable: ownExecutable, project: project, words: Array(words))
    // A full disk, a wrong checkpoint: what ends it at once is told here.
    for _ in 0..<10 {
      usleep(100_000)
      guard let ending = trainer.ending() else { continue }
      if case .exited(0) = ending { break }
      let said = (TrainerLog.lastLines(project.trainerLog) ?? []).last { !$0.isEmpty } ?? ""
      throw Failure("The trainer has ended at once: \(said)")
    }
    inform(
      "The trainer runs as process \(trainer.pid). Watch it with `inkling status \(self.project)`, end "
        + "it with `inkling stop \(self.project)`; it writes to \(project.trainerLog.path).")
  }
}

extension Project {
  /// Doubts about the headers of the images; what can't be read is told by training itself.
  fileprivate var headerNotes: FileNotes {
    caseNames.reduce(into: FileNotes()) { notes, name in
      guard let image = try? imageURL(name), let header = try? ImageHeader.load(image) else {
        return
      }
      header.doubts.forEach { notes.add($0, of: name) }
    }
  }
}
