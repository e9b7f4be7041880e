/// The `?` screen's text, made of the key table and the table of typed commands.
enum HelpText {
  /// One line of help.
  enum Line: Equatable {
    case heading(String)
    case row(keys: String, title: String, click: Click? = nil)
    case blank

    /// What it says.
    var text: String {
      switch self {
      case .heading(let text): text
      case .row(let keys, let title, _): "\(keys) \(title)"
      case .blank: ""
      }
    }
  }

  /// All rows in their order; rows without a title join the row above.
  static func rows(_ keys: KeyMap = .standard) -> [Line] {
    var lines: [Line] = []
    let groups = keys.slice + [keys.list, KeyTable.trainingPage, KeyTable.labels]
    for (place, group) in groups.enumerated() {
      lines.append(.heading(group.title))
      // What keys of pages do is of no use where the help was asked for.
      lines += rows(of: group, answerClicks: place < keys.slice.count)
      lines.append(.blank)
    }
    lines.append(.heading("Mouse (every row has keys that do the same)"))
    lines += KeyTable.mouse.map { .row(keys: $0.use, title: "\($0.title)  [\($0.keys)]") }
    lines.append(.blank)
    lines.append(.heading(commandsHeading))
    lines += LineCommand.all.map {
      let names = $0.names.map { $0 == "SLICE" ? ":NUMBER" : ":" + $0 }.joined(separator: " ")
      let first = $0.names.first.flatMap { $0 == "SLICE" ? nil : $0 + " " } ?? ""
      return .row(
        keys: $0.arguments.isEmpty ? names : names + " " + $0.arguments, title: $0.title,
        click: .typed(first))
    }
    return lines
  }

  static func rows(of group: BindingGroup, answerClicks: Bool = false) -> [Line] {
    var rows: [(keys: [[Key]], title: String, command: Command)] = []
    for binding in group.bindings {
      if binding.title.isEmpty, !rows.isEmpty {
        rows[rows.count - 1].keys.append(binding.keys)
      } else {
        rows.append(([binding.keys], binding.title, binding.command))
      }
    }
    return rows.compactMap { row in
      let keys = keyText(row.keys)
      guard !keys.isEmpty else { return nil }
      return .row(
        keys: keys, title: row.title, click: answerClicks ? .command(row.command) : nil)
    }
  }

  /// Keys of one row: the first keys of all bindings together, then the second ones.
  private static func keyText(_ all: [[Key]]) -> String {
    let keys = all.filter { !$0.isEmpty }
    if keys.count > 4, let first = keys.first?.first, let last = keys.last?.first {
      return "\(first)-\(last)"
    }
    let deepest = keys.map(\.count).max() ?? 0
    return (0..<deepest).map { place in
      keyText(keys.compactMap { $0.indices.contains(place) ? $0[place] : nil })
    }.joined(separator: ", ")
  }

  private static func keyText(_ keys: [Key]) -> String {
    let arrows: Set<Key.Base> = [.left, .down, .up, .right]
    guard let first = keys.first, Set(keys.map(\.base)) == arrows else {
      return keys.map(\.description).joined(separator: " ")
    }
    return (first.control ? "Ctrl-" : "") + (first.shift ? "Shift-" : "") + "arrows"
  }

  /// Cells that keys take in front of what they do.
  static let keyCells = 22

  /// The lines for a width: two columns where there is room, titles broken where they are too long.
  static func lines(columns: Int, keys: KeyMap = .standard) -> [[Line]] {
    let body = PageLayout(columns: columns, rows: 24).body.columns
    guard columns >= 110 else { return wrapped(rows(keys), width: body).map { [$0] } }
    let all = wrapped(rows(keys), width: body / 2 - 1)
    let half = splitPoint(all)
    let left = Array(all[..<half])
    let right = Array(all[half...])
    return (0..<max(left.count, right.count)).map { index in
      [
        left.indices.contains(index) ? left[index] : .blank,
        right.indices.contains(index) ? right[index] : .blank,
      ]
    }
  }

  private static func wrapped(_ lines: [Line], width: Int) -> [Line] {
    lines.flatMap { line -> [Line] in
      guard case .row(let keys, let title, let click) = line else { return [line] }
      let room = width - keyCells - 2
      if keys.count >= keyCells {
        return [.row(keys: keys, title: "", click: click)]
          + Wrapping.lines(title, width: room).map { .row(keys: "", title: $0, click: click) }
      }
      return Wrapping.lines(title, width: room).enumerated().map {
        .row(keys: $0.offset == 0 ? keys : "", title: $0.element, click: click)
      }
    }
  }

  /// The first line to show so that the typed commands are in sight.
  static func topOfCommands(columns: Int, rows: Int, keys: KeyMap) -> Int {
    let all = lines(columns: columns, keys: keys)
    let heading = all.firstIndex { $0.contains(.heading(commandsHeading)) } ?? 0
    return max(0, min(heading, all.count - PageLayout(columns: columns, rows: rows).lines))
  }

  private static let commandsHeading = "Typed commands"

  /// The line after the blank one nearest to the middle, so that no group is torn.
  private static func splitPoint(_ lines: [Line]) -> Int {
    let blanks = lines.indices.filter { lines[$0] == .blank }
    let middle = lines.count / 2
    return (blanks.min { abs($0 - middle) < abs($1 - middle) } ?? middle) + 1
  }
}
