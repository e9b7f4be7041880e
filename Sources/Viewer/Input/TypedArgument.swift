/// What may stand at one place after the name of a typed command.
package enum TypedArgument: Equatable, Sendable {
  /// One of these words.
  case words([String])
  /// A number, or one of these words.
  case number(or: [String])
  /// Any text, up to the end of the line.
  case text
  /// The number of a label, or its name.
  case label
  /// A volume of the project by name or number.
  case volume
  /// A file, up to the end of the line; with an ending where only such files are meant.
  case file(ending: String)

  /// The words that can be typed as they stand.
  var words: [String] {
    switch self {
    case .words(let words), .number(let words): words
    case .text, .label, .volume, .file: []
    }
  }

  /// Whether what stands there may hold blanks, and so reaches to the end of the line.
  var reachesToEnd: Bool {
    switch self {
    case .words, .number: false
    case .text, .label, .volume, .file: true
    }
  }

  /// Reads what help shows: words in small letters stand for themselves, `FILE.png` is a file, `TEXT` and `NAME` are
  /// texts, other capitals numbers. `A, B or c` is one place, words without `or` are a place each.
  static func kinds(of arguments: String) -> [TypedArgument] {
    let choices = arguments.replacing(" or ", with: ", ").split(separator: ", ").map(String.init)
    if choices.count > 1 {
      let words = choices.filter { $0.allSatisfy(\.isLowercase) }
      return [words.count == choices.count ? .words(words) : .number(or: words)]
    }
    return arguments.split(separator: " ").map { word in
      if word.hasPrefix("FILE") { return .file(ending: String(word.dropFirst(5))) }
      switch word {
      case "TEXT", "NAME": return .text
      case "LABEL": return .label
      case "VOLUME": return .volume
      default: return word.allSatisfy(\.isLowercase) ? .words([String(word)]) : .number(or: [])
      }
    }
  }
}
