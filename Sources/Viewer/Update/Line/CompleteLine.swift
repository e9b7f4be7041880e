import Annotation

/// Tab on the command line.
extension ViewerState {
  /// Puts in what all choices begin with, then one choice after the other; asks for files where the word is one.
  mutating func complete(_ step: Int) {
    guard var line = commandLine else { return }
    if var completion = line.completion {
      completion.step(step)
      line.replace(from: completion.start, with: completion.shown)
      line.completion = completion
      commandLine = line
      return
    }
    let word = LineWord(line.front)
    if case .file(let ending)? = word.kind {
      outbox.append(.readFolder(FolderListing(path: word.text, ending: ending)))
    }
    let choices = choices(for: word)
    if case .file? = word.kind, choices.isEmpty { return }
    offer(choices, for: word, step)
  }

  /// The names in a folder have been read.
  mutating func takeOver(_ listing: FolderListing) {
    guard let line = commandLine, line.purpose == .command else { return }
    let word = LineWord(line.front)
    // Somebody has typed on meanwhile.
    guard case .file? = word.kind, line.completion == nil, word.text == listing.path else { return }
    if let problem = listing.problem { return say(problem, .warning) }
    let files = listing.names.map {
      Completion.Choice(text: listing.folder + $0, isOpen: $0.hasSuffix("/"))
    }
    offer(choices(for: word) + files, for: word, 1)
    if listing.hasMore { say("more files than can be shown: type more of the name", .warning) }
  }

  /// The mouse while choices are on screen: the wheel goes through them, a press takes the box away and draws nothing.
  mutating func useBox(_ mouse: MouseEvent) {
    switch mouse.action {
    case .wheelDown: complete(1)
    case .wheelUp: complete(-1)
    case .press: commandLine?.completion = nil
    default: break
    }
  }

  private mutating func offer(_ choices: [Completion.Choice], for word: LineWord, _ step: Int) {
    guard var line = commandLine else { return }
    var completion = Completion(start: word.start, typed: word.text, choices: choices)
    switch choices.count {
    case 0:
      return say(word.text.isEmpty ? "nothing to complete" : "nothing begins with \(word.text)")
    case 1:
      line.replace(from: word.start, with: choices[0].text + (choices[0].isOpen ? "" : " "))
      commandLine = line
      return
    default: break
    }
    if completion.commonFront.count > word.text.count {
      completion = Completion(
        start: word.start, typed: completion.commonFront, choices: choices)
    } else {
      completion.step(step)
    }
    line.replace(from: word.start, with: completion.shown)
    line.completion = completion
    commandLine = line
  }

  /// What a word may become, apart from files.
  private func choices(for word: LineWord) -> [Completion.Choice] {
    var choices = word.names
    switch word.kind {
    case .words(let words)?, .number(let words)?:
      choices += words.map { Completion.Choice(text: $0) }
    case .volume?: choices += project.cases.map { Completion.Choice(text: $0.name) }
    case .label?: choices += labelChoices(word)
    case .text?, .file?, nil: break
    }
    return choices.filter { $0.text.hasPrefix(word.text) }
  }

  /// Labels by number, or by name once a letter is typed.
  private func labelChoices(_ word: LineWord) -> [Completion.Choice] {
    let labels = project.labels.labels
    guard word.text.isEmpty || word.text.first?.isNumber == true else {
      return labels.map { Completion.Choice(text: $0.name, title: "label \($0.id)") }
    }
    let background = Completion.Choice(text: "0", title: "background")
    return (word.row == .label ? [background] : [])
      + labels.map { Completion.Choice(text: "\($0.id)", title: $0.name) }
  }
}
