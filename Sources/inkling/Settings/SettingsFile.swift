import Foundation
import Viewer
import Volume

/// A person's own defaults for the options of commands: sections named after commands, lines of `option = value`.
///
///     [train]
///     preset = cohort
///     set = rate.start=0.02
///     [export labels]
///     force = true
struct SettingsFile: Equatable {
  /// A line that sets an option.
  struct Line: Equatable {
    let number: Int
    /// The words of the command.
    let command: [String]
    /// The option without its dashes.
    let option: String
    let value: String

    /// As it would be typed; nil for a flag that is not wanted.
    var word: String? {
      switch value {
      case "true": "--\(option)"
      case "false": nil
      default: "--\(option)=\(value)"
      }
    }
  }

  /// The file.
  let url: URL
  let lines: [Line]

  /// Names another file than the usual one; empty = none is read.
  static let variable = "INKLING_SETTINGS"
  private static let mostBytes = 1 << 16

  /// The file of whoever runs the program; nil where there is none.
  /// - Throws: `Failure` when it can't be read or understood.
  static func ofPerson(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> SettingsFile? {
    if let path = environment[variable] {
      return ["", "/dev/null"].contains(path) ? nil : try load(fileURL(path))
    }
    guard let url = UserFolder.settings(environment)?.appendingPathComponent("settings"),
      url.isPresent
    else { return nil }
    return try load(url)
  }

  /// Reads a file.
  /// - Throws: `Failure`.
  static func load(_ url: URL) throws -> SettingsFile {
    let bytes: [UInt8]
    do {
      bytes = try RegularFile(url).readAll(limit: mostBytes)
    } catch {
      throw Failure(
        "\(url.path) cannot be read as a file of settings of at most 64 KiB: \(error.reason). \(variable)= "
          + "(empty) goes without.")
    }
    return try SettingsFile(String(decoding: bytes, as: UTF8.self), url)
  }

  /// - Throws: `Failure` for a line that is none.
  init(_ text: String, _ url: URL) throws {
    self.url = url
    var lines: [Line] = []
    var command: [String]?
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = raw.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
      if line.hasPrefix("["), line.hasSuffix("]") {
        command = line.dropFirst().dropLast().split(separator: " ").map(String.init)
        continue
      }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard let command, parts.count == 2, let option = parts.first, !option.isEmpty,
        !parts[1].isEmpty
      else {
        throw Failure(
          "\(url.path), line \(index + 1), is \"\(line.prefix(60))\". Expected [COMMAND] and below it "
            + "OPTION = VALUE, as in: preset = cohort")
      }
      lines.append(
        Line(
          number: index + 1, command: command,
          option: String(option.trimmingPrefix { $0 == "-" }), value: parts[1]))
    }
    self.lines = lines
  }

  /// The words of a command line with the settings of its command behind the command's name. What is typed comes later,
  /// and so counts; a setting that can't stand beside what is typed is left out.
  ///
  /// - fits: whether the program understands such words.
  /// - Throws: `Failure` for a setting that the command does not have.
  func expand(
    _ words: [String], _ commands: CommandTable, fits: ([String]) -> Bool = { _ in true }
  ) throws -> [String] {
    guard !lines.isEmpty, let split = commands.split(words) else { return words }
    let own = lines.filter { $0.command == split.command }
    guard !own.isEmpty else { return words }
    for line in own {
      if let problem = problem(of: line, commands) { throw Failure(problem) }
    }
    func with(_ lines: [Line]) -> [String] {
      split.command + lines.compactMap(\.word) + split.rest
    }
    if fits(with(own)) { return with(own) }
    // What is wrong without any setting is said of the words as they were typed.
    guard fits(words) else { return words }
    var kept: [Line] = []
    for line in own {
      if fits(with(kept + [line])) {
        kept.append(line)
      } else {
        inform(
          "\(url.path), line \(line.number), is left out: \(line.option) = \(line.value) does not go with the rest."
        )
      }
    }
    return with(kept)
  }

  /// What is wrong with a line; nil = nothing.
  func problem(of line: Line, _ commands: CommandTable) -> String? {
    let place = "\(url.path), line \(line.number)"
    let name = line.command.joined(separator: " ")
    guard let options = commands.options[line.command] else {
      return "\(place): there is no command \(name). `inkling --help` lists them."
    }
    guard let option = options.first(where: { $0.name == line.option }) else {
      return
        "\(place): \(name) has no option --\(line.option). `inkling help \(name)` lists them."
    }
    guard !option.takesSeveral else {
      return "\(place): --\(line.option) names files or cases; give it with the command."
    }
    guard option.isFlag == ["true", "false"].contains(line.value) else {
      return option.isFlag
        ? "\(place): --\(line.option) takes no value; expected true or false, found \(line.value)."
        : "\(place): --\(line.option) takes a value other than true and false."
    }
    return nil
  }
}
