/// What is looked for in the page on screen.
struct PageSearch: Equatable, Sendable {
  /// What was typed after `/`.
  let text: String
  /// The line that was found last.
  var line = 0

  /// Whether a line has it; large and small letters count as the same.
  func isIn(_ line: String) -> Bool { line.lowercased().contains(text.lowercased()) }

  /// The first matching line after another one, or before it; from the other end when there is none.
  func next(in lines: [String], from line: Int, forward: Bool) -> Int? {
    let found = lines.indices.filter { isIn(lines[$0]) }
    return forward
      ? found.first { $0 > line } ?? found.first : found.last { $0 < line } ?? found.last
  }
}
