import Foundation

/// How a file's numbers become dense labels.
package struct LabelReading: Sendable {
  /// Which files values hold for.
  package enum Reach: Sendable {
    /// Whatever is read.
    case all
    /// Files that have one of the numbers; others are read as they are.
    case present
  }

  private let values: LabelValues?
  private let reach: Reach
  private let names: [UInt8: String]

  /// - values: what the numbers mean; nil = each is the label of that number.
  /// - names: the classes there are, for what is proposed.
  package init(_ values: LabelValues?, where reach: Reach = .all, names: [UInt8: String] = [:]) {
    (self.values, self.reach, self.names) = (values, reach, names)
  }

  /// Reads a file with whatever numbers it has.
  ///
  /// - geometry, image, note: as `LabelMap.load` takes them.
  /// - Throws: as `LabelMap.load`; `VolumeError.labelValues` with a list of the numbers where they are no labels.
  package func load(
    _ url: URL, expecting geometry: Geometry? = nil, of image: URL? = nil,
    note: (String) -> Void = { _ in }
  ) throws -> (map: LabelMap, header: ImageHeader) {
    let numbers = try NumberMap.load(url, expecting: geometry, of: image, note: note)
    let header = try numbers.header ?? ImageHeader.load(url)
    if let values, reach == .all || numbers.has(oneOf: values) {
      numbers.noteOthers(values, note)
      return (values.labels(in: numbers), header)
    }
    guard let map = numbers.bytes else {
      throw VolumeError.labelValues(reason: ValueProposal(numbers, names: names).unnamed(url))
    }
    // Slicer knows segments by their names and numbers them as they come.
    let table = LabelTable(
      labels: names.map { Label(id: $0, name: $1, colour: LabelTable.colour(0)) })
    guard !names.isEmpty, let segments = SegmentNumbers(url, in: table) else {
      return (map, header)
    }
    segments.note.map(note)
    return (segments.apply(to: map), header)
  }
}

extension NumberMap {
  fileprivate func has(oneOf values: LabelValues) -> Bool {
    let wanted = Set(values.entries.map { Int32($0.number) }).subtracting([0])
    return numbers.contains { $0 != 0 && wanted.contains($0) }
  }

  /// Says which numbers count as background because nothing is said of them.
  fileprivate func noteOthers(_ values: LabelValues, _ note: (String) -> Void) {
    let others = Set(numbers).map(Int.init).filter { $0 != 0 && values.meaning(of: $0) == nil }
      .sorted()
    guard !others.isEmpty else { return }
    let list =
      others.prefix(6).map { "\($0)" }.joined(separator: ", ") + (others.count > 6 ? ", …" : "")
    note("Without a label value and counted as background: \(list) (\(others.count)).")
  }
}
