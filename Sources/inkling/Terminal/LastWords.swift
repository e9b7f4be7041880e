import Foundation

/// What this program says on a terminal when it ends with an error.
enum LastWords {
  private static let begin = "Error: "

  /// The sentence as it was written: a screen would break it at its width, and show only the rows that there are.
  ///
  /// - Parameter output: the last bytes that the program wrote.
  /// - Returns: nil where there is no such sentence.
  static func sentence(in output: some Collection<UInt8>) -> String? {
    let lines = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let first = lines.lastIndex(where: { $0.contains(begin) }),
      let start = lines[first].ranges(of: begin).last?.upperBound
    else { return nil }
    // Usage and help of the viewer's command would be taken for those of the command that says this.
    let rest = lines[lines.index(after: first)...].prefix { line in
      !["Usage:", "Help:", "See '"].contains { trim(line).hasPrefix($0) }
    }
    let words = ([lines[first][start...]] + rest).map { line in
      trim(line.prefix { $0 != "\u{1b}" })
    }
    return words.filter { !$0.isEmpty }.reduce("", join)
  }

  /// Puts lines into one; those of a list, which begin with a dash, are parted by commas.
  private static func join(_ text: String, _ line: String) -> String {
    if text.isEmpty { return line }
    guard line.hasPrefix("- ") else { return text + " " + line }
    return text + (text.hasSuffix(":") ? " " : ", ") + line.dropFirst(2)
  }

  private static func trim(_ line: Substring) -> String {
    line.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
