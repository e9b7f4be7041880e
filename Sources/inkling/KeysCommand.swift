import ArgumentParser
import Foundation
import Viewer

/// `inkling keys`: the reference page of the viewer's keys, and the check of a key map.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Print the viewer's keys, or check a key map of your own.",
    discussion: """
      A key map is a file of lines like `map Ctrl-G accept` or `unmap x`; # begins a comment. The viewer \
      reads ~/.config/inkling/keys, or $XDG_CONFIG_HOME/inkling/keys where that is set.
      """)

  @Option(
    help: ArgumentHelp("Check a key map; exit status 1 if it has mistakes.", valueName: "file"))
  var check: String?

  @Flag(help: "Print the names of all commands that a key map can use.")
  var names = false

  func run() throws {
    if let check { return try report(fileURL(check)) }
    if names {
      Command.all.forEach { say($0.name) }
    } else {
      say(KeyReference.markdown, terminator: "")
    }
  }

  private func report(_ file: URL) throws {
    let map = try OwnKeys.load(file)
    map.notes.forEach { say("\(file.path), \($0)") }
    let problems = map.problems
    guard !problems.isEmpty else { return say("\(file.path): no mistake found") }
    problems.forEach { say("\(file.path), \($0)") }
    throw ExitCode.failure
  }
}
