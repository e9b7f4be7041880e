import Annotation
import ArgumentParser
import Foundation

/// `inkling doctor`: will it work here, and is this project in order?
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check this machine, this terminal and, where named, a project; say what to do.",
    discussion: """
      Run it in the terminal that you want to use inkling in. It reads and changes nothing. Exit status 1 \
      if there is a problem.
      """)

  @Argument(help: "A project to look through.")
  var project: String?
  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    var findings =
      MachineCheck.findings() + TerminalCheck().findings() + KeyMapCheck.findings()
      + SettingsCheck.findings()
    if let project { findings += ProjectCheck.findings(fileURL(project)) }
    if json {
      try printJSON(["findings": findings])
    } else {
      findings.forEach { say($0.text) }
      let problems = findings.filter { $0.level == .problem }.count
      say(
        problems == 0
          ? "\nNo problem found."
          : "\n\(problems) problem\(problems == 1 ? "" : "s") found; see the lines with ->.")
    }
    if findings.contains(where: { $0.level == .problem }) { throw ExitCode.failure }
  }
}
