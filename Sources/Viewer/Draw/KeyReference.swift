/// The reference page of keys and typed commands, made of the same tables as the `?` screen.
package enum KeyReference {
  /// docs/reference/keys.md.
  package static var markdown: String {
    var lines = [
      "# Keys and typed commands of the viewer", "",
      "This page is written by `inkling keys`, from the table that the viewer itself uses. In the viewer, `?` "
        + "shows the same.",
    ]
    for group in KeyTable.slice + [KeyTable.list, KeyTable.trainingPage, KeyTable.labels] {
      lines += ["", "## \(group.title)", "", "| keys | what they do |", "|---|---|"]
      for case .row(let keys, let title, _) in HelpText.rows(of: group) {
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
    return (lines + names).joined(separator: "\n") + "\n"
  }

  /// Names of the commands, for key maps.
  package static var names: [String] {
    var lines = [
      "", "## Names of commands, for a key map of your own", "",
      "| name | keys | what it does |", "|---|---|---|",
    ]
    var named: Set<Command> = []
    for group in KeyTable.slice + [KeyTable.list] {
      var title = ""
      for binding in group.bindings {
        if !binding.title.isEmpty { title = binding.title }
        guard named.insert(binding.command).inserted else { continue }
        let keys = binding.keys.map(\.description).joined(separator: " ")
        lines.append("| `\(binding.command.name)` | \(code(keys)) | \(title) |")
      }
    }
    return lines
  }

  private static func code(_ keys: String) -> String {
    // A bar would end the table's cell, and a backquote the code.
    "`" + keys.replacing("|", with: "\\|") + "`"
  }
}
