/// Keeps pasted text from running as keys on terminals that do not mark it.
///
/// Keys held down repeat one key, and even a fast hand that has typed ahead on a line that stood still strikes
/// few different ones, all of which do something. Pasted text shows by many different characters at once, or by
/// some of which one is no key at all. What stands on a command line is text and does not count, whether a person
/// opened the line or `:` in the same burst did, with a command that there is.
struct PasteGuard {
  /// So many different characters at once are a paste.
  private static let many = 8
  /// So many are one when a character among them is no key.
  private static let some = 4
  /// Reads that follow each other within so many seconds are parts of one burst.
  private static let together = 0.01
  /// The rest of a paste may come so many seconds after what was refused.
  private static let rest = 0.3

  private var last = -Double.infinity
  private var seen: Set<Key> = []
  private var isRefusing = false

  /// Leaves the keys out that only a paste can have brought.
  ///
  /// - Parameters:
  ///   - events: everything that came in one read.
  ///   - now: when.
  ///   - textIsOpen: whether characters go into a text field.
  ///   - keyMap: which keys do something.
  ///   - pageIsOpen: whether the key for a search opens a text field.
  mutating func sift(
    _ events: [InputEvent], at now: Double, textIsOpen: Bool, keyMap: KeyMap = .standard,
    pageIsOpen: Bool = false
  ) -> [InputEvent] {
    let keys = events.compactMap { if case .key(let key) = $0 { key } else { nil } }
    guard !keys.isEmpty else { return events }
    if now > last + (isRefusing ? Self.rest : Self.together) {
      seen = []
      isRefusing = false
    }
    last = now
    if !isRefusing {
      seen.formUnion(Self.commands(keys, textIsOpen: textIsOpen, keyMap, pageIsOpen))
      let hasNoKey = seen.contains { keyMap.command(for: $0) == nil }
      isRefusing = seen.count >= Self.many || (hasNoKey && seen.count >= Self.some)
    }
    guard isRefusing else { return events }
    return [.leftOut(.burst)] + events.filter { if case .key = $0 { false } else { true } }
  }

  /// The keys that type something and would run as commands.
  private static func commands(
    _ keys: [Key], textIsOpen: Bool, _ keyMap: KeyMap, _ pageIsOpen: Bool
  ) -> [Key] {
    var isText = textIsOpen
    var commands: [Key] = []
    for (place, key) in keys.enumerated() {
      if isText {
        isText = !["Enter", "Esc", "Ctrl-C"].contains(key)
      } else if keyMap.command(for: key) == .commandLine,
        opensCommand(keys[(place + 1)...])
      {
        isText = true
      } else if pageIsOpen, keyMap.listCommand(for: key) == .search {
        isText = true
      } else if typedText(key) != nil {
        commands.append(key)
      }
    }
    return commands
  }

  /// Whether what follows a `:`, or the key for it, is a command, or the front of one where nothing more follows.
  private static func opensCommand(_ keys: ArraySlice<Key>) -> Bool {
    let line = keys.prefix { $0 != "Enter" }.map { typedText($0) ?? "" }.joined()
    let word = line.prefix { $0 != " " }
    let isWhole = line.count > word.count || keys.contains("Enter")
    return LineCommand.isWord(String(word), orFront: !isWhole)
  }

  /// What a key puts into a text.
  private static func typedText(_ key: Key) -> String? {
    switch key.base {
    case .character(let character) where !key.control: String(character)
    case .enter: "\n"
    case .tab: "\t"
    default: nil
    }
  }
}
