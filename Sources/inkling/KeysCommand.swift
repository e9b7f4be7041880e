import ArgumentParser
import Viewer

/// `inkling keys`: the reference page of the viewer's keys, as Markdown.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Print the viewer's keys as a page of documentation.",
    shouldDisplay: false)

  func run() { say(KeyReference.markdown, terminator: "") }
}
