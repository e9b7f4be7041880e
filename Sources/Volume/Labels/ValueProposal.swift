import Foundation

/// What the numbers of a file most likely mean, to be looked at by a person and pasted: never taken without being asked.
package struct ValueProposal {
  private let census: ValueCensus
  private let names: [UInt8: String]
  /// Names that a table beside the file has for its numbers.
  private let table: [Int: String]

  /// - names: the classes there are.
  /// - table: names that a table beside the file gives its numbers.
  package init(_ map: NumberMap, names: [UInt8: String], table: [Int: String] = [:]) {
    (census, self.names, self.table) = (ValueCensus(map), names, table)
  }

  /// The numbers of the file, a line each.
  package var list: String { census.lines.joined(separator: "\n") }

  /// The option for scribbles, ready to be pasted.
  package var scribbles: String {
    "--scribble-values \(LabelValues(entries: scribbleEntries).text(names: names))"
  }

  /// The option for dense labels.
  package var labels: String {
    let numbers = census.entries.map(\.number).filter { $0 != 0 }
    let known = known(among: numbers)
    var free = names.keys.sorted().filter { id in !known.contains { $0.meaning == .label(id) } }
    var next = (names.keys.max() ?? 0)
    let entries = numbers.prefix(24).map { number -> LabelValues.Entry in
      if let entry = known.first(where: { $0.number == number }) { return entry }
      if !free.isEmpty { return .init(number: number, meaning: .label(free.removeFirst())) }
      guard names.isEmpty, next < 253 else { return .init(number: number, meaning: .background) }
      next += 1
      return .init(number: number, meaning: .label(next))
    }
    return "--label-values \(LabelValues(entries: entries).text(names: names))"
  }

  /// What to say of a dense map whose numbers are no labels.
  func unnamed(_ url: URL) -> String {
    "\(url.path) has numbers above 255, expected labels from 0 to 253:\n\(list)\n"
      + "Say which label each is that you need, for example:\n  \(labels)"
  }

  /// No scribble: most voxels. Background: what a table calls so, 255, K+1, or the most frequent of more numbers than classes.
  private var scribbleEntries: [LabelValues.Entry] {
    let most = census.entries.max { $0.voxels < $1.voxels }?.number ?? 0
    let known = known(among: census.entries.map(\.number))
    let none = known.first { $0.meaning == .none }?.number ?? most
    var rest = census.entries.filter {
      $0.number != none && !known.map(\.number).contains($0.number)
    }
    var entries =
      [LabelValues.Entry(number: none, meaning: .none)] + known.filter { $0.number != none }
    if !known.contains(where: { $0.meaning == .background }),
      let number = background(of: rest, none: none)
    {
      rest.removeAll { $0.number == number }
      entries.append(.init(number: number, meaning: .background))
    }
    var free = names.keys.sorted().filter { id in !known.contains { $0.meaning == .label(id) } }
    let plain = Set(rest.map(\.number)).isSubset(of: Set(free.map(Int.init)))
    entries += rest.map { entry in
      guard !plain else { return .init(number: entry.number, meaning: .label(UInt8(entry.number))) }
      guard !free.isEmpty else { return .init(number: entry.number, meaning: .none) }
      return .init(number: entry.number, meaning: .label(free.removeFirst()))
    }
    return entries.sorted { $0.number < $1.number }
  }

  private func background(of rest: [ValueCensus.Entry], none: Int) -> Int? {
    let numbers = rest.map(\.number)
    if none != 0 { return numbers.contains(0) ? 0 : nil }
    if numbers.contains(255) { return 255 }
    let last = (names.keys.max().map(Int.init) ?? 0) + 1
    guard rest.count > names.count || numbers.contains(last) else { return nil }
    // A number too many before or behind the classes; where all are there, the one that was drawn more.
    let ends =
      numbers == Array(1...last) ? [1, last] : numbers.allSatisfy { $0 <= last } ? [last] : numbers
    return rest.filter { ends.contains($0.number) }.max { $0.voxels < $1.voxels }?.number
  }

  /// What the table's names say.
  private func known(among numbers: [Int]) -> [LabelValues.Entry] {
    numbers.compactMap { number in
      guard let name = table[number]?.lowercased() else { return nil }
      if ["background", "bg", "background scribble"].contains(name) {
        return .init(number: number, meaning: .background)
      }
      if ["none", "no scribble", "clear label", "unlabelled", "unlabeled"].contains(name) {
        return .init(number: number, meaning: .none)
      }
      let id = names.first { $0.value.lowercased() == name }?.key
      return id.map { .init(number: number, meaning: .label($0)) }
    }
  }
}
