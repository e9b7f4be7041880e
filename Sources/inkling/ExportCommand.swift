import ArgumentParser

/// `inkling export`: what a project holds, for other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write scribbles and labels for other programs.",
    subcommands: [ExportScribblesCommand.self, ExportLabelsCommand.self])
}
