import Foundation

/// The program's commands and their options, as the program itself describes them.
struct CommandTable {
  /// An option of a command.
  struct Option {
    /// Its long name without dashes.
    let name: String
    let isFlag: Bool
    /// Whether it takes several values at once, such as files.
    let takesSeveral: Bool
  }

  /// By the words of the command.
  let options: [[String]: [Option]]
  private let usual: [String]

  /// Of `inkling`.
  static let standard = CommandTable(
    help: Inkling._dumpHelp(), usual: [OpenCommand.configuration.commandName ?? "open"])

  /// - Parameters:
  ///   - help: what `--experimental-dump-help` prints.
  ///   - usual: the command that is meant where none is named.
  init(help: String, usual: [String]) {
    var options: [[String]: [Option]] = [:]
    func collect(_ command: Description.Entry, _ words: [String]) {
      options[words] = (command.arguments ?? []).flatMap { argument in
        (argument.names ?? []).filter {
          $0.kind == "long" && !["help", "version"].contains($0.name)
        }.map {
          Option(
            name: $0.name, isFlag: argument.kind == "flag",
            takesSeveral: argument.isRepeating && argument.parsingStrategy != "default")
        }
      }
      for inner in command.subcommands ?? [] { collect(inner, words + [inner.commandName]) }
    }
    if let found = try? JSONDecoder().decode(Description.self, from: Data(help.utf8)) {
      collect(found.command, [])
    }
    (self.options, self.usual) = (options, usual)
  }

  /// Parts the words of a command line into command and rest; nil where help or the like is asked for.
  func split(_ words: [String]) -> (command: [String], rest: [String])? {
    var command: [String] = []
    var rest = words[...]
    while let word = rest.first, options[command + [word]] != nil {
      command.append(word)
      rest = rest.dropFirst()
    }
    if command.first == "help" { return nil }
    let asks = ["--help", "-h", "--version", "--generate-completion-script"]
    if let word = rest.first, asks.contains(word) || word.hasPrefix("--experimental") { return nil }
    if command.isEmpty { command = usual }
    return (command, Array(rest))
  }

  /// The parts of the description that are looked at.
  private struct Description: Decodable {
    struct Entry: Decodable {
      let commandName: String
      let arguments: [Argument]?
      let subcommands: [Entry]?
    }
    struct Argument: Decodable {
      let kind: String
      let names: [Name]?
      let isRepeating: Bool
      let parsingStrategy: String?
    }
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let command: Entry
  }
}
