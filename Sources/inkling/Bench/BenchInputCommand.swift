import ArgumentParser
import Foundation
import Project
import Trainer

/// `inkling bench input`: what making batches costs the training of a project.
struct BenchInputCommand: Computes {
  static let configuration = CommandConfiguration(
    commandName: "input",
    abstract: "Time a project's training steps with and without making batches beside them.",
    discussion: "The project is only read: neither weights nor predictions are written.")

  @Argument(help: "The project.")
  var project: String
  @Option(help: "interactive or cohort; the project's unless given.")
  var preset: String?
  @Option(help: "Threads; all processors unless the project says otherwise.")
  var threads: Int?
  @OptionGroup var arithmetic: ArithmeticOptions
  @Option(help: "Rounds of ten steps of each kind, after one that does not count.")
  var rounds = 5
  @Option(name: .customLong("set"), help: ArgumentHelp("An option.", valueName: "KEY=VALUE"))
  var assignments: [String] = []
  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard (1...1000).contains(rounds) else {
      throw ValidationError("--rounds lies in 1…1000, found \(rounds).")
    }
  }

  func run() throws {
    var request = TrainingRequest()
    (request.preset, request.threads, request.assignments) = (preset, threads, assignments)
    let cost = try InputCost.measure(
      try Project.open(fileURL(project)), request, rounds: rounds)
    if json { return try printJSON(cost) }
    say(
      String(
        format:
          "a step alone %.2f ms, with the next batch made beside it %.2f ms: input costs %.1f %%\n"
          + "a batch on one thread %.2f ms: %.1f %% of the step's work on %d threads",
        cost.stepMilliseconds, cost.trainingMilliseconds, cost.share * 100, cost.batchMilliseconds,
        cost.workShare * 100, cost.threads))
  }
}
