/// The word of a typed line that stands before the cursor, and what it may become.
struct LineWord {
  /// Where it begins, in characters of the line.
  let start: Int
  /// What is typed of it.
  let text: String
  /// What stands at its place in the command's row; nil where no argument does.
  let kind: TypedArgument?
  /// What the command means; nil where there is none.
  let row: TypedMeaning?
  /// Names of commands, or the second words of them, that it may become.
  let names: [Completion.Choice]

  /// - front: the line up to the cursor.
  init(_ front: String) {
    let characters = Array(front)
    let starts = characters.indices.filter {
      characters[$0] != " " && ($0 == 0 || characters[$0 - 1] == " ")
    }
    let hasOpenWord = characters.last.map { $0 != " " } ?? false
    let before = hasOpenWord ? Array(starts.dropLast()) : starts
    let words = before.map { String(characters[$0...].prefix { $0 != " " }) }
    guard let first = words.first else {
      let start = starts.first ?? characters.count
      self.init(start, characters, nil, Self.firstWords)
      return
    }
    let second =
      words.count == 1
      ? LineCommand.secondWords(of: first).map {
        Completion.Choice(text: $0, title: LineCommand.title(of: "\(first) \($0)"))
      } : []
    var start = hasOpenWord ? starts.last ?? 0 : characters.count
    guard let (row, rest) = LineCommand.named(by: words) else {
      self.init(start, characters, nil, second)
      return
    }
    let open = row.kinds.firstIndex(where: \.reachesToEnd) ?? Int.max
    let place = min(rest.count, open)
    // A name with blanks is one word: all of what is typed of it.
    if place < rest.count { start = before[words.count - rest.count + place] }
    let kind = row.kinds.indices.contains(place) ? row.kinds[place] : nil
    self.init(start, characters, kind, second, row.meaning)
  }

  private init(
    _ start: Int, _ characters: [Character], _ kind: TypedArgument?,
    _ names: [Completion.Choice], _ row: TypedMeaning? = nil
  ) {
    self.start = start
    text = String(characters[start...])
    self.kind = kind
    self.names = names
    self.row = row
  }

  private static let firstWords: [Completion.Choice] = {
    var seen: Set<String> = []
    return LineCommand.all.dropFirst().flatMap { row in
      row.names.compactMap { name -> Completion.Choice? in
        let word = String(name.prefix { $0 != " " })
        guard seen.insert(word).inserted else { return nil }
        let title = word == name ? row.title : Words.choice(LineCommand.secondWords(of: word))
        return Completion.Choice(text: word, title: title)
      }
    }
  }()
}
