/// A line that is being typed: a command after `:`, or what is looked for after `/`.
struct CommandLine: Equatable, Sendable {
  /// What the line is for.
  enum Purpose: Equatable, Sendable { case command, search }

  /// What the line is for.
  private(set) var purpose: Purpose
  /// What stands there.
  private(set) var characters: [Character]
  /// How many characters stand before the cursor.
  private(set) var cursor: Int
  /// Where in the history the line was found; nil for one that was typed.
  private(set) var recall: Recall?
  /// The choices that Tab goes through; nil when there are none on screen.
  var completion: Completion? { didSet { if completion != nil { recall = nil } } }

  /// A walk through the lines typed before.
  struct Recall: Equatable, Sendable {
    /// Which of them is shown; their count stands for what was typed.
    let place: Int
    /// What was typed, with which those shown begin.
    let prefix: String
  }

  /// Longest line that can be typed.
  private static let longest = 500

  init(text: String = "", purpose: Purpose = .command) {
    characters = Array(text.prefix(Self.longest))
    cursor = characters.count
    self.purpose = purpose
  }

  /// What stands there, as text.
  var text: String { String(characters) }
  /// What stands before the cursor.
  var front: String { String(characters[..<cursor]) }

  // MARK: Editing

  /// Puts characters at the cursor, as far as there is room; it is a new line then.
  mutating func append(_ text: String) {
    let room = max(0, Self.longest - characters.count)
    // A mark that joins the character before it must not stand alone.
    let joined = Array(front + text.prefix(room))
    characters.replaceSubrange(..<cursor, with: joined)
    cursor = joined.count
    settle()
  }

  /// Puts a text in place of what stands between a character and the cursor.
  mutating func replace(from start: Int, with text: String) {
    let start = min(start, cursor)
    let room = Self.longest - characters.count + cursor - start
    let new = Array(text.prefix(max(0, room)))
    characters.replaceSubrange(start..<cursor, with: new)
    cursor = start + new.count
  }

  /// Removes what stands between two places, and puts the cursor there.
  mutating func remove(_ range: Range<Int>) {
    let range = range.clamped(to: 0..<characters.count)
    characters.removeSubrange(range)
    cursor = range.lowerBound
    settle()
  }

  /// Puts the cursor before a character, as far as there are any.
  mutating func moveCursor(to place: Int) {
    cursor = max(0, min(characters.count, place))
    settle()
  }

  private mutating func settle() {
    recall = nil
    completion = nil
  }

  /// The beginning of the word before the cursor.
  var wordStart: Int {
    let blanks = characters[..<cursor].lastIndex { $0 != " " } ?? -1
    guard blanks >= 0 else { return 0 }
    return (characters[...blanks].lastIndex(of: " ") ?? -1) + 1
  }

  /// The end of the word after the cursor.
  var wordEnd: Int {
    let word = characters[cursor...].firstIndex { $0 != " " } ?? characters.count
    return characters[word...].firstIndex(of: " ") ?? characters.count
  }

  // MARK: History

  /// Shows an earlier or later one of the lines that begin with what was typed.
  mutating func recall(_ step: Int, in history: [String]) {
    let before = recall ?? Recall(place: history.count, prefix: text)
    var place = before.place + step
    while history.indices.contains(place),
      !history[place].hasPrefix(before.prefix) || history[place] == text
    {
      place += step
    }
    guard place >= 0, place <= history.count, place != before.place else { return }
    let shown = place == history.count ? before.prefix : history[place]
    self = CommandLine(text: shown, purpose: purpose)
    if place < history.count { recall = Recall(place: place, prefix: before.prefix) }
  }
}
