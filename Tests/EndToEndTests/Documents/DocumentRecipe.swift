import Foundation

/// The shell commands of a document that belong together: those of a page from beginning to end, in an empty folder. A
/// README is a list of recipes instead, one below each heading or paragraph that begins in bold, for files at hand.
///
/// Blocks marked `sh` are commands, and so is what stands between backquotes in the text, begins with `inkling` and
/// names a file or an option; with a placeholder such as PROJECT in it, it only shows how to write one.
/// `<!-- not run: REASON -->` excepts the block or paragraph that follows it.
struct DocumentRecipe {
  var title: String
  /// Whether it begins with nothing.
  var isWholePage = false
  /// Texts for a shell, in their order.
  var scripts: [String] = []
  /// Why blocks and paragraphs are not run.
  var omitted: [String] = []
  /// Blocks that look like commands and are not marked `sh`.
  var unmarked: [String] = []

  /// What the commands make: it must not be there before.
  var made: [String] {
    scripts.flatMap { script in
      let words = script.split(whereSeparator: \.isWhitespace).map(String.init)
      return zip(words, words.dropFirst()).compactMap {
        ["init", "--output"].contains($0) ? $1 : nil
      }
    }
  }

  /// Whether a text between backquotes is a command to run rather than the name of one.
  static func isCommand(_ text: String) -> Bool {
    guard !text.contains(/PROJECT|FOLDER|FILE|IMAGE|NAME|CASE|CHECKPOINT|…/) else { return false }
    var words = text.split(whereSeparator: \.isWhitespace)
    if words.first == "nice" { words.removeFirst() }
    return words.first == "inkling"
      && words.dropFirst().contains { $0.hasPrefix("--") || $0.contains(where: "./".contains) }
  }
}

extension DocumentRecipe {
  /// The recipes of a document that have commands.
  static func all(in text: String, name: String) -> [DocumentRecipe] {
    var reader = Reader(name: name)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      reader.read(String(line))
    }
    reader.endParagraph()
    return (reader.recipes + [reader.recipe])
      .filter { !$0.scripts.isEmpty || !$0.omitted.isEmpty || !$0.unmarked.isEmpty }
  }

  /// Reads a document line by line.
  private struct Reader {
    let name: String
    var recipes: [DocumentRecipe] = []
    var recipe: DocumentRecipe
    private var paragraph: [String] = []
    private var block: (kind: String, lines: [String])?
    private var reason: String?

    init(name: String) {
      self.name = name
      recipe = DocumentRecipe(title: name, isWholePage: !name.hasSuffix("README.md"))
    }

    mutating func read(_ line: String) {
      if let open = block {
        if line.hasPrefix("```") { endBlock(open) } else { block?.lines.append(line) }
      } else if line.hasPrefix("```") {
        endParagraph()
        block = (String(line.dropFirst(3)), [])
      } else if let found = line.firstMatch(of: /^<!-- not run: (.+) -->$/) {
        endParagraph()
        reason = String(found.1)
      } else if line.isEmpty {
        endParagraph()
      } else {
        if line.hasPrefix("#") || line.hasPrefix("**") { begin(line) }
        paragraph.append(line)
      }
    }

    private mutating func begin(_ line: String) {
      endParagraph()
      guard !recipe.isWholePage else { return }
      recipes.append(recipe)
      recipe = DocumentRecipe(title: "\(name): \(line)")
    }

    private mutating func endBlock(_ open: (kind: String, lines: [String])) {
      block = nil
      let text = open.lines.joined(separator: "\n")
      if open.kind != "sh" {
        if text.contains(#/(?m)^(\$ )?(inkling|make|sudo|apt) /#) { recipe.unmarked.append(text) }
      } else {
        take([text])
      }
    }

    mutating func endParagraph() {
      guard !paragraph.isEmpty else { return }
      let text = paragraph.joined(separator: " ")
      paragraph = []
      take(text.matches(of: /`([^`]+)`/).map { String($0.1) }.filter(DocumentRecipe.isCommand))
    }

    private mutating func take(_ scripts: [String]) {
      if let reason { recipe.omitted.append(reason) } else { recipe.scripts += scripts }
      reason = nil
    }
  }
}
