/// A person's own key map: lines like `map Ctrl-G accept` and `unmap x`, comments after `#`.
package struct KeyMapFile: Sendable {
  /// The keys as the file makes them; lines that make no sense change nothing.
  package private(set) var map = KeyMap()
  /// What is wrong, a sentence a line that begins with the number of the line.
  package private(set) var problems: [String] = []
  /// What was perhaps not meant, in the same form: commands that are left without a key.
  package private(set) var notes: [String] = []
  /// Which line changed a key, and which gave it a command.
  private var lineOf: [Key: Int] = [:]
  private var mappedIn: [Key: Int] = [:]

  /// Longest file that is read, in bytes, and most lines of it.
  package static let mostBytes = 1 << 16
  private static let mostLines = 1000

  /// The keys of the table, because the file could not be read.
  init(problem: String) { problems = [problem] }

  /// Reads the text of a file.
  package init(_ text: String) {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.prefix(Self.mostLines).enumerated() {
      if let problem = take(line, index + 1) { problems.append("line \(index + 1): \(problem)") }
    }
    if lines.count > Self.mostLines {
      problems.append("line \(Self.mostLines + 1): expected at most \(Self.mostLines) lines")
    }
    restoreEssentials()
    noteLeftWithoutKey()
  }

  /// Says of which commands a line has taken the last key.
  private mutating func noteLeftWithoutKey() {
    for (key, line) in mappedIn.sorted(by: { $0.value < $1.value }) {
      guard let before = KeyMap.standard.command(for: key), before != map.command(for: key),
        map.name(of: before).isEmpty
      else { continue }
      notes.append("line \(line): \(before.name), which had \(key), has no key now")
    }
  }

  /// Does what a line says; what is wrong with it when it can't.
  private mutating func take(_ line: Substring, _ number: Int) -> String? {
    var words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard let verb = words.first, !verb.hasPrefix("#") else { return nil }
    let needed = verb == "map" ? 3 : 2
    if words.count > needed, words[needed].hasPrefix("#") { words = Array(words[..<needed]) }
    guard ["map", "unmap"].contains(verb), words.count == needed else {
      return "expected map KEY COMMAND, unmap KEY or # and a comment"
    }
    guard let key = Key(parsing: words[1]) else {
      return "there is no key \(words[1]); keys are written as in ?"
    }
    if let other = Self.sentAs(key) { return "a terminal sends \(words[1]) as \(other)" }
    if let before = mappedIn[key] { return "\(words[1]) stands in line \(before) already" }
    guard verb == "map" else {
      guard map.command(for: key) != nil || map.listCommand(for: key) != nil else {
        return "\(words[1]) does nothing anyway"
      }
      map.unmap(key)
      lineOf[key] = number
      return nil
    }
    guard let command = Command(named: words[2]) else {
      return "there is no command \(words[2]); `inkling keys --names` lists them"
    }
    map.map(key, to: command)
    (lineOf[key], mappedIn[key]) = (number, number)
    return nil
  }

  /// What a person can't do without keeps the keys of the table.
  private mutating func restoreEssentials() {
    for command in map.missing {
      let own = (KeyTable.slice + [KeyTable.list]).flatMap(\.bindings)
        .filter { $0.command == command }.flatMap(\.keys)
      let line = own.compactMap { lineOf[$0] }.max() ?? 1
      map.restore(command)
      let names = own.map(\.description).joined(separator: " ")
      problems.append("line \(line): \(command.name) needs a key and keeps \(names)")
    }
  }

  /// The key that a terminal sends instead: both are one byte.
  private static func sentAs(_ key: Key) -> String? {
    guard key.control, case .character(let character) = key.base else { return nil }
    switch character {
    case "i": return "Tab"
    case "m", "j": return "Enter"
    case "h": return "Backspace"
    case "[": return "Esc"
    default: return nil
    }
  }
}
