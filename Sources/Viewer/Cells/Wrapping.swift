/// Text broken into lines at blanks.
enum Wrapping {
  static func lines(_ text: String, width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
      var rest = word
      while rest.cells > width {
        if !line.isEmpty { lines.append(line) }
        line = ""
        // A character of two cells is cut where there is one: the text must get shorter.
        let part = rest.prefix(max(1, rest.prefix(cells: width).count))
        lines.append(String(part))
        rest = rest.dropFirst(part.count)
      }
      if line.isEmpty {
        line = String(rest)
      } else if line.cells + 1 + rest.cells <= width {
        line += " " + rest
      } else {
        lines.append(line)
        line = String(rest)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// At most so many lines; the last one ends in an ellipsis where there is more.
  static func lines(_ text: String, width: Int, most: Int, ellipsis: String) -> [String] {
    let all = lines(text, width: width)
    guard all.count > most, most > 0 else { return all }
    return all.prefix(most - 1)
      + [all[most - 1].shortened(to: width - ellipsis.count, ellipsis: "") + ellipsis]
  }
}
