import ArgumentParser

/// `inkling`: annotate MRI by scribbles in a terminal and train on them.
@main
struct Inkling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inkling",
    abstract: "Scribble on MRI slices in a terminal, train, and review the predicted labels.",
    subcommands: [
      OpenCommand.self, KeysCommand.self, InfoCommand.self, CheckCommand.self, PhantomCommand.self,
      SimulateCommand.self,
      EvaluateCommand.self, InitCommand.self, AddCommand.self, TrainCommand.self,
      PredictCommand.self, StatusCommand.self,
      StopCommand.self, PauseCommand.self, ResumeCommand.self, ExportCommand.self,
      DoctorCommand.self, BenchCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)
}
