import ArgumentParser
import Foundation
import Project

/// What `inkling stop`, `pause` and `resume` have in common: an instruction in the trainer's mailbox.
struct Instruction: ParsableArguments {
  @Argument(help: "The project.")
  var project: String
  @Option(help: "Wait up to so many seconds until the trainer has followed.")
  var wait = 0.0
  @Flag(help: "Print one JSON document.")
  var json = false

  /// Sends `command` to a trainer that may be there.
  ///
  /// - Parameter followed: the states that say that the trainer has done it.
  func send(_ command: TrainerCommand, until followed: [TrainerReport.State]) throws {
    let project = try Project.open(fileURL(project))
    var report = TrainerReport(project)
    let isThere = report.isAlive
    if isThere {
      try project.mailbox.send(command)
      let end = Date() + wait
      while Date() < end, !followed.contains(report.state) {
        usleep(100_000)
        report = TrainerReport(project)
      }
    }
    if json {
      try printJSON(Outcome(command: command.text, delivered: isThere, trainer: report))
    } else {
      inform(
        isThere
          ? "Told the trainer to \(command.text). \(report.text)"
          : "There is no trainer to \(command.text). \(report.text)")
    }
    // Nothing to stop is what `stop` wants; nothing to pause or resume is a failure.
    if !isThere, command != .stop { throw ExitCode.failure }
    if isThere, wait > 0, !followed.contains(report.state) { throw ExitCode.failure }
  }

  private struct Outcome: Encodable {
    var command: String
    var delivered: Bool
    var trainer: TrainerReport
  }
}

/// `inkling stop`.
struct StopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "Ask the trainer to end after the step, with everything saved.")

  @OptionGroup var instruction: Instruction

  func run() throws {
    try instruction.send(.stop, until: [.stopped, .incomplete, .done, .failed, .died, .none])
  }
}

/// `inkling pause`.
struct PauseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Ask the trainer to wait after the step.")

  @OptionGroup var instruction: Instruction

  func run() throws { try instruction.send(.pause, until: [.paused]) }
}

/// `inkling resume`.
struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Ask a waiting trainer to go on.",
    discussion: "A trainer that has ended is started again with `inkling train PROJECT --resume`.")

  @OptionGroup var instruction: Instruction

  func run() throws { try instruction.send(.resume, until: [.training, .predicting]) }
}
