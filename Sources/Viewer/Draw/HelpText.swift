/// The `?` screen's text, made of the key table and the table of typed commands.
enum HelpText {
  /// One line of help.
  enum Line: Equatable {
    case heading(String)
    case row(keys: String, title: String)
    case blank
  }

  /// All rows in their order; rows without a title join the row above.
  static let rows: [Line] = {
    var lines: [Line] = []
    for group in KeyTable.slice + [KeyTable.list] {
      lines.append(.heading(group.title))
      lines += rows(of: group)
      lines.append(.blank)
    }
    lines.append(.heading("Mouse (every row has keys that do the same)"))
    lines += KeyTable.mouse.map { .row(keys: $0.use, title: "\($0.title)  [\($0.keys)]") }
    lines.append(.blank)
    lines.append(.heading(commandsHeading))
    lines += LineCommand.all.map {
      let names = $0.names.map { $0 == "SLICE" ? ":NUMBER" : ":" + $0 }.joined(separator: " ")
      return .row(keys: $0.arguments.isEmpty ? names : names + " " + $0.arguments, title: $0.title)
    }
    return lines
  }()

  static func rows(of group: BindingGroup) -> [Line] {
    var rows: [(keys: [[Key]], title: String)] = []
    for binding in group.bindings {
      if binding.title.isEmpty, !rows.isEmpty {
        rows[rows.count - 1].keys.append(binding.keys)
      } else {
        rows.append(([binding.keys], binding.title))
      }
    }
    return rows.map { .row(keys: keyText($0.keys), title: $0.title) }
  }

  /// Keys of one row: the first keys of all bindings together, then the second ones.
  private static func keyText(_ keys: [[Key]]) -> String {
    if keys.count > 4, let first = keys.first?.first, let last = keys.last?.first {
      return "\(first)…\(last)"
    }
    let deepest = keys.map(\.count).max() ?? 0
    return (0..<deepest).map { place in
      let row = keys.compactMap { $0.indices.contains(place) ? $0[place].description : nil }
      let shared = ["Ctrl-", "Shift-"].first { prefix in row.allSatisfy { $0.hasPrefix(prefix) } }
      guard let shared, row.count > 1 else { return row.joined(separator: " ") }
      return shared + row.map { String($0.dropFirst(shared.count)) }.joined(separator: "/")
    }.joined(separator: ", ")
  }

  /// The lines for a width: two columns where there is room.
  static func lines(columns: Int) -> [[Line]] {
    guard columns >= 110 else { return rows.map { [$0] } }
    let half = splitPoint
    let left = Array(rows[..<half])
    let right = Array(rows[half...])
    return (0..<max(left.count, right.count)).map { index in
      [
        left.indices.contains(index) ? left[index] : .blank,
        right.indices.contains(index) ? right[index] : .blank,
      ]
    }
  }

  /// The first line to show so that the typed commands are in sight.
  static func topOfCommands(columns: Int, rows: Int) -> Int {
    let all = lines(columns: columns)
    let heading = all.firstIndex { $0.contains(.heading(commandsHeading)) } ?? 0
    return max(0, min(heading, all.count - PageLayout(columns: columns, rows: rows).lines))
  }

  private static let commandsHeading = "Typed commands"

  /// The blank line nearest to the middle, so that no group is torn.
  private static var splitPoint: Int {
    let blanks = rows.indices.filter { rows[$0] == .blank }
    let middle = rows.count / 2
    return (blanks.min { abs($0 - middle) < abs($1 - middle) } ?? middle) + 1
  }
}
