/// Keys while a line is being typed.
extension ViewerState {
  /// A key while the line after `:` or `/` is open.
  mutating func type(_ key: Key) {
    guard var line = commandLine else { return }
    switch key {
    case "Esc" where line.completion != nil:
      // What was typed comes back; Esc once more leaves.
      if let completion = line.completion {
        line.replace(from: completion.start, with: completion.typed)
        line.completion = nil
      }
    case "Esc", "Ctrl-C":
      commandLine = nil
      return
    case "Backspace" where line.characters.isEmpty:
      commandLine = nil
      return
    case "Enter":
      commandLine = nil
      return line.purpose == .search ? search(line.text) : run(line.text)
    case "Up", "Ctrl-P": if line.purpose == .command { line.recall(-1, in: commandHistory) }
    case "Down", "Ctrl-N": if line.purpose == .command { line.recall(1, in: commandHistory) }
    case "Tab": if line.purpose == .command { return complete(1) }
    case "Shift-Tab": if line.purpose == .command { return complete(-1) }
    default:
      if !line.edit(key), case .character(let character) = key.base, !key.control {
        line.append(String(character))
      }
    }
    commandLine = line
  }

  /// How many lines typed before are kept.
  static let keptLines = 500

  /// Keeps a line for the next time.
  mutating func remember(_ line: String) {
    guard commandHistory.last != line else { return }
    commandHistory = (commandHistory + [line]).suffix(Self.keptLines)
    outbox.append(.rememberLine(line))
  }
}

extension CommandLine {
  /// Does what an editing key says; false when the key is none.
  fileprivate mutating func edit(_ key: Key) -> Bool {
    switch key {
    case "Left", "Ctrl-B": moveCursor(to: cursor - 1)
    case "Right", "Ctrl-F": moveCursor(to: cursor + 1)
    case "Ctrl-Left": moveCursor(to: wordStart)
    case "Ctrl-Right": moveCursor(to: wordEnd)
    case "Home", "Ctrl-A": moveCursor(to: 0)
    case "End", "Ctrl-E": moveCursor(to: characters.count)
    case "Backspace": remove(max(0, cursor - 1)..<cursor)
    case "Delete", "Ctrl-D": remove(cursor..<cursor + 1)
    case "Ctrl-W": remove(wordStart..<cursor)
    case "Ctrl-U": remove(0..<cursor)
    case "Ctrl-K": remove(cursor..<characters.count)
    default: return false
    }
    return true
  }
}
