/// The last row: the keys that are useful next. A click on a key does what it does.
struct HintRow {
  let state: ViewerState
  let theme: Theme

  init(_ state: ViewerState, _ theme: Theme) {
    self.state = state
    self.theme = theme
  }

  /// As many keys as fit; how to get help always does, and on wider screens how to leave, which a mouse alone must find.
  func texts(in rect: CellRect) -> [PlacedText] {
    func width(_ hint: (String, String)) -> Int { hint.0.cells + hint.1.cells + 3 }
    let all = Hints.of(state)
    let kept = all.indices.filter {
      all[$0].1 == "help" || (all[$0].1 == "quit" && rect.columns >= 100)
    }
    var room = rect.columns - 1 - kept.reduce(0) { $0 + width(all[$1]) }
    var at = rect.column + 1
    var texts: [PlacedText] = []
    for (index, hint) in all.enumerated() {
      if !kept.contains(index) {
        guard width(hint) <= room else { continue }
        room -= width(hint)
      }
      texts += self.texts(of: hint, column: at, row: rect.row)
      at += width(hint)
    }
    return texts
  }

  /// The words for keys, each of which answers a click, and what they do, which answers for the first of them.
  private func texts(of hint: (String, String), column: Int, row: Int) -> [PlacedText] {
    if hint.0.hasPrefix(":") {
      return [
        PlacedText(
          text: "\(hint.0) \(hint.1)", column: column, row: row, ink: theme.accent.bold,
          click: .typed(String(hint.0.dropFirst())))
      ]
    }
    var at = column
    var texts: [PlacedText] = []
    for word in hint.0.split(separator: " ") {
      let click = Key(parsing: String(word)).map { Click.key($0) } ?? ofRange(word)
      texts.append(
        PlacedText(
          text: String(word), column: at, row: row, ink: theme.accent.bold, click: click))
      at += word.cells + 1
    }
    // The blank before the word belongs to it: a target of one letter is small.
    let click = texts.first { $0.click != nil }?.click
    texts.append(
      PlacedText(text: " " + hint.1, column: at - 1, row: row, ink: theme.dim, click: click))
    return texts
  }

  /// The number keys, as in "1-3": the next label.
  private func ofRange(_ word: Substring) -> Click? {
    word.first?.isNumber == true && word.last?.isNumber == true ? .command(.nextLabel(1)) : nil
  }
}
