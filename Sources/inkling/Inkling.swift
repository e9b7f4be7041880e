import ArgumentParser
import Foundation

/// `inkling`: annotate MRI by scribbles in a terminal and train on them.
@main
struct Inkling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inkling",
    abstract: "Scribble on MRI slices in a terminal, train, and review the predicted labels.",
    version: Version.number,
    subcommands: [
      OpenCommand.self, KeysCommand.self, InfoCommand.self, CheckCommand.self, PhantomCommand.self,
      SimulateCommand.self,
      EvaluateCommand.self, InitCommand.self, AddCommand.self, TrainCommand.self,
      PredictCommand.self, StatusCommand.self,
      StopCommand.self, PauseCommand.self, ResumeCommand.self, ExportCommand.self,
      DoctorCommand.self, BenchCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)

  /// Runs the command that the arguments name.
  static func main() {
    // A file that grows beyond what is allowed is an error of writing, which says which one.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try VectorUnits.check(for: command)
      try command.run()
      try flushOutput()
    } catch {
      end(with: error)
    }
  }
}
