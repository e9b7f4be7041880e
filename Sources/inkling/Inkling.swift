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
      OpenCommand.self, ReplayCommand.self, KeysCommand.self, InfoCommand.self, CheckCommand.self,
      PhantomCommand.self,
      SimulateCommand.self,
      EvaluateCommand.self, InitCommand.self, AddCommand.self, TrainCommand.self,
      PredictCommand.self, StatusCommand.self,
      StopCommand.self, PauseCommand.self, ResumeCommand.self, ExportCommand.self,
      ImportCommand.self,
      DoctorCommand.self, BenchCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)

  /// The words of the command line, behind those of the person's settings.
  static let words = Result {
    let typed = Array(CommandLine.arguments.dropFirst())
    guard let settings = try SettingsFile.ofPerson() else { return typed }
    return try settings.expand(typed, .standard) { (try? parseAsRoot($0)) != nil }
  }

  /// Runs the command that the arguments name.
  static func main() {
    // A file that grows beyond what is allowed is an error of writing, which says which one.
    signal(SIGXFSZ, SIG_IGN)
    holdStandardFiles()
    do {
      try ArgumentBytes.check(ArgumentBytes.ofThisProcess)
      var command = try parseAsRoot(words.get())
      try VectorUnits.check(for: command)
      try ArithmeticOptions.settle(for: command)
      try command.run()
      try flushOutput()
    } catch {
      end(with: Failure.readable(error))
    }
  }

  /// Where standard input, output or errors are closed, the next file that is opened would take their place, and what is
  /// printed would go into it. Something that cannot be written holds the place: printing fails, as it should.
  private static func holdStandardFiles() {
    while true {
      let file = open("/dev/null", O_RDONLY)
      guard (0...2).contains(file) else {
        if file > 2 { close(file) }
        return
      }
    }
  }
}

/// Ends the program with what an error says and the exit status that belongs to it; help and the like count as errors
/// of status 0, whose text belongs on standard output. Where that cannot be written the status is 1.
func end(with error: any Error) -> Never {
  let (text, status) = (Inkling.fullMessage(for: error), Inkling.exitCode(for: error))
  guard status == .success else {
    if !text.isEmpty { inform(text) }
    exit(status.rawValue)
  }
  if !text.isEmpty { say(text) }
  do {
    try flushOutput()
  } catch {
    inform(Inkling.fullMessage(for: error))
    exit(1)
  }
  exit(0)
}
