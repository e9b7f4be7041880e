/// `/` in help, lists and texts.
extension ViewerState {
  /// Opens the line for what is looked for.
  mutating func openSearch() { commandLine = CommandLine(purpose: .search) }

  /// Goes to the first line that has a text, beginning with the one on top or chosen; with no text to the next match.
  mutating func search(_ text: String) {
    guard page != nil else { return }
    guard !text.isEmpty else { return goToMatch(forward: true) }
    let search = PageSearch(text: text)
    guard let line = search.next(in: pageText, from: pagePlace - 1, forward: true) else {
      pageSearch = nil
      return say("nothing here matches \(text)", .warning)
    }
    goTo(line, of: search)
  }

  /// Goes to the next match, or the one before; from the other end when there is none.
  mutating func goToMatch(forward: Bool) {
    guard let search = pageSearch else {
      return say("nothing is looked for yet: \(keys.listName(of: .search)) asks what", .warning)
    }
    let (place, visible) = (pagePlace, pageLines.visible)
    // After scrolling, what is on screen counts.
    let from = (place..<place + visible).contains(search.line) ? search.line : place - 1
    guard let line = search.next(in: pageText, from: from, forward: forward) else { return }
    goTo(line, of: search)
  }

  private mutating func goTo(_ line: Int, of search: PageSearch) {
    movePage(by: line - pagePlace, pageLines.count, pageLines.visible)
    pageSearch = PageSearch(text: search.text, line: line)
    let found = pageText.indices.filter { search.isIn(pageText[$0]) }
    let number = (found.firstIndex(of: line) ?? 0) + 1
    say("match \(number) of \(found.count)")
  }

  /// The first line on screen, or the chosen one.
  private var pagePlace: Int {
    switch page {
    case .help(let top)?, .text(_, _, let top)?: top
    case .worklist(let chosen)?, .cases(let chosen)?, .strokes(let chosen)?, .labels(let chosen)?:
      chosen
    case .training?, nil: 0
    }
  }

  /// The lines of the page, as far as they can be looked through.
  private var pageText: [String] {
    switch page {
    case .help?:
      HelpText.lines(columns: columns, keys: keys).map { $0.map(\.text).joined(separator: " ") }
    case .text(_, let lines, _)?: PageLayout(columns: columns, rows: rows).wrapped(lines)
    case .worklist?:
      worklist.items.map { "\($0.slice) \(open.review.state(of: $0.slice).rawValue)" }
    case .cases?: project.cases.enumerated().map { "\($0 + 1) \($1.name)" }
    case .strokes?:
      (0..<historyCount).map { historyLine($0).map { "\($0.number) \($0.what)" } ?? "" }
    case .labels?: project.labels.labels.map { "\($0.id) \($0.name)" }
    case .training?, nil: []
    }
  }
}
