import ArgumentParser

/// `inkling export`: what a project holds, for other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write scribbles, labels and pictures for other programs.",
    subcommands: [
      ExportScribblesCommand.self, ExportLabelsCommand.self, ExportPNGCommand.self,
      ExportNNUNetCommand.self,
    ])
}
