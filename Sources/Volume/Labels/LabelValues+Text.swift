/// `0=none,4=background,1=RV,2=Myo`: how people write values, and how they are kept.
extension LabelValues {
  /// What sort of label map is spoken of.
  package enum Kind: Sendable {
    /// Scribbles: some number means that nothing is drawn.
    case scribbles
    /// Dense labels: every voxel has one.
    case labels

    /// The option of commands.
    package var option: String { self == .scribbles ? "--scribble-values" : "--label-values" }
  }

  /// What a person has written.
  ///
  /// - names: the classes there are.
  /// - Throws: `VolumeError.labelValues`, a sentence.
  package init(_ text: String, kind: Kind, names: [UInt8: String]) throws {
    entries = try Self.pairs(text, kind).map { number, word in
      Entry(number: number, meaning: try Self.meaning(word, of: number, kind, names))
    }
    guard kind == .labels || number(for: .none) != nil else {
      throw Self.refusal(kind, "says which number means that nothing is drawn, as in 0=none", text)
    }
  }

  /// What `text` has written. Classes are not looked for: one that is gone is told when a file has its number.
  package init?(kept text: String) {
    let pairs = text.split(separator: ",").map { $0.split(separator: "=") }
    let entries = pairs.compactMap { pair -> Entry? in
      guard pair.count == 2, let number = Int(pair[0]), (0...Self.largest).contains(number) else {
        return nil
      }
      switch pair[1] {
      case "none": return Entry(number: number, meaning: .none)
      case "background": return Entry(number: number, meaning: .background)
      default:
        return UInt8(pair[1]).flatMap { (1...253).contains($0) ? $0 : nil }
          .map { Entry(number: number, meaning: .label($0)) }
      }
    }
    guard !entries.isEmpty, entries.count == pairs.count,
      Set(entries.map(\.number)).count == entries.count
    else { return nil }
    self.entries = entries
  }

  /// The values with classes by number, so that a class may get another name.
  package var text: String { text { "\($0)" } }

  /// The values with classes by name, ready to be pasted.
  package func text(names: [UInt8: String]) -> String {
    let text = text { id in
      names[id].flatMap { Self.isWritable($0) ? $0 : nil } ?? "\(id)"
    }
    let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "=,._-+:@%/".contains($0) }
    return isPlain ? text : "'\(text)'"
  }

  private func text(_ word: (UInt8) -> String) -> String {
    entries.map { entry in
      switch entry.meaning {
      case .none: "\(entry.number)=none"
      case .background: "\(entry.number)=background"
      case .label(let id): "\(entry.number)=\(word(id))"
      }
    }.joined(separator: ",")
  }

  /// The classes that a text names itself where there are no others: those called by a number, and the other words with the
  /// numbers that are left, from 1 on.
  package static func names(in text: String, kind: Kind = .labels) throws -> [UInt8: String] {
    var words: [String] = []
    for (_, word) in try pairs(text, kind) where !isReserved(word) && !words.contains(word) {
      words.append(word)
    }
    var names: [UInt8: String] = [:]
    for word in words {
      if let id = UInt8(word), (1...253).contains(id) { names[id] = "label \(id)" }
    }
    for word in words where Int(word) == nil {
      guard let id = (UInt8(1)...253).first(where: { names[$0] == nil }) else { break }
      names[id] = word
    }
    return names
  }

  /// Whether a class's name can be written as it is.
  private static func isWritable(_ name: String) -> Bool {
    Int(name) == nil && !isReserved(name)
      && !name.contains { $0 == "," || $0 == "'" || $0.isNewline }
  }

  private static func isReserved(_ word: String) -> Bool {
    ["none", "background"].contains(word.lowercased())
  }

  private static func pairs(_ text: String, _ kind: Kind) throws -> [(Int, String)] {
    var seen: Set<Int> = []
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard sides.count == 2, !sides[1].isEmpty else {
        throw refusal(
          kind, "wants NUMBER=MEANING pairs separated by commas, as in \(example(kind))",
          String(part))
      }
      guard let number = Int(sides[0]), (0...largest).contains(number) else {
        throw refusal(kind, "wants whole numbers from 0 to \(largest) before the =", String(part))
      }
      guard seen.insert(number).inserted else {
        throw refusal(kind, "names each number once", "\(number) twice")
      }
      return (number, sides[1])
    }
  }

  private static func meaning(
    _ word: String, of number: Int, _ kind: Kind, _ names: [UInt8: String]
  ) throws -> Meaning {
    if word.lowercased() == "background" { return .background }
    if word.lowercased() == "none" {
      guard kind == .scribbles else {
        throw refusal(
          kind, "wants a class or background: every voxel of a dense map has one", "\(number)=none")
      }
      return .none
    }
    let exact = names.filter { $0.value == word }.keys
    let alike = names.filter { $0.value.lowercased() == word.lowercased() }.keys
    let named = exact.count == 1 ? exact.first : alike.count == 1 ? alike.first : nil
    let numbered = UInt8(word).flatMap { names[$0] == nil ? nil : $0 }
    if let named, let numbered, named != numbered {
      throw refusal(
        kind, "can't tell whether \(word) is class \(numbered) or the name of class \(named)", word)
    }
    if let id = named ?? numbered { return .label(id) }
    let known = names.sorted { $0.key < $1.key }.prefix(12).map { "\($0.key) \($0.value)" }
    throw refusal(
      kind,
      "wants none, background or a class (\(known.joined(separator: ", ")))"
        .replacing(kind == .labels ? "none, " : "\n", with: ""), "\(number)=\(word)")
  }

  private static func example(_ kind: Kind) -> String {
    kind == .scribbles ? "0=none,4=background,1=RV" : "1001=RV,2012=LV"
  }

  private static func refusal(_ kind: Kind, _ expected: String, _ found: String) -> VolumeError {
    .labelValues(reason: "\(kind.option) \(expected); found \"\(found)\".")
  }
}
