/// The reference page of keys and typed commands, made of the same tables as the `?` screen.
package enum KeyReference {
  /// docs/reference/keys.md.
  package static var markdown: String {
    var lines = [
      "# Keys and typed commands of the viewer", "",
      "This page is written by `inkling keys`, from the table that the viewer itself uses. In the viewer, `?` "
        + "shows the same.",
    ]
    for group in KeyTable.slice + [KeyTable.list] {
      lines += ["", "## \(group.title)", "", "| keys | what they do |", "|---|---|"]
      for case .row(let keys, let title) in HelpText.rows(of: group) {
        lines.append("| \(code(keys)) | \(title) |")
      }
    }
    lines += ["", "## Mouse", "", "| mouse | what it does | by keyboard |", "|---|---|---|"]
    lines += KeyTable.mouse.map { "| \($0.use) | \($0.title) | \(code($0.keys)) |" }
    lines += ["", "## Typed commands", "", "| after `:` | what it does |", "|---|---|"]
    for command in LineCommand.all {
      let names = command.names.map { $0 == "SLICE" ? "NUMBER" : $0 }.joined(separator: ", ")
      let usage = command.arguments.isEmpty ? names : "\(names) \(command.arguments)"
      lines.append("| `\(usage)` | \(command.title) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func code(_ keys: String) -> String {
    // A bar would end the table's cell, and a backquote the code.
    "`" + keys.replacing("|", with: "\\|") + "`"
  }
}
