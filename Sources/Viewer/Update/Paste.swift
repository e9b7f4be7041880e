/// Input that is no key: pasted text, and what is left out.
extension ViewerState {
  /// Text that the terminal says was pasted: it goes into the open line, and nowhere else.
  mutating func paste(_ text: String) {
    guard !screenLayout.isTooSmall else { return }
    guard takesText else {
      return say(
        "pasted text is not taken as keys: \(lineKey) opens a line to paste into", .warning)
    }
    message = nil
    // Ends of lines become blanks: only a key runs the line.
    let lines = text.split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
    let plain = lines.filter {
      !$0.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    commandLine?.append(plain)
    guard commandLine == nil, case .training(var training) = page else { return }
    training.append(plain)
    page = .training(training)
  }

  private var lineKey: String { keys.name(of: .commandLine) }

  /// Says why input did nothing.
  mutating func say(_ reason: InputEvent.LeftOut) {
    switch reason {
    case .alt(let character):
      say(
        "Alt-\(character), or Esc and \(character) at once, does nothing: \(keys.name(of: .help)) lists the keys",
        .warning)
    case .unfinished:
      say("the rest of a key is missing: keys are left out until a short pause", .warning)
    case .burst:
      say("keys as fast as a paste are left out: \(lineKey) opens a line to paste into", .warning)
    }
  }
}
