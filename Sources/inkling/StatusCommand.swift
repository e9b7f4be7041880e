import ArgumentParser
import Foundation
import Project

/// `inkling status`: is it training, how far, did it hang?
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what a project's trainer is doing.",
    discussion: "Exit status 1 if the trainer has failed or died.")

  @Argument(help: "The project.")
  var project: String
  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let report = try TrainerReport(Project.open(fileURL(project)))
    if json {
      try printJSON(report)
    } else {
      say(report.text)
    }
    if report.state == .failed || report.state == .died { throw ExitCode.failure }
  }
}
